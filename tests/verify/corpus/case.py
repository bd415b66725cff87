"""What a site of the corpus is: a good furnished site with one thing changed, and the checks that must fail."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from orchestrator.records.site import Site
from orchestrator.text.templates import render

MIT = render("site/LICENSE.jinja", {"year": 2026, "holder": "Ada"})

README = """# Tides

Shows when the water is high and when it is low, for the harbour that the visitor picks from the list.

## Usage

Open the page. The controls are the arrow keys. See [the data](data/tides.json) and [below](#license).

## License

MIT, see [LICENSE](LICENSE).
"""

WORKFLOW = """name: pages
on:
  push:
    branches: [main]
permissions: {}
jobs:
  deploy:
    runs-on: ubuntu-latest
    permissions:
      contents: read
      pages: write
      id-token: write
    steps:
      - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1
      - uses: actions/deploy-pages@cd2ce8fcbc39b97be8ca5fce6e763baed58fa128
"""

STYLE = "body{margin:1rem;font:1rem sans-serif;color:#111;background:#fff}.wide{overflow-x:auto}"


def page(
    body: str = "<p>High water at noon.</p>", script: str = "", head: str = "", title: str = "Tides"
) -> str:
    """A whole page that nothing is wrong with, apart from what is put into it."""
    code = f"<script>{script}</script>" if script else ""
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">{head}<style>{STYLE}</style></head>'
        f"<body><main><h1>Tides</h1>{body}</main>{code}</body></html>\n"
    )


def linked(**pages: str) -> dict[str, str | bytes]:
    """A good page that links to these, four at most: each is inspected, and accused by its name."""
    links = " ".join(f'<a href="{name}.html">{name}</a>' for name in pages)
    return {"index.html": page(links), **{f"{name}.html": html for name, html in pages.items()}}


FURNISHED = {
    "LICENSE": MIT,
    "README.md": README,
    ".github/workflows/pages.yml": render("site/pages.yml.jinja", {}),
    "data/tides.json": '[{"harbour": "Bergen", "high": "12:10"}]',
}


@dataclass(frozen=True)
class Case:
    """One site, and the texts of the checks that must fail; all others must not."""

    name: str
    files: Mapping[str, str | bytes] = field(default_factory=dict)
    """Put over the furnished site."""
    wrong: tuple[str, ...] = ()
    checks: Sequence[object] = ()
    brief: str = "Show the tides."
    attachments: Mapping[str, bytes] = field(default_factory=dict)
    without: tuple[str, ...] = ()
    """Files of the furnished site that are left out."""
    base: Mapping[str, str] | None = None
    steps: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    """Check → what a model compiled it to."""
    round: int = 1
    unrun: tuple[str, ...] = ()
    """Checks that cannot be run."""
    seen: tuple[str, ...] = ()
    """What the evidence of the failed checks says among other things."""
    browser: bool = True
    """False where the defect is in the files, and the page needs no look."""

    def site(self) -> Site:
        """The furnished site with the case's files put over it."""
        files: dict[str, str | bytes] = {"index.html": page(), **FURNISHED, **self.files}
        return Site({p: _bytes(data) for p, data in files.items() if p not in self.without})


def _bytes(data: str | bytes) -> bytes:
    return data.encode() if isinstance(data, str) else data

"""Rendering parts into one `index.html`, with the page's own code as its first script."""

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from orchestrator.generate.offline.libraries import Link
from orchestrator.generate.offline.part import Part

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).resolve().parents[3] / "templates" / "offline"
_DIGEST = re.compile(rb'(<meta name="generator" content="offline generator )([0-9a-f]{64})(">)')
_NO_DIGEST = "0" * 64


@dataclass(frozen=True)
class Page:
    """Everything that is rendered."""

    title: str
    parts: Sequence[Part]
    links: Sequence[Link] = ()
    briefs: Sequence[str] = ()
    """Shown on a page that no task family fits."""
    not_built: Sequence[str] = ()
    attachments: Sequence[dict[str, str]] = ()
    """Files that no part uses: name, and how to show it."""


def render(page: Page) -> bytes:
    """The page; a digest of its bytes in its head proves later that nobody has changed it."""
    template = _environment().get_template("page.html.jinja")
    text = template.render(page=page, script=_script(page), style=_read("style.css"), digest=_NO_DIGEST)
    data = text.encode("utf-8", "replace")
    digest = hashlib.sha256(data).hexdigest().encode()
    return _DIGEST.sub(rb"\g<1>" + digest + rb"\g<3>", data, count=1)


def is_unchanged(data: bytes) -> bool:
    """Whether a page was rendered here and nobody has changed it since."""
    found = _DIGEST.search(data)
    blank = _DIGEST.sub(rb"\g<1>" + _NO_DIGEST.encode() + rb"\g<3>", data, count=1)
    return found is not None and hashlib.sha256(blank).hexdigest().encode() == found[2]


def _script(page: Page) -> str:
    """The shared code, the code of each part, and one call for each part."""
    parts = [(part.name, part.params) for part in page.parts]
    if page.attachments:
        parts.append(("attachments", {"files": list(page.attachments)}))
    needed = ["rows"] if page.attachments else []
    names = dict.fromkeys(["common", *needed, *(name for part in page.parts for name in part.scripts)])
    pieces = [_read(f"{name}.js") for name in names]
    pieces += [_read(f"{name}.js") for name in dict.fromkeys(name for name, _ in parts)]
    cache_key = next((part.params.get("cache") for part in page.parts if part.name == "github"), None)
    code = "\n".join(pieces).replace("CACHE_KEY", embed(cache_key))
    calls = [f"  parts[{embed(name)}]?.({embed(params)});" for name, params in parts]
    return "\n".join(["(() => {", '"use strict";', code, "ready(() => {", *calls, "});", "})();"])


def embed(value: object) -> str:
    """A value as JSON that is safe inside a script element."""
    text = json.dumps(value, ensure_ascii=True)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _read(name: str) -> str:
    path = TEMPLATES / name
    return path.read_text("utf-8") if path.is_file() else ""


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    loader = FileSystemLoader(TEMPLATES)
    environment = Environment(
        loader=loader, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, autoescape=True
    )
    environment.filters["href"] = quote
    return environment

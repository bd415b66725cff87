"""Rendering parts into one `index.html`, with the page's own code as its first script."""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from orchestrator.generate.offline.part import Part

TEMPLATES = Path(__file__).resolve().parents[3] / "templates" / "offline"
SHARED = {"document": "markdown", "table": "rows", "attachments": "rows"}
"""Part → the script that it needs besides `common.js` and its own."""
_DIGEST = re.compile(rb'(<meta name="generator" content="offline generator )([0-9a-f]{64})(">)')
_NO_DIGEST = "0" * 64
_JINJA = Environment(
    loader=FileSystemLoader(TEMPLATES), undefined=StrictUndefined, autoescape=True,
    trim_blocks=True, lstrip_blocks=True,
)  # fmt: skip
_JINJA.filters["href"] = quote


def render(parts: Sequence[Part], attachments: Sequence[Mapping[str, str]], **values: object) -> bytes:
    """The page; a digest of its bytes in its head proves later that nobody has changed it.

    `attachments` are the files that no part uses: `name`, and how to `show` it.
    """
    values |= {"script": _script(parts, attachments), "style": _read("style.css"), "digest": _NO_DIGEST}
    template = _JINJA.get_template("page.html.jinja")
    data = template.render(parts=parts, attachments=attachments, **values).encode("utf-8", "replace")
    digest = hashlib.sha256(data).hexdigest().encode()
    return _DIGEST.sub(rb"\g<1>" + digest + rb"\g<3>", data, count=1)


def is_unchanged(data: bytes) -> bool:
    """Whether a page was rendered here and nobody has changed it since."""
    found = _DIGEST.search(data)
    blank = _DIGEST.sub(rb"\g<1>" + _NO_DIGEST.encode() + rb"\g<3>", data, count=1)
    return found is not None and hashlib.sha256(blank).hexdigest().encode() == found[2]


def _script(parts: Sequence[Part], attachments: Sequence[Mapping[str, str]]) -> str:
    """The shared code, the code of each part, and one call for each part."""
    names, last = [part.name for part in parts], ["attachments"] if attachments else []
    shared = [SHARED[name] for name in [*last, *names] if name in SHARED]
    scripts = dict.fromkeys(["common", *shared, *names, *last])
    code = "\n".join(_read(f"{name}.js") for name in scripts)
    cache_key = next((part.params["cache"] for part in parts if part.name == "github"), None)
    code = code.replace("CACHE_KEY", embed(cache_key))  # checks look for the name beside the call
    params = [*(part.params for part in parts), {"files": attachments}]
    called = zip([*names, *last], params, strict=False)
    calls = [f"  parts[{embed(name)}]?.({embed(given)});" for name, given in called]
    return "\n".join(["(() => {", '"use strict";', code, "ready(() => {", *calls, "});", "})();"])


def embed(value: object) -> str:
    """A value as JSON that is safe inside a script element."""
    text = json.dumps(value, ensure_ascii=True)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _read(name: str) -> str:
    path = TEMPLATES / name
    return path.read_text("utf-8") if path.is_file() else ""

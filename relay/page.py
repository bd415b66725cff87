"""The page at `/`: one static file, and the policy that lets it run its own script and nothing else."""

import base64
import hashlib
import re
from functools import cache
from importlib.resources import files

from starlette.requests import Request
from starlette.responses import Response


def wants_page(request: Request) -> bool:
    """A browser names text/html before anything else; scripts take JSON or whatever comes."""
    return "text/html" in request.headers.get("accept", "")


@cache
def _page() -> tuple[bytes, str]:
    html = (files("relay") / "pages" / "index.html").read_bytes()
    sources = {
        tag: " ".join(_digest(text) for text in re.findall(rb"<%b>(.*?)</%b>" % (tag, tag), html, re.DOTALL))
        for tag in (b"style", b"script")
    }
    policy = (
        f"default-src 'none'; style-src {sources[b'style']}; script-src {sources[b'script']}; "
        "connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    return html, policy


def page() -> Response:
    """The page with its headers."""
    html, policy = _page()
    headers = {
        "Content-Security-Policy": policy,
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "Vary": "Accept",
    }
    return Response(html, media_type="text/html", headers=headers)


def _digest(text: bytes) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text).digest()).decode()}'"

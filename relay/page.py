"""The page at `/`: one static file, and the policy that lets it run its own script and nothing else."""

import base64
import hashlib
import re
from functools import cache
from importlib.resources import files

from starlette.requests import Request
from starlette.responses import Response


def wants_html(request: Request) -> bool:
    """A browser names text/html before anything else; scripts take JSON or whatever comes."""
    return "text/html" in request.headers.get("accept", "")


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


@cache
def _page() -> tuple[bytes, str]:
    html = (files("relay") / "pages" / "index.html").read_bytes()
    style, script = (_hashes(html, tag) for tag in (b"style", b"script"))
    return html, (
        f"default-src 'none'; style-src {style}; script-src {script}; "
        "connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


def _hashes(html: bytes, tag: bytes) -> str:
    """The hashes, as a policy names them, of everything between `<tag>` and `</tag>`."""
    texts = re.findall(rb"<%b>(.*?)</%b>" % (tag, tag), html, re.DOTALL)
    digests = (base64.b64encode(hashlib.sha256(text).digest()).decode() for text in texts)
    return " ".join(f"'sha256-{digest}'" for digest in digests)

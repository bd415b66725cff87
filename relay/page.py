"""The HTML pages: `/` to send a task, `/docs` to read; none needs anything from elsewhere."""

import base64
import hashlib
import re
from functools import cache
from importlib.resources import files

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse
from starlette.staticfiles import StaticFiles

assets = StaticFiles(packages=[("relay", "pages/assets"), ("fastapi_offline", "static")])
"""What the page at /docs loads: two files of ours, and the bundles of the locked package fastapi-offline."""

router = APIRouter(include_in_schema=False)


@cache
def start_page() -> Response:
    """The page that sends a task and follows it; style and script are in it, and only they may run."""
    html = _read("index.html")
    policy = f"style-src {_hash(html, b'style')}; script-src {_hash(html, b'script')}"
    return _page(html, policy, Vary="Accept")


@router.get("/docs")
@cache
def docs() -> Response:
    """The description of the interface, with Swagger UI, which can send requests."""
    return _page(_read("docs.html"), "style-src 'self' 'unsafe-inline'; script-src 'self'")


@router.get("/redoc")
async def redoc() -> Response:
    """An address of the older system; Redoc's own page cannot be used without seeing colours or labels."""
    return RedirectResponse("docs", 308)


def _read(name: str) -> bytes:
    return (files("relay") / "pages" / name).read_bytes()


def _page(html: bytes, policy: str, **headers: str) -> Response:
    """A page under a policy that lets it run what is named there and call the relay, and nothing else."""
    headers |= {
        "Content-Security-Policy": f"default-src 'none'; {policy}; connect-src 'self'; img-src 'self' data:; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        "Referrer-Policy": "no-referrer",
    }
    return Response(html, media_type="text/html", headers=headers)


def _hash(html: bytes, tag: bytes) -> str:
    """The hash, as a policy names it, of what stands between `<tag>` and `</tag>`."""
    (text,) = re.findall(rb"<%b>(.*?)</%b>" % (tag, tag), html, re.DOTALL)
    return f"'sha256-{base64.b64encode(hashlib.sha256(text).digest()).decode()}'"

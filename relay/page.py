"""The HTML pages: `/` to send a task, `/docs` and `/redoc` to read; none needs anything from elsewhere."""

import base64
import hashlib
import re
from functools import cache
from importlib.resources import files

from fastapi import APIRouter, Request, Response
from fastapi.openapi.docs import get_redoc_html, get_swagger_ui_html
from starlette.exceptions import HTTPException

FILES = {
    "swagger-ui-bundle.js": "text/javascript",
    "swagger-ui.css": "text/css",
    "redoc.standalone.js": "text/javascript",
}
"""What the pages at /docs and /redoc load: the bundles that the locked package fastapi-offline brings."""

router = APIRouter(include_in_schema=False)


def wants_html(request: Request) -> bool:
    """A browser names text/html before anything else; scripts take JSON or whatever comes."""
    return "text/html" in request.headers.get("accept", "")


def start_page() -> Response:
    """The page that sends a task and follows it."""
    html, policy = _start_page()
    return _response(html, policy, {"Vary": "Accept"})


@router.get("/docs")
@cache
def docs() -> Response:
    """The description of the interface, with Swagger UI, which can send requests."""
    page = get_swagger_ui_html(
        openapi_url="openapi.json",
        title="Interface of the relay",
        swagger_js_url="assets/swagger-ui-bundle.js",
        swagger_css_url="assets/swagger-ui.css",
        swagger_favicon_url="data:,",
    )
    html = _accessible(bytes(page.body), b'<div id="swagger-ui">\n    </div>')
    policy = f"style-src 'self' 'unsafe-inline'; script-src 'self' {_hashes(html, b'script')}; "
    return _response(html, policy)


@router.get("/redoc")
@cache
def redoc() -> Response:
    """The description of the interface, with Redoc, for reading."""
    page = get_redoc_html(
        openapi_url="openapi.json",
        title="Interface of the relay",
        redoc_js_url="assets/redoc.standalone.js",
        redoc_favicon_url="data:,",
        with_google_fonts=False,
    )
    policy = "style-src 'unsafe-inline'; script-src 'self'; worker-src blob:; "
    html = _accessible(bytes(page.body), b'<redoc spec-url="openapi.json"></redoc>')
    return _response(html, policy)


@router.get("/assets/{name}")
async def asset(name: str) -> Response:
    """One of the bundles."""
    if name not in FILES:
        raise HTTPException(404)
    data = _asset(name)
    headers = {"Cache-Control": "max-age=86400", "X-Content-Type-Options": "nosniff"}
    return Response(data, media_type=FILES[name], headers=headers)


@cache
def _start_page() -> tuple[bytes, str]:
    html = (files("relay") / "pages" / "index.html").read_bytes()
    return html, f"style-src {_hashes(html, b'style')}; script-src {_hashes(html, b'script')}; "


@cache
def _asset(name: str) -> bytes:
    return (files("fastapi_offline") / "static" / name).read_bytes()


def _accessible(html: bytes, content: bytes) -> bytes:
    """Name the language and the main part, which FastAPI's pages leave out."""
    return html.replace(b"<html>", b'<html lang="en">').replace(content, b"<main>%b</main>" % content)


def _response(html: bytes, policy: str, headers: dict[str, str] | None = None) -> Response:
    """A page under a policy that lets it run what is named there and call the relay, and nothing else."""
    headers = {
        "Content-Security-Policy": f"default-src 'none'; {policy}connect-src 'self'; img-src 'self' data:; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    } | (headers or {})
    return Response(html, media_type="text/html", headers=headers)


def _hashes(html: bytes, tag: bytes) -> str:
    """The hashes, as a policy names them, of everything between `<tag>` and `</tag>`."""
    texts = re.findall(rb"<%b>(.*?)</%b>" % (tag, tag), html, re.DOTALL)
    digests = (base64.b64encode(hashlib.sha256(text).digest()).decode() for text in texts)
    return " ".join(f"'sha256-{digest}'" for digest in digests)

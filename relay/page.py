"""The HTML pages: `/` to send a task, `/docs` to read; none needs anything from elsewhere."""

import base64
import hashlib
import re
from functools import cache
from importlib.resources import files

from fastapi import APIRouter, Request, Response
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import RedirectResponse
from starlette.staticfiles import StaticFiles

assets = StaticFiles(packages=[("relay", "pages/assets"), ("fastapi_offline", "static")])
"""What the page at /docs loads: two files of ours, and the bundles of the locked package fastapi-offline."""

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
        swagger_ui_parameters={"deepLinking": False},  # would put links into buttons
    )
    html = _accessible(bytes(page.body))
    policy = f"style-src 'self' 'unsafe-inline'; script-src 'self' {_hashes(html, b'script')}; "
    return _response(html, policy)


@router.get("/redoc")
async def redoc() -> Response:
    """An address of the older system; Redoc's own page cannot be used without seeing colours or labels."""
    return RedirectResponse("docs", 308)


@cache
def _start_page() -> tuple[bytes, str]:
    html = (files("relay") / "pages" / "index.html").read_bytes()
    return html, f"style-src {_hashes(html, b'style')}; script-src {_hashes(html, b'script')}; "


def _accessible(html: bytes) -> bytes:
    """Name the language and the main part, which FastAPI's page leaves out, and add our two files."""
    content = b'<div id="swagger-ui">\n    </div>'
    html = html.replace(b"<html>", b'<html lang="en">').replace(content, b"<main>%b</main>" % content)
    ours = b'<link rel="stylesheet" href="assets/docs.css"><script src="assets/docs.js" defer></script>'
    return html.replace(b"</head>", ours + b"</head>")


def _response(html: bytes, policy: str, headers: dict[str, str] | None = None) -> Response:
    """A page under a policy that lets it run what is named there and call the relay, and nothing else."""
    headers = {
        "Content-Security-Policy": f"default-src 'none'; {policy}connect-src 'self'; img-src 'self' data:; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        "Referrer-Policy": "no-referrer",
    } | (headers or {})
    return Response(html, media_type="text/html", headers=headers)


def _hashes(html: bytes, tag: bytes) -> str:
    """The hashes, as a policy names them, of everything between `<tag>` and `</tag>`."""
    texts = re.findall(rb"<%b>(.*?)</%b>" % (tag, tag), html, re.DOTALL)
    digests = (base64.b64encode(hashlib.sha256(text).digest()).decode() for text in texts)
    return " ".join(f"'sha256-{digest}'" for digest in digests)

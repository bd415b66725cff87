"""What the page may reach: its own site, known CDNs, hosts that the brief names. Pure decisions only."""

import json
import re
from collections.abc import Collection
from pathlib import Path
from urllib.parse import unquote, urlsplit

CDN_HOSTS = frozenset(
    {
        "ajax.googleapis.com",
        "cdn.jsdelivr.net",
        "cdn.plot.ly",
        "cdn.skypack.dev",
        "cdn.tailwindcss.com",
        "cdnjs.cloudflare.com",
        "code.jquery.com",
        "esm.sh",
        "fonts.googleapis.com",
        "fonts.gstatic.com",
        "maxcdn.bootstrapcdn.com",
        "stackpath.bootstrapcdn.com",
        "unpkg.com",
    }
)
"""Hosts that serve public libraries and fonts to anyone, without a key."""

_NPM = re.compile(r"/(?:npm/)?(?P<name>(?:@[\w.-]+/)?[\w.-]+?)(?:@[\w.^~+-]+)?(?:/(?P<path>.*))?")
_CDNJS = re.compile(r"/ajax/libs/(?P<name>[\w.@-]+)/[\w.+-]+/(?P<path>.+)")
_JSDELIVR_GH = re.compile(r"/gh/highlightjs/cdn-release(?:@[\w.-]+)?/build/(?P<path>.+)")


def allowed(url: str, own: str, hosts: Collection[str]) -> bool:
    """Whether the fence lets a request through; `own` is the site's origin."""
    try:
        parts = urlsplit(url)
        usual = parts.port in {None, 80, 443}
    except ValueError:
        return False
    if parts.scheme in {"data", "blob", "about"} or url == own or url.startswith(f"{own}/"):
        return True
    return parts.scheme in {"http", "https"} and usual and parts.hostname in {*CDN_HOSTS, *hosts}


def is_site_fault(url: str, status: int, own: str) -> bool:
    """Whether an answer of 400 or more speaks against the site: for a file of its own, or one no CDN has."""
    if url.startswith(f"{own}/"):
        return True
    return status in {400, 403, 404, 410} and urlsplit(url).hostname in CDN_HOSTS


def mirrored(url: str, mirror: Path) -> Path | None:
    """The file of the node_modules folder `mirror` that stands for a CDN's address, whatever its version."""
    parts = urlsplit(url)
    path = unquote(parts.path)
    if parts.hostname == "cdnjs.cloudflare.com":
        match = _CDNJS.fullmatch(path)
        return _cdnjs_file(mirror, match["name"], match["path"]) if match else None
    if parts.hostname == "cdn.jsdelivr.net" and (match := _JSDELIVR_GH.fullmatch(path)):
        return _file(mirror / "@highlightjs/cdn-assets", match["path"])
    if parts.hostname in {"cdn.jsdelivr.net", "unpkg.com"} and (match := _NPM.fullmatch(path)):
        package = mirror / match["name"]
        return _file(package, match["path"]) if match["path"] else _entry(package)
    if parts.hostname == "code.jquery.com":
        return _file(mirror / "jquery/dist", "jquery.min.js" if ".min." in path else "jquery.js")
    return None


def _cdnjs_file(mirror: Path, name: str, path: str) -> Path | None:
    """Cdnjs names libraries its own way and drops the npm package's `dist`."""
    package = {"highlight.js": "@highlightjs/cdn-assets", "Chart.js": "chart.js"}.get(name, name)
    return next(
        (f for folder in ("", "dist", "build", "lib") if (f := _file(mirror / package / folder, path))), None
    )


def _entry(package: Path) -> Path | None:
    """The file that a CDN serves for the bare package, by its package.json."""
    description = package / "package.json"
    if not description.is_file():
        return None
    fields = json.loads(description.read_text("utf-8"))
    stated = [fields.get(key) for key in ("jsdelivr", "unpkg", "browser", "main")]
    return next((f for name in stated if isinstance(name, str) and (f := _file(package, name))), None)


def _file(folder: Path, path: str) -> Path | None:
    """`path` below `folder`, also where only the unminified file, or only the minified one, is there."""
    for name in (path, path.replace(".min.", "."), re.sub(r"(?<!\.min)\.(js|css)$", r".min.\1", path)):
        found = (folder / name).resolve()
        if found.is_file() and found.is_relative_to(folder.resolve()):
            return found
    return None

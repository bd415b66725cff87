"""What the page may reach: its own site, well-known hosts, hosts that the task names. Pure decisions only."""

import ipaddress
import json
import re
from collections.abc import Collection
from pathlib import Path
from urllib.parse import unquote

from orchestrator.text.addresses import split_address

_CDNS = """
ajax.aspnetcdn.com ajax.googleapis.com cdn.datatables.net cdn.jsdelivr.net cdn.plot.ly
cdn.sheetjs.com cdn.skypack.dev cdn.tailwindcss.com cdnjs.cloudflare.com code.jquery.com d3js.org
esm.run esm.sh fonts.bunny.net fonts.googleapis.com fonts.gstatic.com maxcdn.bootstrapcdn.com
stackpath.bootstrapcdn.com unpkg.com use.fontawesome.com
"""
CDN_HOSTS = frozenset(_CDNS.split())
"""Hosts that serve public libraries and fonts to anyone, without a key."""

_APIS = """
api.adviceslip.com api.chucknorris.io api.coindesk.com api.coingecko.com api.dictionaryapi.dev
api.exchangerate-api.com api.exchangerate.host api.frankfurter.app api.frankfurter.dev
api.github.com api.ipify.org api.jikan.moe api.nasa.gov api.open-meteo.com api.openweathermap.org
api.quotable.io api.spacexdata.com api.thecatapi.com api.thedogapi.com api.tvmaze.com
api.weather.gov api.zippopotam.us archive-api.open-meteo.com avatars.githubusercontent.com
catfact.ninja commons.wikimedia.org date.nager.at dog.ceo dummyjson.com dummyimage.com
en.wikipedia.org fakestoreapi.com geocoding-api.open-meteo.com gist.githubusercontent.com
gutendex.com httpbin.org images.dog.ceo images.unsplash.com ipapi.co jsonplaceholder.typicode.com
nominatim.openstreetmap.org official-joke-api.appspot.com open.er-api.com openlibrary.org
opentdb.com picsum.photos placehold.co pokeapi.co randomuser.me raw.githubusercontent.com reqres.in
restcountries.com rickandmortyapi.com swapi.dev tile.openstreetmap.org a.tile.openstreetmap.org
b.tile.openstreetmap.org c.tile.openstreetmap.org uinames.com universities.hipolabs.com
upload.wikimedia.org v2.jokeapi.dev via.placeholder.com www.boredapi.com www.themealdb.com
www.thecocktaildb.com www.wikidata.org zenquotes.io
"""
API_HOSTS = frozenset(_APIS.split())
"""Public data for anyone: what tutorials and briefs call without naming the host."""

_NPM = re.compile(r"/(?:npm/)?(?P<name>(?:@[\w.-]+/)?[\w.-]+?)(?:@[\w.^~+-]+)?(?:/(?P<path>.*))?")
_CDNJS = re.compile(r"/ajax/libs/(?P<name>[\w.@-]+)/[\w.+-]+/(?P<path>.+)")
_JSDELIVR_GH = re.compile(r"/gh/highlightjs/cdn-release(?:@[\w.-]+)?/build/(?P<path>.+)")


def allowed(url: str, own: str, hosts: Collection[str]) -> bool:
    """Whether the policy lets a request through; `own` is the site's origin."""
    parts = split_address(url)
    if parts is None:
        return False
    if parts.scheme in {"data", "blob", "about"} or url == own or url.startswith(f"{own}/"):
        return True
    usual = parts.scheme in {"http", "https"} and parts.port in {None, 80, 443}
    return usual and (parts.hostname or "") in {*CDN_HOSTS, *API_HOSTS, *hosts}


def is_site_fault(url: str, status: int, own: str) -> bool:
    """Whether an answer of 400 or more speaks against the site: for a file of its own, or one no CDN has."""
    if url.startswith(f"{own}/"):
        return True
    parts = split_address(url)
    return status in {400, 403, 404, 410} and parts is not None and parts.hostname in CDN_HOSTS


def never_works(url: str, kind: str) -> str:
    """Why a request of this resource type cannot work for any visitor of Pages; empty if it can.

    Browsers block `http:` in an `https:` page, except pictures and media, which they ask for over https.
    """
    parts = split_address(url)
    host = (parts.hostname or "") if parts else ""
    if parts is None or parts.scheme not in {"http", "https", "ws", "wss"}:
        return ""
    if host == "localhost" or _is_loopback(host):
        return "it is on the visitor's own machine, where this service does not run"
    blocked = parts.scheme in {"http", "ws"} and kind not in {"image", "media", "document"}
    return "browsers block http on Pages, which is https" if blocked else ""


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def mirrored(url: str, mirror: Path) -> Path | None:
    """The file of the node_modules folder `mirror` for a CDN's address, whatever its version."""
    parts = split_address(url)
    path = unquote(parts.path) if parts else ""
    if parts is None or ".." in path:
        return None
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
    folders = (mirror / package / folder for folder in ("", "dist", "build", "lib"))
    return next((found for folder in folders if (found := _file(folder, path))), None)


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

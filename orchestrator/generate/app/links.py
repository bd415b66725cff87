"""The local files that a site refers to, in HTML, CSS and JavaScript."""

import posixpath
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import unquote

from orchestrator.records.site import Site
from orchestrator.text.addresses import split_address

_CSS = re.compile(r"""url\(\s*["']?([^"')\s]{1,500})|@import\s+["']([^"'\n]{1,500})""", re.IGNORECASE)
_LOAD = re.compile(
    r"""\b(?:fetch|importScripts|Worker|serviceWorker\.register|getJSON|axios(?:\.get)?|Papa\.parse"""
    r"""|d3\.(?:csv|json|text|tsv))\s*\(\s*["'`]([^"'`\n$]{1,500})["'`]\s*[,)]"""
    r"""|\.open\(\s*["']GET["']\s*,\s*["']([^"'\n]{1,500})["']\s*[,)]"""
)
"""What a script loads: whole addresses relative to the page, none that is put together of pieces."""

_COMMENT = re.compile(r"^[ \t]*//.*$", re.MULTILINE)
_SRCSET = re.compile(r"(?:^|,)\s*([^\s,]\S*[^\s,])(?=\s|,|$)")
"""The addresses of a srcset; one that is a data: URI may hold commas."""

_IMPORT = re.compile(r"""\b(?:from|import)\s*\(?\s*["'](\.[^"'\n]{1,500})["']""")
"""What a module imports: addresses relative to the module; a bare word is a package."""

_LOADING = {
    "a": "href", "area": "href", "link": "href", "script": "src", "img": "src", "iframe": "src",
    "audio": "src", "video": "src",
    "use": "href", "image": "href", "source": "src", "track": "src",
    "embed": "src", "object": "data", "input": "src",
}  # fmt: skip


_SHOWN = frozenset(
    re.findall(
        r"\w+",
        """header nav main section article aside footer form table tr ul ol li dl p h1 h2 h3 h4 h5 h6 button
        input select textarea img canvas video audio svg figure details dialog label blockquote pre""",
    )
)


def missing_files(site: Site) -> dict[str, str]:
    """Files that the site refers to but does not hold: path → the file that refers to it."""
    missing: dict[str, str] = {}
    for path in site:
        for target, referrer in _targets(site, path):
            found = _local_path(target, referrer)
            if found and not {found, f"{found}/index.html", f"{found}.html"} & site.keys():
                missing.setdefault(found, path)
    return missing


def _targets(site: Site, path: str) -> Iterator[tuple[str, str]]:
    """Every address in a file, with the file that it is relative to."""
    suffix = path.rpartition(".")[2].lower()
    if suffix in {"html", "htm"}:
        page = parse_page(site.text(path))
        code = "\n".join(page.scripts)
        found = [*page.targets, *_in_css("\n".join(page.styles)), *_loaded(code), *_IMPORT.findall(code)]
        yield from ((target, path) for target in found)
    elif suffix == "css":
        yield from ((target, path) for target in _in_css(site.text(path)))
    elif suffix in {"js", "mjs"}:
        yield from ((target, "index.html") for target in _loaded(site.text(path)))
        yield from ((target, path) for target in _IMPORT.findall(site.text(path)))


def _in_css(text: str) -> Iterator[str]:
    yield from (found[1] or found[2] for found in _CSS.finditer(text))


def _loaded(code: str) -> Iterator[str]:
    yield from (found[1] or found[2] for found in _LOAD.finditer(_COMMENT.sub("", code)))


def _local_path(target: str, referrer: str) -> str | None:
    """The site's path for a link, None for one that leads elsewhere, or to a folder."""
    parts = split_address(target.strip())
    if parts is None or parts.scheme or parts.netloc or not parts.path or parts.path.startswith("/"):
        return None
    path = posixpath.normpath(posixpath.join(posixpath.dirname(referrer), unquote(parts.path)))
    if parts.path.endswith("/"):
        path = f"{path}/index.html".removeprefix("./")
    return None if path.startswith("..") or path == "." or set("{<") & set(path) else path


@dataclass
class Element:
    """One element that a reader of the page sees, with the text in it; `key` is its id or first class."""

    tag: str
    key: str
    text: str = ""

    def __str__(self) -> str:
        words = " ".join(self.text.split())
        return f"<{self.tag}{f' {self.key}' if self.key else ''}>{f' ({words[:60]})' if words else ''}"


class _Page(HTMLParser):
    """Collects links, ids, elements, inline styles and scripts of one page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.targets: list[str] = []
        self.ids: set[str] = set()
        self.elements: list[Element] = []
        self.styles: list[str] = []
        self.scripts: list[str] = []
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        stated = {name: value or "" for name, value in attrs}
        if stated.get("id"):
            self.ids.add(stated["id"].strip())
        if tag in _SHOWN:
            self.elements.append(Element(tag, stated.get("id") or stated.get("class", "").split(" ")[0]))
        if stated.get(_LOADING.get(tag, "")):
            self.targets.append(stated[_LOADING[tag]])
        self.targets += filter(None, (stated.get("poster"), stated.get("xlink:href")))
        for name in ("srcset", "imagesrcset"):
            self.targets += _SRCSET.findall(stated.get(name, ""))
        self.styles.append(stated.get("style", ""))
        self._inside = tag if tag in {"style", "script"} else ""

    def handle_endtag(self, tag: str) -> None:
        self._inside = "" if tag == self._inside else self._inside

    def handle_data(self, data: str) -> None:
        if self._inside:
            (self.styles if self._inside == "style" else self.scripts).append(data)
        elif self.elements:
            self.elements[-1].text += data


def parse_page(html: str) -> _Page:
    """The links, ids, styles and scripts of one page."""
    page = _Page()
    with suppress(AssertionError):  # the parser's answer to a broken declaration; what came before it counts
        page.feed(html)
    return page

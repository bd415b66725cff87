"""Adding features to a page that somebody else wrote, without breaking it.

The page keeps everything it has. New sections go before the end of its main part, styled inside one wrapper
only; our code goes to the front of its first script if that is inline, so that the page's own code stays the
first script. Both stand between marks, so that a later round replaces them.
"""

import re
from collections.abc import Mapping
from dataclasses import replace

from orchestrator.generate.offline.catalogue import BY_KIND
from orchestrator.generate.offline.feature import Feature
from orchestrator.generate.offline.fragments import Fragments, markup
from orchestrator.generate.offline.libraries import Link, links_of
from orchestrator.generate.offline.memory import App
from orchestrator.generate.offline.page import added_style, script
from orchestrator.generate.offline.reading import Words

STYLE = "added.css"
_MARKUP = ("<!-- added sections -->", "<!-- end of added sections -->")
_LINKS = ("<!-- added links -->", "<!-- end of added links -->")
_SCRIPTS = ("<!-- added scripts -->", "<!-- end of added scripts -->")
_CODE = ("/* added code */", "/* end of added code */")
_FIRST_SCRIPT = re.compile(r"<script\b([^>]*)>", re.IGNORECASE)
_NO_CODE = re.compile(
    r"\bsrc\s*=|\btype\s*=\s*[\"']?(?!module|text/javascript|application/javascript)\w", re.IGNORECASE
)


def graft(
    site: Mapping[str, bytes], whole: App, before: App | None, added: App | None, words: Words
) -> tuple[App, dict[str, bytes]]:
    """The app of the added features, and the files of the page with them.

    `whole` is the app as all rounds ask for it, `before` the one without this round, `added` what earlier
    rounds put into this page already.
    """
    page = _without_added(site["index.html"].decode("utf-8-sig", "replace"))
    present = frozenset(re.findall(r"\bid\s*=\s*[\"']?([^\s\"'>]+)", page))
    app = replace(
        whole,
        features=_needed(whole, before, added),
        stand_ins=tuple(name for name in whole.stand_ins if name not in present),
    )
    page = _with_title(page, words.title)
    page = _with_markup(page, Fragments(app.features, present), app)
    page = _with_code(page, script(app.features))
    links = [link for link in links_of(app.libraries) if _library_path(link) not in page]
    page = _with_links(page, _LINKS, STYLE, [link for link in links if link.is_style], "</head>", "<body")
    page = _with_links(
        page, _SCRIPTS, None, [link for link in links if not link.is_style], "</body>", "</html>"
    )
    return app, {
        "index.html": page.encode("utf-8", "replace"),
        STYLE: added_style(dark=_has_dark_scheme(site)).encode(),
    }


def _needed(whole: App, before: App | None, added: App | None) -> tuple[Feature, ...]:
    """New features, those added earlier, and those of the same sections: their code works together."""
    old = set(map(repr, before.features)) if before else set()
    fresh = [feature for feature in whole.features if repr(feature) not in old]
    sections = {BY_KIND[feature.kind].section for feature in (*fresh, *(added.features if added else ()))}
    return tuple(feature for feature in whole.features if BY_KIND[feature.kind].section in sections)


def _without_added(page: str) -> str:
    for start, end in (_MARKUP, _LINKS, _SCRIPTS, _CODE):
        page = re.sub(rf"\s*{re.escape(start)}.*?{re.escape(end)}\n?", "", page, flags=re.DOTALL)
    return page


def _with_title(page: str, title: str | None) -> str:
    if title is None:
        return page
    element = str(markup("title.html.jinja", title=title)).strip()
    found = re.search(r"<title\b[^>]*>.*?</title>", page, re.IGNORECASE | re.DOTALL)
    return (
        page[: found.start()] + element + page[found.end() :]
        if found
        else _before(page, element, "</head>", "<body")
    )


def _with_markup(page: str, fragments: Fragments, app: App) -> str:
    parts = markup("added.html.jinja", head=fragments.head(), sections=fragments.sections(), app=app)
    return _before(
        page, "\n".join((_MARKUP[0], str(parts).strip(), _MARKUP[1])), "</main>", "</body>", "</html>"
    )


def _with_code(page: str, code: str) -> str:
    marked = "\n".join(("", _CODE[0], code, _CODE[1], ""))
    first = _FIRST_SCRIPT.search(page)
    if first and not _NO_CODE.search(first[1]):
        return page[: first.end()] + marked + page[first.end() :]
    element = f"<script>{marked}</script>\n"
    return (
        page[: first.start()] + element + page[first.start() :]
        if first
        else _before(page, element, "</head>", "<body")
    )


def _with_links(
    page: str, marks: tuple[str, str], own_style: str | None, links: list[Link], *places: str
) -> str:
    """Stylesheets belong into the head; scripts to the end, so that the page's own stays the first one."""
    parts = str(markup("links.html.jinja", style=own_style, links=links)).strip()
    return _before(page, "\n".join((marks[0], parts, marks[1])), *places) if parts else page


def _has_dark_scheme(site: Mapping[str, bytes]) -> bool:
    pages = (data for path, data in site.items() if path.endswith((".html", ".css")) and path != STYLE)
    return any(b"prefers-color-scheme" in data or b"color-scheme:" in data for data in pages)


def _library_path(link: Link) -> str:
    """What shows that a page loads the library already: its name as CDNs write it, with the kind of file."""
    return f"{link.library}@" if "@" in link.url else f"{link.library}/"


def _before(page: str, text: str, *marks: str) -> str:
    """Put `text` before the last of the first mark that the page has, else at its end."""
    for mark in marks:
        place = page.lower().rfind(mark)
        if place >= 0:
            return f"{page[:place]}{text}\n{page[place:]}"
    return f"{page}\n{text}\n"

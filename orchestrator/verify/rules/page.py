"""Rules about the page: title, elements, libraries, what it fetches, how fast it is."""

import json
import re

from orchestrator.verify.check_types import InPage, Way
from orchestrator.verify.page.scripts import call
from orchestrator.verify.rules.context import Asked

LIBRARIES: dict[str, tuple[str, ...]] = {
    "bootstrap": ("bootstrap",),
    "chart.js": ("chart.js", "chartjs", "chart.umd", "chart.min.js", "chart@"),
    "d3": ("d3", "d3js"),
    "dompurify": ("purify", "dompurify"),
    "fullcalendar": ("fullcalendar",),
    "highlight.js": ("highlight", "highlightjs"),
    "jquery": ("jquery",),
    "katex": ("katex",),
    "leaflet": ("leaflet",),
    "marked": ("marked",),
    "mathjax": ("mathjax",),
    "mermaid": ("mermaid",),
    "papaparse": ("papaparse",),
    "plotly": ("plotly",),
    "prism": ("prism", "prismjs"),
    "react": ("react",),
    "tailwind": ("tailwind", "tailwindcss"),
    "three.js": ("three",),
    "vue": ("vue", "vuejs"),
}
"""What a brief calls a library, also with `.js` → words of its address, in lower case."""

KINDS = {
    "element": "*",
    "button": "button, [role=button], input[type=button], input[type=submit]",
    "canvas": "canvas",
    "div": "div",
    "form": "form",
    "heading": "h1, h2, h3, h4, h5, h6",
    "image": "img, svg, canvas, [role=img]",
    "input": "input, select, textarea",
    "input field": "input, select, textarea",
    "link": "a",
    "list": "ul, ol",
    "section": "section",
    "select": "select",
    "span": "span",
    "table": "table",
    "textarea": "textarea",
}
"""What a sentence calls an element → its selector."""

CDNS = {"jsdelivr": "jsdelivr.net", "unpkg": "unpkg.com", "cdnjs": "cdnjs.cloudflare.com"}


def title(match: re.Match[str], _asked: Asked) -> Way:
    """Titles are compared exactly."""
    return titled(match["title"])


def titled(wanted: str) -> InPage:
    """The page's title is exactly this."""
    return InPage(call("rules/title", json.dumps(wanted)), f"the title {wanted!r}", explains=True)


def element(match: re.Match[str], _asked: Asked) -> Way:
    """An element of this id is in the page, now."""
    return InPage(
        f"document.getElementById({json.dumps(match['id'])})", f"an element with the id {match['id']}"
    )


def element_of_kind(match: re.Match[str], _asked: Asked) -> Way:
    """An element of this kind has this id, now."""
    selector = f":is({KINDS[match['kind'].lower()]})#{match['id']}"
    return InPage(f"document.querySelector({json.dumps(selector)})", f"an element {selector}")


def visible(match: re.Match[str], _asked: Asked) -> Way:
    """An element of this id can be seen."""
    call_ = call("rules/visible", json.dumps(match["id"]))
    return InPage(call_, f"#{match['id']} to be seen", explains=True)


def heading(match: re.Match[str], _asked: Asked) -> Way:
    """A heading has exactly these words."""
    asked = {"tags": match["tag"] or "h1,h2,h3,h4,h5,h6", "words": match["words"]}
    return InPage(call("rules/heading", json.dumps(asked)), f"a heading {match['words']!r}", explains=True)


def element_sometime(name: str) -> InPage:
    """An element of this id is in the page, or will be made by a script."""
    return InPage(call("rules/id", json.dumps(name)), f"an element with the id {name}", explains=True)


def library(match: re.Match[str], _asked: Asked) -> Way | None:
    """A known library is loaded."""
    return loaded(match["library"], match.groupdict().get("cdn"))


def loaded(name: str, cdn: str | None) -> InPage | None:
    """The library `name` is loaded, from `cdn` if that is a known one; None for an unknown library."""
    key = name.lower()
    names = LIBRARIES.get(key) or LIBRARIES.get(key.removesuffix(".js"))
    if names is None:
        return None
    host = CDNS.get((cdn or "").lower(), "")
    expected = f"{name} is loaded" + (f" from {cdn}" if host else "")
    return InPage(call("rules/library", json.dumps({"names": names, "host": host})), expected, explains=True)


def fetches(match: re.Match[str], _asked: Asked) -> Way:
    """The page requests this file."""
    return fetched(match["file"])


def fetched(file: str) -> InPage:
    """The page requests this file."""
    return InPage(call("rules/fetched", json.dumps(file)), f"the page requests {file}", explains=True)


def parameter(match: re.Match[str], _asked: Asked) -> Way:
    """The page reads this parameter of its address."""
    return reads_parameter(match["parameter"])


def reads_parameter(name: str) -> InPage:
    """The page reads this parameter of its address."""
    return InPage(call("rules/parameter", json.dumps(name)), f"a script reads ?{name}=", explains=True)


def speed(match: re.Match[str], _asked: Asked) -> Way:
    """The page's load event comes in time."""
    seconds = float(match["seconds"])
    return InPage(call("rules/speed", str(seconds)), f"loaded within {seconds:g} s", explains=True)


def anchors(_match: re.Match[str], _asked: Asked) -> Way:
    """Links within the page lead somewhere; those to files are judged for every site."""
    return InPage(call("rules/anchors"), "links within the page lead to an element", explains=True)


def board(match: re.Match[str], _asked: Asked) -> Way:
    """A board of so many columns and rows."""
    size = json.dumps({"columns": int(match["columns"]), "rows": int(match["rows"])})
    expected = f"a board of {match['columns']} by {match['rows']} cells"
    return InPage(call("rules/board", size), expected, explains=True)

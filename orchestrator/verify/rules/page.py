"""Rules about the page: title, elements, libraries, what it fetches, how fast it is."""

import json
import re

from orchestrator.verify.page.scripts import call
from orchestrator.verify.plan.check_types import Method, PageScript
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


def title(match: re.Match[str], _asked: Asked) -> Method:
    """Titles are compared exactly."""
    return titled(match["title"])


def titled(wanted: str) -> PageScript:
    """The page's title is exactly this."""
    return PageScript(call("rules/title", json.dumps(wanted)), f"the title {wanted!r}", returns_finding=True)


def element(match: re.Match[str], _asked: Asked) -> Method:
    """An element of this id is in the page, now."""
    return PageScript(
        f"document.getElementById({json.dumps(match['id'])})", f"an element with the id {match['id']}"
    )


def element_of_kind(match: re.Match[str], _asked: Asked) -> Method:
    """An element of this kind has this id, now."""
    selector = f":is({KINDS[match['kind'].lower()]})#{match['id']}"
    return PageScript(f"document.querySelector({json.dumps(selector)})", f"an element {selector}")


def visible(match: re.Match[str], _asked: Asked) -> Method:
    """An element of this id can be seen."""
    call_ = call("rules/visible", json.dumps(match["id"]))
    return PageScript(call_, f"#{match['id']} to be seen", returns_finding=True)


def heading(match: re.Match[str], _asked: Asked) -> Method:
    """A heading has exactly these words."""
    asked = {"tags": match["tag"] or "h1,h2,h3,h4,h5,h6", "words": match["words"]}
    return PageScript(
        call("rules/heading", json.dumps(asked)), f"a heading {match['words']!r}", returns_finding=True
    )


def element_sometime(name: str) -> PageScript:
    """An element of this id is in the page, or will be made by a script."""
    return PageScript(
        call("rules/id", json.dumps(name)), f"an element with the id {name}", returns_finding=True
    )


def library(match: re.Match[str], _asked: Asked) -> Method | None:
    """A known library is loaded."""
    return loaded(match["library"], match.groupdict().get("cdn"))


def loaded(name: str, cdn: str | None) -> PageScript | None:
    """The library `name` is loaded, from `cdn` if that is a known one; None for an unknown library."""
    key = name.lower()
    names = LIBRARIES.get(key) or LIBRARIES.get(key.removesuffix(".js"))
    if names is None:
        return None
    host = CDNS.get((cdn or "").lower(), "")
    expected = f"{name} is loaded" + (f" from {cdn}" if host else "")
    return PageScript(
        call("rules/library", json.dumps({"names": names, "host": host})), expected, returns_finding=True
    )


def fetches(match: re.Match[str], _asked: Asked) -> Method:
    """The page requests this file."""
    return fetched(match["file"])


def fetched(file: str) -> PageScript:
    """The page requests this file."""
    return PageScript(
        call("rules/fetched", json.dumps(file)), f"the page requests {file}", returns_finding=True
    )


def parameter(match: re.Match[str], _asked: Asked) -> Method:
    """The page reads this parameter of its address."""
    return reads_parameter(match["parameter"])


def reads_parameter(name: str) -> PageScript:
    """The page reads this parameter of its address."""
    return PageScript(
        call("rules/parameter", json.dumps(name)), f"a script reads ?{name}=", returns_finding=True
    )


def speed(match: re.Match[str], _asked: Asked) -> Method:
    """The page's load event comes in time."""
    seconds = float(match["seconds"])
    return PageScript(call("rules/speed", str(seconds)), f"loaded within {seconds:g} s", returns_finding=True)


def anchors(_match: re.Match[str], _asked: Asked) -> Method:
    """Links within the page lead somewhere; those to files are judged for every site."""
    return PageScript(call("rules/anchors"), "links within the page lead to an element", returns_finding=True)


def board(match: re.Match[str], _asked: Asked) -> Method:
    """A board of so many columns and rows."""
    size = json.dumps({"columns": int(match["columns"]), "rows": int(match["rows"])})
    expected = f"a board of {match['columns']} by {match['rows']} cells"
    return PageScript(call("rules/board", size), expected, returns_finding=True)

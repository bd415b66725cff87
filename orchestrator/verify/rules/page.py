"""Rules about the page: title, elements, libraries, what it fetches, how fast it is."""

import json
import re
from collections.abc import Sequence

from orchestrator.verify.demands.file_names import LIBRARIES
from orchestrator.verify.files.links import LINKS
from orchestrator.verify.plan.check_types import Method, PageScript
from orchestrator.verify.rules.rule import FILE, PAGE, QUOTE, TAIL, Context, Rule, finding, quoted

CDNS = {"jsdelivr": "jsdelivr.net", "unpkg": "unpkg.com", "cdnjs": "cdnjs.cloudflare.com"}
_LIBRARY = r"[A-Za-z][\w.]{0,40}(?: v?\d[\w.]{0,12})?(?: css| js)?"
_FROM = r"(?: (?:from|via|on|through) (?:the |an? )?(?P<cdn>\w{2,20})(?: cdn)?)?"


def title_check(title: str, exact: bool) -> PageScript:
    """The page's title is, or contains, these words."""
    return finding("title", {"title": title, "exact": exact}, f"the title {title!r}")


def element_made(name: str, tag: str = "") -> PageScript:
    """An element of this id is in the page, or will be made by a script."""
    return finding("id", {"id": name, "tag": tag}, f"an element with the id {name}")


def libraries_loaded(names: Sequence[str], cdn: str | None) -> PageScript:
    """All these libraries are loaded, from `cdn` if one is named."""
    host = CDNS.get((cdn or "").lower(), "")
    words = [re.sub(r"(?:\.js)?(?: .*)?$", "", name.lower()) for name in names]
    versions = [re.search(r" v?(\d[\d.]*)", name) for name in names]
    wanted = [
        {"name": word, "version": said[1] if said else ""} for word, said in zip(words, versions, strict=True)
    ]
    argument = {"libraries": wanted, "host": host, "elsewhere": bool(cdn) and not host}
    return finding("library", argument, f"{', '.join(names)} loaded" + (f" from {cdn}" if cdn else ""))


def file_fetched(file: str) -> PageScript:
    """The page requests this file."""
    return finding("fetched", file, f"the page requests {file}")


def follows_data(file: str, content: bytes) -> PageScript:
    """What the page shows changes with the numbers of this file: no total is written into it by hand."""
    lines = content.decode("utf-8", "replace").strip().splitlines()
    row = max(lines[1:] or lines or [""], key=len).strip()
    expected = f"other numbers in {file} change the page"
    return finding("follows", {"file": file, "row": row[:200]}, expected, own_page=True, seconds=20.0)


def reads_parameter(name: str) -> PageScript:
    """A script reads this parameter of the page's address."""
    return finding("parameter", name, f"a script reads ?{name}=")


def _title(match: re.Match[str], _context: Context) -> Method:
    return title_check(match["title"], not re.match("contain|includ", match["how"], re.IGNORECASE))


def _texts(match: re.Match[str], _context: Context) -> Method:
    words = " ".join(match["texts"].lower().split())
    code = f"document.body.innerText.toLowerCase().replace(/\\s+/g, ' ').includes({json.dumps(words)})"
    return PageScript(code, f"the text {words!r} on the page")


def _library(match: re.Match[str], _context: Context) -> Method | None:
    names = re.split(r",? and |, ", match["names"])
    known = [re.sub(r"(?:\.?js)?(?: .*)?$", "", name.lower()).split(".")[0] in LIBRARIES for name in names]
    return libraries_loaded(names, match["cdn"]) if all(known) else None


RULES = (
    Rule(
        r"(?:(?:the|html|document|browser|web|page|site|app|tab)(?:'s)? )*title (?P<how>is|equals|"
        rf"reads|contains?|includes?)(?: exactly| set to)? {quoted('title')}",
        _title,
        """The page title is "Sales Summary"
        Title should contain "Sales"
        not: The title is "Tides" and the h1 is "Waves"
        not: The chart title is "Sales by region"
        """,
    ),
    Rule(
        rf"{PAGE} (?:contains?|shows?|displays?|says|includes?|has)(?: (?:the|text|texts|words?|phrase|"
        rf"message|visible))* {quoted('texts')}",
        _texts,
        """Page contains the text "Hello"
        The page displays "Hello, world"
        not: The page displays "Hello" after a click""",
    ),
    Rule(
        r"(?:all )?(?:the )?images? (?:have|has) (?:an? )?(?:alt|alternative)(?: (?:texts?|attributes?))?",
        lambda *_: PageScript(
            "[...document.images].every((i) => i.hasAttribute('alt'))", "alt on every image"
        ),
        """All images have alt text""",
    ),
    Rule(
        r"(?:(?:the|main|page|site) )*(?:heading|(?P<tag>h[1-6]))(?: text)? (?:is|reads|says|equals)"
        rf"(?: exactly)? {quoted('words')}",
        lambda match, _: finding("heading", match.groupdict(), f"a heading {match['words']!r}"),
        """The heading is exactly "Tides"
        not: The heading is "Tides" in French""",
    ),
    Rule(
        rf"(?:{PAGE} )?(?:loads|uses|includes|imports) (?P<names>{_LIBRARY}){_FROM}",
        _library,
        """Uses Chart.js
        The page loads Bootstrap 5 from jsdelivr
        not: uses chart.js to draw a bar chart
        not: The page uses colour""",
    ),
    Rule(
        rf"(?P<names>{_LIBRARY}(?:(?:,? and |, ){_LIBRARY}){{0,4}}) (?:is|are) (?:loaded|used|included|"
        rf"imported){_FROM}",
        _library,
        """Bootstrap 5 is loaded from jsDelivr
        marked and highlight.js are loaded from a CDN
        not: Bootstrap is loaded before the page's styles""",
    ),
    Rule(
        rf"(?:{PAGE} |index\.html )?(?:fetch(?:es)?|(?:uses?|calls?) fetch(?:\(\))? (?:to (?:load|get|"
        rf"read)|for|on)|(?:loads?|reads?)) {FILE}(?: (?:with|using|via|through|by) "
        rf"(?:`?fetch(?:\(\))?`?|fetch(?:ing)?))?{TAIL}",
        lambda match, _: file_fetched(match["file"]),
        """The page fetches data.json
        index.html uses fetch() to load data.json
        The page loads data.csv using fetch
        not: Fetches data.csv and shows the sum in #total""",
    ),
    Rule(
        rf"(?:{PAGE} )?(?:supports?|reads?|accepts?|handles?) (?:an? |the )?(?:(?:url|query)"
        rf" )?{QUOTE}?\?(?P<parameter>[A-Za-z_]\w{{0,40}})=?{QUOTE}?(?: (?:url|query|parameter|param|"
        r"string))*",
        lambda match, _: reads_parameter(match["parameter"]),
        """The page reads the ?url= parameter
        not: Supports ?lang=fr and shows the heading in French""",
    ),
    Rule(
        rf"{PAGE} loads (?:fully )?(?:within|in (?:less than|under)) "
        r"(?P<seconds>\d{1,4}(?:\.\d{1,3})?) ?(?:s|sec|seconds?)",
        lambda match, _: finding("speed", float(match["seconds"]), f"loaded within {match['seconds']} s"),
        """Page loads within 3 seconds""",
    ),
    Rule(
        r"(?:all )?(?:internal )?anchor links? (?:resolve|work)",
        lambda *_: finding("anchors", None, "links to elements that exist"),
        """Anchor links work""",
    ),
    Rule(
        rf"(?:all )?(?:the )?(?:internal )?links? (?:resolve|work|are valid|lead somewhere){TAIL}|no "
        rf"broken links{TAIL}",
        lambda *_: LINKS,
        """All links work
        No broken links
        not: All links work and open in a new tab""",
        negative=True,
    ),
)

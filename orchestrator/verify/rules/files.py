"""Rules about single files: there, kept byte for byte, well-formed, of a shape, of so many words."""

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from xml.etree import ElementTree as ET

from orchestrator.site import Site
from orchestrator.verify.rules.asked import Asked
from orchestrator.verify.ways import Finding, Static, Way

FILE_NAME = (
    r"[A-Za-z0-9_][\w-]*(?:[./][\w-]+)*"
    r"\.(?:html?|css|m?js|json|csv|tsv|md|txt|svg|xml|ya?ml|py|ipynb|pdf|png|jpe?g|gif|webp|ico|geojson|toml)\b"
)


def named_file(match: re.Match[str], _asked: Asked) -> Way:
    """A file of this name exists and is not empty."""
    return there(match["file"])


def there(name: str) -> Static:
    """A file of this name exists and is not empty; a bare name may lie in any folder."""

    def judge(site: Site) -> Finding:
        expected = f"a file {name} that is not empty"
        path = next((p for p in site if p == name or p.endswith(f"/{name}")), None)
        if path is None:
            return Finding(False, expected, "not there", name)
        return Finding(bool(site[path].strip()), expected, f"{len(site[path])} bytes", path)

    return Static(judge)


def kept(name: str, content: bytes) -> Static:
    """The attachment lies in the site as it was sent."""

    def judge(site: Site) -> Finding:
        expected = f"{name} with the {len(content)} bytes that were sent"
        if name not in site:
            return Finding(False, expected, "not there", name)
        same = site[name] == content
        seen = "the same bytes" if same else f"{len(site[name])} bytes, not the same"
        return Finding(same, expected, seen, name)

    return Static(judge)


def as_sent(match: re.Match[str], asked: Asked) -> Way | None:
    """An attachment lies in the site as it was sent; None for any other file."""
    content = asked.attachments.get(match["file"])
    return None if content is None else kept(match["file"], content)


def readable(match: re.Match[str], _asked: Asked) -> Way | None:
    """A data file can be read as what its name says; None for other files."""
    name = match["file"]
    if name.rpartition(".")[2].lower() not in _READERS:
        return None

    def judge(site: Site) -> Finding:
        found = there(name).judge(site)
        problem = dict(malformed({name: site[found.where]})).get(name, "") if found.passed else found.seen
        return Finding(not problem, f"{name} can be read", problem or "it can", found.where)

    return Static(judge)


def shaped(name: str, keys: Sequence[str]) -> Static:
    """A JSON file has these keys: in the object, or in every object of the list."""

    def judge(site: Site) -> Finding:
        expected = f"{name} is JSON with the keys {', '.join(keys)}"
        try:
            value = read_json(site.text(name)) if name in site else None
        except ValueError as error:
            return Finding(False, expected, f"no JSON: {error}", name)
        entries = value if isinstance(value, list) and value else [value]
        lacking = [key for key in keys if not all(isinstance(e, dict) and key in e for e in entries)]
        return Finding(
            not lacking, expected, f"without {', '.join(lacking)}" if lacking else "all there", name
        )

    return Static(judge)


def worded(name: str, least: int, most: int) -> Static:
    """A text has between `least` and `most` words; Markdown's marks and HTML's tags are none."""

    def judge(site: Site) -> Finding:
        expected = f"{name} with {least} words" if least == most else f"{name} with {least} to {most} words"
        if name not in site:
            return Finding(False, expected, "not there", name)
        found = len(re.findall(r"[^\W_](?:[\w'\u2019.-]*[^\W_])?", re.sub(r"<[^>]+>", " ", site.text(name))))
        return Finding(least <= found <= most, expected, f"{found} words", name)

    return Static(judge)


def malformed(site: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    """Yield path and sentence for every data file that cannot be read as what its name says."""
    for path, data in site.items():
        read = _READERS.get(path.rpartition(".")[2].lower())
        problem = read(data.decode("utf-8-sig", "replace")) if read else ""
        if problem:
            yield path, problem


def _json(text: str) -> str:
    try:
        read_json(text)
    except (ValueError, RecursionError) as error:
        return f"no JSON: {error}"
    return ""


def read_json(text: str) -> object:
    """The value of a JSON text, as strict as a browser, which knows no NaN.

    Raises:
        ValueError: it is none.
    """

    def refuse(word: str) -> object:
        raise ValueError(f"{word} is no JSON value")

    return json.loads(text, parse_constant=refuse)


def _xml(text: str) -> str:
    if "<!ENTITY" in text:
        return "it defines entities, which no browser needs"
    try:
        root = ET.fromstring(text)  # noqa: S314 - entities, the danger of this parser, were refused above
    except ET.ParseError as error:
        return f"not well-formed: {error}"
    return "" if root.tag else "it has no root"


def _svg(text: str) -> str:
    if problem := _xml(text):
        return problem
    root = ET.fromstring(text)  # noqa: S314 - read once already, see above
    return "" if root.tag == "{http://www.w3.org/2000/svg}svg" else "the root is no svg in SVG's name space"


def _csv(text: str) -> str:
    header = text.strip().partition("\n")[0]
    if not header or header.startswith("<!"):
        return "it is HTML" if header else "it is empty"
    delimiter = max(",;\t", key=header.count)
    try:
        widths = [len(row) for row in csv.reader(io.StringIO(text), delimiter=delimiter, strict=True) if row]
    except csv.Error as error:
        return f"no CSV: {error}"
    odd = next((n for n, width in enumerate(widths, 1) if width != widths[0]), None)
    return f"row {odd} has {widths[odd - 1]} columns, the first has {widths[0]}" if odd else ""


_READERS = {"csv": _csv, "geojson": _json, "json": _json, "svg": _svg, "webmanifest": _json, "xml": _xml}

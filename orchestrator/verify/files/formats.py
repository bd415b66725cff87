"""Whether data files can be read as what their names say: JSON, CSV, SVG, XML."""

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from xml.etree import ElementTree as ET

_COMMENT = re.compile(
    r"(\"(?:[^\"\\\n]|\\.)*+\")|//[^\n]*|/\*[^*]*+(?:\*(?!/)[^*]*+)*+\*/|,(?=\s{0,200}[\]}])"
)
_SVG = "{http://www.w3.org/2000/svg}svg"


def malformed(site: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    """Yield path and sentence for every data file that cannot be read as what its name says.

    JSON with comments is a failure only where a page or script of the site names the file.
    """
    code = b"\n".join(data for path, data in site.items() if path.endswith((".html", ".js", ".mjs")))
    for path, data in site.items():
        problem = problem_of(path, data)
        if not problem:
            continue
        loaded = path.rpartition("/")[2].encode() in code
        plain = _COMMENT.sub(lambda match: match[1] or "", data.decode("utf-8-sig", "replace"))
        if loaded or not path.endswith(".json") or problem_of(path, plain.encode()):
            yield path, problem


def has_format(path: str) -> bool:
    """Whether the name promises a format that can be judged."""
    return _extension(path) in _READERS


def problem_of(path: str, data: bytes) -> str:
    """Why the file cannot be read as what its name says; empty if it can."""
    read = _READERS.get(_extension(path))
    return read(data.decode("utf-8-sig", "replace")) if read else ""


def read_json(text: str) -> object:
    """The value of a JSON text, as strict as a browser, which knows no NaN.

    Raises:
        ValueError: it is not JSON.
    """

    def refuse(word: str) -> object:
        raise ValueError(f"{word} is not JSON")

    return json.loads(text, parse_constant=refuse)


def _extension(path: str) -> str:
    return path.rpartition(".")[2].lower()


def _json(text: str) -> str:
    try:
        read_json(text)
    except (ValueError, RecursionError) as error:
        return f"not JSON: {error}"
    return ""


def _xml(text: str, root: str = "") -> str:
    if "<!ENTITY" in text:  # drawing programs write them, browsers resolve them; this parser must not
        return "" if re.search(r"</\w{1,20}>\s{0,200}$", text) else "it ends before its root is closed"
    try:
        found = ET.fromstring(text)  # noqa: S314 - entities, the danger of this parser, were left out above
    except ET.ParseError as error:
        return f"not well-formed: {error}"
    return "the root is no svg in SVG's name space" if root and found.tag != root else ""


def _csv(text: str) -> str:
    header = text.strip().partition("\n")[0]
    if not header or header.startswith("<!"):
        return "it is HTML" if header else "it is empty"
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=max(",;\t", key=header.count)))
    except csv.Error as error:
        return f"not CSV: {error}"
    return "" if any(rows) else "it is empty"


_READERS = {
    "csv": _csv,
    "geojson": _json,
    "json": _json,
    "svg": lambda text: _xml(text, _SVG),
    "webmanifest": _json,
    "xml": _xml,
}

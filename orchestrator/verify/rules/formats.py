"""Whether data files can be read as what their names say: JSON, CSV, SVG, XML."""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from xml.etree import ElementTree as ET


def malformed(site: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    """Yield path and sentence for every data file that cannot be read as what its name says."""
    for path, data in site.items():
        if problem := problem_of(path, data):
            yield path, problem


def has_format(path: str) -> bool:
    """Whether the name promises a format that can be judged."""
    return _extension(path) in _READERS


def problem_of(path: str, data: bytes) -> str:
    """Why the file cannot be read as what its name says; empty if it can."""
    read = _READERS.get(_extension(path))
    return read(data.decode("utf-8-sig", "replace")) if read else ""


def _extension(path: str) -> str:
    return path.rpartition(".")[2].lower()


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
        raise ValueError(f"{word} is no JSON")

    return json.loads(text, parse_constant=refuse)


def _xml(text: str, root: str = "") -> str:
    if "<!ENTITY" in text:
        return "it defines entities, which no browser needs"
    try:
        found = ET.fromstring(text)  # noqa: S314 - entities, the danger of this parser, were refused above
    except ET.ParseError as error:
        return f"not well-formed: {error}"
    return "the root is no svg in SVG's name space" if root and found.tag != root else ""


def _svg(text: str) -> str:
    return _xml(text, "{http://www.w3.org/2000/svg}svg")


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

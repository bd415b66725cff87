"""Rules about single files: there, kept byte for byte, well-formed, of a shape, of so many words."""

import re
from collections.abc import Sequence

from orchestrator.records.site import Site
from orchestrator.verify.plan.check_types import FileCheck, Finding, Method
from orchestrator.verify.rules.context import Asked
from orchestrator.verify.rules.formats import has_format, problem_of, read_json

FILE_NAME = (
    r"[A-Za-z0-9_][\w-]*(?:[./][\w-]+)*"
    r"\.(?:html?|css|m?js|json|csv|tsv|md|txt|svg|xml|ya?ml|py|ipynb|pdf|png|jpe?g|gif|webp|ico|geojson|toml)\b"
)


def named_file(match: re.Match[str], _asked: Asked) -> Method:
    """A file of this name exists and is not empty."""
    return there(match["file"])


def there(name: str) -> FileCheck:
    """A file of this name exists and is not empty; a bare name may lie in any folder."""

    def judge(site: Site) -> Finding:
        expected = f"a file {name} that is not empty"
        path = next((p for p in site if p == name or p.endswith(f"/{name}")), None)
        if path is None:
            return Finding(False, expected, "not there", name)
        return Finding(bool(site[path].strip()), expected, f"{len(site[path])} bytes", path)

    return FileCheck(judge)


def kept(name: str, content: bytes) -> FileCheck:
    """The attachment lies in the site as it was sent."""

    def judge(site: Site) -> Finding:
        expected = f"{name} with the {len(content)} bytes that were sent"
        if name not in site:
            return Finding(False, expected, "not there", name)
        same = site[name] == content
        seen = "the same bytes" if same else f"{len(site[name])} bytes, not the same"
        return Finding(same, expected, seen, name)

    return FileCheck(judge)


def as_sent(match: re.Match[str], asked: Asked) -> Method | None:
    """An attachment lies in the site as it was sent; None for any other file."""
    content = asked.attachments.get(match["file"])
    return None if content is None else kept(match["file"], content)


def readable(match: re.Match[str], _asked: Asked) -> Method | None:
    """A data file can be read as what its name says; None for other files."""
    name = match["file"]
    if not has_format(name):
        return None

    def judge(site: Site) -> Finding:
        found = there(name).judge(site)
        problem = problem_of(name, site[found.where]) if found.passed else found.seen
        return Finding(not problem, f"{name} can be read", problem or "it can", found.where)

    return FileCheck(judge)


def shaped(name: str, keys: Sequence[str]) -> FileCheck:
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

    return FileCheck(judge)


def worded(name: str, least: int, most: int) -> FileCheck:
    """A text has between `least` and `most` words; Markdown's marks and HTML's tags are none."""

    def judge(site: Site) -> Finding:
        expected = f"{name} with {least} words" if least == most else f"{name} with {least} to {most} words"
        if name not in site:
            return Finding(False, expected, "not there", name)
        found = len(re.findall(r"[^\W_](?:[\w'\u2019.-]*[^\W_])?", re.sub(r"<[^>]+>", " ", site.text(name))))
        return Finding(least <= found <= most, expected, f"{found} words", name)

    return FileCheck(judge)

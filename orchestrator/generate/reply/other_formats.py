"""Replies in no tags of a file, which leave no doubt all the same: named code fences, JSON, a bare page."""

import html
import re
from collections.abc import Iterator, Mapping
from typing import Any

from orchestrator.generate.app.draft import About
from orchestrator.generate.reply.content import PAGE_START, documents_in, suffix_of
from orchestrator.generate.reply.edits import holds_edits, is_diff, path_of_diff
from orchestrator.generate.reply.format import SENTINEL, without_thoughts, write_file
from orchestrator.generate.reply.json_answer import json_values
from orchestrator.generate.reply.tags import FILE_NAME

NAME_CHARACTERS = 160
"""A longer line names no file."""

_FENCE = re.compile(r"[ \t]*(`{3,}|~{3,})[ \t]*([^`\n]*)")
_FILE = rf"[`*\"'<]*(?:\./)?(?P<name>{FILE_NAME})[`*\"'>]*"
_LABEL = r"(?:(?:(?:new|updated|the) )?(?:file(?:name)?|path)(?: name)?)?[\s:*]*"
_HEADING = re.compile(
    rf"[#*>=\s\d.)-]*(?:\*\*)?{_LABEL}{_FILE}\s*(?:\([^)]*\)|[-\u2013\u2014:] .{{0,80}})?[\s:*=-]*",
    re.IGNORECASE,
)
"""A line that is the name of a file, as a heading, in bold or in back ticks."""
_ANNOUNCES = re.compile(r":$|\b(?:creat|sav|nam|call|contents? of|goes into|put)\w*", re.IGNORECASE)
_MENTION = re.compile(rf"(?<![\w/.]){_FILE}(?![\w/])")
_INFO = re.compile(
    rf"(?:[\w+#]+[\s:,]+)?(?:\{{?\s*(?:title|file_?name|file|path|name)\s*[=:]\s*)?{_FILE}\s*\}}?",
    re.IGNORECASE,
)
_COMMENT = re.compile(
    rf"\s*(?:<!--|//|/\*|#)\s*(?:file(?:name)?:?\s*)?{_FILE}\s*(?:-->|\*/)?\s*", re.IGNORECASE
)
_TITLE = re.compile(r"<title[^>]*>([^<]{1,120})</title>", re.IGNORECASE)
_README = re.compile(r"<!--\s*README\b((?:(?!-->).)*)-->", re.IGNORECASE | re.DOTALL)
_LABELLED = re.compile(r"^[ \t*#-]*[^\W\d_][^\n:.]{2,40}:", re.MULTILINE)
_BARE_PAGE = re.compile(r"^[ \t]*(?=<(?:!doctype html|html\b))", re.IGNORECASE | re.MULTILINE)
_COMMANDS = frozenset({"bash", "sh", "shell", "console", "zsh", "powershell", "cmd"})
_LANGUAGES = {"javascript": "js", "markdown": "md", "python": "py", "yml": "yaml", "htm": "html", "mjs": "js"}
_CONTENTS = ("content", "contents", "code", "text", "body")
_NAMES = ("path", "name", "filename", "file", "file_path", "filePath")


def in_format(text: str) -> str:
    """The same reply in the format, sentinel included; empty if it holds no file for certain.

    A fence that is not closed makes the whole reply uncertain: it may have been cut off; so do two pages of
    which one has no name.
    """
    text = without_thoughts(text.removeprefix("\ufeff").replace("\r\n", "\n"))
    fenced = list(_fenced(text.split("\n")))
    names = [name for name, _ in fenced]
    if not all(names):
        return ""
    files = dict(fenced) or _of_json(text) or ({} if "```" in text else _bare_page(text))
    return "".join(_written(path, body) for path, body in files.items()) + SENTINEL if files else ""


def about_in(page: str) -> About | None:
    """What a comment in a page says for the README: what it does, how one uses it, how it works."""
    title, comment = _TITLE.search(page), _README.search(page)
    parts = [" ".join(part.split()) for part in _LABELLED.split(comment[1])[1:]] if comment else []
    if title is None or len(parts) < 3 or any(part.strip(".…") == "" for part in parts):
        return None
    return About(html.unescape(title[1]).strip(), *parts[:3])


def _written(path: str, body: str) -> str:
    lines = body.split("\n")
    edits = holds_edits(lines) or is_diff(lines)
    return f'<edit path="{path}">\n{body}</edit>\n' if edits else write_file(path, body)


def _bare_page(text: str) -> dict[str, str]:
    begin, end = _BARE_PAGE.search(text), text.lower().rfind("</html>")
    page = f"{text[begin.end() : end]}</html>\n" if begin and begin.end() <= end else ""
    return {"index.html": page} if page and documents_in("index.html", page) < 2 else {}


def _fenced(lines: list[str]) -> Iterator[tuple[str, str]]:
    """The files in fences, by name; an empty name for a fence that leaves a doubt."""
    before: list[str] = []
    unnamed_page = False
    at = 0
    while at < len(lines):
        fence = _FENCE.match(lines[at])
        if fence is None:
            before.append(lines[at].strip())
            at += 1
            continue
        end = _end_of_fence(lines, at, fence[1])
        if end is None and _is_page(lines[at + 1 :]):
            end = max(n for n, line in enumerate(lines, 1) if line.strip())  # its fence alone was not closed
        if end is None:
            yield "", ""
            return
        body = lines[at + 1 : end]
        name = _name(before, fence[2].strip(), body)
        if not name and _is_page(body):
            name, unnamed_page = ("" if unnamed_page else "index.html"), True
            yield name, "".join(f"{line}\n" for line in body)
        elif name:
            yield name, "".join(f"{line}\n" for line in body)
        before, at = [], end + 1


def _end_of_fence(lines: list[str], start: int, marks: str) -> int | None:
    """The closing line of the fence that opens at `start`, fences with an info text inside of it left out."""
    depth, first = 0, None
    for number in range(start + 1, len(lines)):
        line = lines[number].strip()
        if not line.startswith(marks):
            continue
        if line.strip(marks[0]) and not line.startswith(marks + marks[0]):
            depth += 1
        elif line == marks:
            first = number if first is None else first
            if not depth:
                return number
            depth -= 1
    return first


def _is_page(body: list[str]) -> bool:
    ends = next((line.strip().lower() for line in reversed(body) if line.strip()), "")
    return bool(PAGE_START.match("\n".join(body[:50]))) and ends.endswith("</html>")


def _name(before: list[str], info: str, body: list[str]) -> str:
    """What a fence's own line, a line before it, or a comment in it call the file."""
    language = re.split(r"[\s:{]", info, maxsplit=1)[0].lower()
    if language in _COMMANDS:
        return ""
    if is_diff(body):
        return path_of_diff(body)
    headings = [line for line in reversed(before) if line and len(line) <= NAME_CHARACTERS]
    places = [(_INFO, info), *((_HEADING, line) for line in headings), (_COMMENT, "".join(body[:1]))]
    stated = next(filter(None, (place.fullmatch(line) for place, line in places)), None)
    if stated is None and headings:
        mentioned = {found["name"] for found in _MENTION.finditer(headings[0])}
        suffix = _LANGUAGES.get(language, language)
        fitting = [
            name
            for name in mentioned
            if suffix and _LANGUAGES.get(suffix_of(name), suffix_of(name)) == suffix
        ]
        return fitting[0] if len(fitting) == len(mentioned) == 1 and _ANNOUNCES.search(headings[0]) else ""
    return stated["name"] if stated else ""


def _of_json(text: str) -> dict[str, str]:
    """The files of a JSON answer before any page: `{"files": {path: text}}`, a list, or paths at once."""
    page = _BARE_PAGE.search(text)
    if page and not re.search(r"[{\[]", text[: page.start()]):
        return {}
    best: dict[str, str] = {}
    for opening in "{[":
        for value, _ in json_values(text, opening):
            files = _files_in(value)
            best = files if len(files) > len(best) else best
    return best


def _files_in(value: Any) -> dict[str, str]:  # noqa: ANN401 - any JSON
    if isinstance(value, Mapping):
        value = value.get("files", value)
    if isinstance(value, list):
        value = {_first(entry, _NAMES): _first(entry, _CONTENTS) for entry in value}
    pairs = value.items() if isinstance(value, Mapping) else ()
    joined = ((path, "\n".join(body) if _is_lines(body) else body) for path, body in pairs)
    return {
        str(path): body
        for path, body in joined
        if isinstance(body, str) and body and re.search(r"\w\.\w+$", str(path))
    }


def _is_lines(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(line, str) for line in value)


def _first(entry: object, names: tuple[str, ...]) -> Any:  # noqa: ANN401 - any JSON
    found = (entry[name] for name in names if name in entry) if isinstance(entry, Mapping) else iter(())
    return next(found, "")

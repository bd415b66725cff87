"""Replies that ignore the format and yet leave no doubt: named code fences, a whole page, a JSON object."""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from orchestrator.generate.reply.blocks import opens_edit
from orchestrator.generate.reply.format import SENTINEL, without_thoughts, write_file

NAME_CHARACTERS = 120
"""A longer line names no file."""

_FENCE = re.compile(r"[ \t]*(`{3,}|~{3,})[ \t]*([^`\n]*)")
_FILE = r"[`*\"']*(?P<name>[\w.-]+(?:/[\w.-]+)*\.\w{1,12})[`*\"']*"
_HEADING = re.compile(
    rf"[#*>\s\d.)-]*(?:file(?:name)?|path)?[\s:*]*{_FILE}\s*(?:\([^)]*\))?[\s:*]*", re.IGNORECASE
)
"""A line that is the name of a file, as a heading, in bold or in back ticks."""
_INFO = re.compile(
    rf"(?:[\w+#]+[\s:]+)?(?:\{{?\s*(?:title|file|filename|path)\s*=\s*)?{_FILE}\s*\}}?", re.IGNORECASE
)
_COMMENT = re.compile(rf"\s*(?:<!--|//|/\*|#)\s*{_FILE}\s*(?:-->|\*/)?\s*")
_PAGE = re.compile(r"\s*<(?:!doctype html|html\b)", re.IGNORECASE)
_BARE_PAGE = re.compile(r"^<(?:!doctype html|html\b)", re.IGNORECASE | re.MULTILINE)
_COMMANDS = frozenset({"bash", "sh", "shell", "console", "zsh", "powershell", "cmd", "diff"})
_CONTENTS = ("content", "contents", "code", "text")


def in_format(text: str) -> str:
    """The same reply in the format, sentinel included; empty if it holds no file for certain.

    A fence that is not closed makes the whole reply uncertain: it may have been cut off.
    """
    text = without_thoughts(text.removeprefix("\ufeff").replace("\r\n", "\n"))
    files = _of_json(text) or dict(_fenced(text.split("\n")))
    if not files and "```" not in text:
        files = _bare_page(text)
    if "" in files or not files:
        return ""
    return "".join(_written(path, body) for path, body in files.items()) + SENTINEL


def _written(path: str, body: str) -> str:
    edits = opens_edit(body.lstrip("\n").split("\n", 1)[0])
    return f'<edit path="{path}">\n{body}</edit>\n' if edits else write_file(path, body)


def _bare_page(text: str) -> dict[str, str]:
    begin, end = _BARE_PAGE.search(text), text.lower().rfind("</html>")
    return {"index.html": f"{text[begin.start() : end]}</html>\n"} if begin and begin.end() <= end else {}


def _fenced(lines: list[str]) -> Iterator[tuple[str, str]]:
    """The files in fences, by name; an empty name for a fence that is not closed."""
    before, at = "", 0
    while at < len(lines):
        fence = _FENCE.match(lines[at])
        if fence is None:
            before, at = lines[at].strip() or before, at + 1
            continue
        end = next((n for n in range(at + 1, len(lines)) if lines[n].strip() == fence[1]), None)
        if end is None:
            yield "", ""
            return
        body = lines[at + 1 : end]
        name = _name(before, fence[2].strip(), body)
        if name:
            yield name, "".join(f"{line}\n" for line in body)
        before, at = "", end + 1


def _name(before: str, info: str, body: list[str]) -> str:
    """What the line before a fence, its own line, or a comment in it call the file; a page needs no name."""
    if info.split(" ", maxsplit=1)[0].lower() in _COMMANDS:
        return ""
    places = ((_INFO, info), (_HEADING, before), (_COMMENT, "".join(body[:1])))
    named = (place.fullmatch(line) for place, line in places if len(line) <= NAME_CHARACTERS)
    stated = next(filter(None, named), None)
    if stated:
        return stated["name"].removeprefix("./")
    ends = next((line.strip().lower() for line in reversed(body) if line.strip()), "")
    return "index.html" if _PAGE.match("\n".join(body)) and ends.endswith("</html>") else ""


def _of_json(text: str) -> dict[str, str]:
    """The files of one JSON object: `{"files": {path: text}}`, a list of them, or paths at once."""
    said: Any = None
    with suppress(ValueError, RecursionError):
        said = json.loads(re.sub(r"\A\s*```(?:json)?\n|\n```\s*\Z", "", text))
    said = said.get("files", said) if isinstance(said, Mapping) else said
    if isinstance(said, list):
        said = {_first(entry, ("path", "name", "filename")): _first(entry, _CONTENTS) for entry in said}
    if not isinstance(said, Mapping):
        return {}
    files = {
        path: body for path, body in said.items() if isinstance(body, str) and re.search(r"\.\w+$", str(path))
    }
    return files if len(files) == len(said) else {}


def _first(entry: object, names: tuple[str, ...]) -> str:
    found = (entry[name] for name in names if name in entry) if isinstance(entry, Mapping) else iter(())
    return str(next(found, ""))

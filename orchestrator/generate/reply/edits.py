"""Search/replace edits: a search text must fit exactly one place; what does not fit is reported.

Places are looked for in five ways, and the first that finds any decides: whole lines as they are, any piece
of text as it is, lines without regard to spaces at their end, to indentation, to Unicode look-alikes.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

NEAREST_LINES = 12
"""Lines of the file that are shown for a search text that fits nowhere."""

_SEARCH = re.compile(r"[ \t]*<{5,9} ?(?:SEARCH|ORIGINAL|HEAD):?[ \t]*", re.IGNORECASE)
_DIVIDER = re.compile(r"[ \t]*={7}[ \t]*")
_REPLACE = re.compile(r"[ \t]*(?:>{5,9} ?REPLACE:?|>{7} ?[\w./-]+)[ \t]*", re.IGNORECASE)
_HUNK = re.compile(r"@@ ?(?:-\d.*?@@.*)?")
_DIFF_PATH = re.compile(r"\+\+\+ (?:b/)?([^\s]+)")

_LOOK_ALIKES = str.maketrans(
    dict.fromkeys("\u2018\u2019\u201a\u201b", "'")
    | dict.fromkeys("\u201c\u201d\u201e\u201f", '"')
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-")
)


@dataclass(frozen=True)
class Edit:
    """Replace the one place that reads `search` by `replace`; both without their last line feed."""

    search: str
    replace: str


@dataclass(frozen=True)
class FailedEdit:
    """An edit that was not applied, with the reason and the real lines that come nearest."""

    edit: Edit
    reason: str
    nearest: str


@dataclass(frozen=True)
class Edited:
    """A file after all edits that fit, and those that do not."""

    text: str
    failed_edits: tuple[FailedEdit, ...]
    applied: int


def holds_edits(lines: Sequence[str]) -> bool:
    """Whether a file's text is no text but edits, which some models put into the wrong tag."""
    first = next((line for line in lines if line.strip() and not line.startswith("```")), "")
    return bool(_SEARCH.fullmatch(first))


def read_edits(lines: Sequence[str]) -> tuple[list[Edit], str]:
    """The search/replace pairs, and a sentence if one is not whole, or cannot be told apart.

    A pair that the next one follows was only not closed.
    """
    if is_diff(lines):
        return edits_of_diff(lines), ""
    edits: list[Edit] = []
    search: list[str] | None = None
    replace: list[str] | None = None
    for line in lines:
        opens = _SEARCH.fullmatch(line)
        if replace is not None and search is not None and (opens or _REPLACE.fullmatch(line)):
            edits.append(Edit("\n".join(search), "\n".join(replace)))
            search, replace = ([] if opens else None), None
        elif search is None:
            search = [] if opens else None
        elif _DIVIDER.fullmatch(line):
            if replace is not None:
                return edits, "one of its edits holds more than one line of ======="
            replace = []
        else:
            (search if replace is None else replace).append(line)
    if search is not None:
        return edits, "its last edit is not closed by >>>>>>> REPLACE"
    return edits, "" if edits else "it holds no pair of SEARCH and REPLACE"


def is_diff(lines: Sequence[str]) -> bool:
    """Whether lines are a unified diff: a hunk before anything else but the names of the files."""
    full = [line for line in lines if line.strip() and not line.startswith(("```", "diff ", "index "))][:3]
    named = len(full) > 2 and full[0].startswith("--- ") and full[1].startswith("+++ ")
    return bool(full) and bool(_HUNK.fullmatch(full[2] if named else full[0]))


def path_of_diff(lines: Sequence[str]) -> str:
    """The file that a unified diff changes, by its heading; empty if it has none."""
    found = next(filter(None, map(_DIFF_PATH.match, lines)), None) if is_diff(lines) else None
    return found[1] if found else ""


def edits_of_diff(lines: Sequence[str]) -> list[Edit]:
    """The hunks of a unified diff as edits."""
    hunks: list[list[str]] = []
    for line in lines:
        if _HUNK.fullmatch(line):
            hunks.append([])
        elif hunks and not line.startswith(("```", "\\")):
            hunks[-1].append(line)
    edits = []
    for hunk in hunks:
        while hunk and not hunk[-1].strip():
            hunk.pop()
        old, new = ([line[1:] for line in hunk if line[:1] in {"", " ", sign}] for sign in "-+")
        edits.append(Edit("\n".join(old), "\n".join(new)))
    return edits


def apply_edits(text: str, edits: Sequence[Edit]) -> Edited:
    """Apply edits one after another; the line ends of the file stay what they are."""
    crlf = text.count("\r\n") * 2 > text.count("\n")
    current = text.replace("\r\n", "\n") if crlf else text
    failed_edits: list[FailedEdit] = []
    for edit in edits:
        changed = _apply(current, edit)
        if isinstance(changed, FailedEdit):
            failed_edits.append(changed)
        else:
            current = changed
    return Edited(
        current.replace("\n", "\r\n") if crlf else current,
        tuple(failed_edits),
        len(edits) - len(failed_edits),
    )


def _apply(text: str, edit: Edit) -> str | FailedEdit:
    """The text with one edit applied; an empty search text fits a file that is empty, or not there yet."""
    if edit.search == edit.replace:
        return FailedEdit(edit, "its two sides are equal, so it changes nothing", "")
    if not edit.search.strip() and not text.strip():
        return f"{edit.replace}\n"
    if not edit.search.strip():
        return FailedEdit(edit, "its search text is empty", "")
    lines, wanted = text.split("\n"), edit.search.split("\n")
    for key in (_same, None, str.rstrip, str.strip, _plain):
        places = _places(lines, wanted, key) if key else list(range(text.count(edit.search)))
        if len(places) > 1:
            return FailedEdit(edit, f"its search text fits {len(places)} places; it must fit exactly one", "")
        if places:
            return (
                _put(lines, places[0], wanted, edit.replace, key)
                if key
                else text.replace(edit.search, edit.replace)
            )
    return FailedEdit(edit, "its search text fits nowhere", _nearest(lines, wanted))


def _places(lines: Sequence[str], wanted: Sequence[str], key: Callable[[str], str]) -> list[int]:
    """The numbers of the lines where `wanted` begins, by `key`; joined text is searched, which is linear."""
    hay = "\n" + "\n".join(key(line) for line in lines) + "\n"
    needle = "\n" + "\n".join(key(line) for line in wanted) + "\n"
    places: list[int] = []
    at, line, counted = hay.find(needle), 0, 0
    while at >= 0 and len(places) < 100:
        line, counted = line + hay.count("\n", counted, at), at
        places.append(line)
        at = hay.find(needle, at + 1)
    return places


def _put(
    lines: Sequence[str], start: int, wanted: Sequence[str], replace: str, key: Callable[[str], str]
) -> str:
    new = replace.split("\n") if replace else []
    if key in (str.strip, _plain):
        new = _reindented(new, wanted, lines[start : start + len(wanted)])
    return "\n".join([*lines[:start], *new, *lines[start + len(wanted) :]])


def _reindented(new: Sequence[str], stated: Sequence[str], real: Sequence[str]) -> list[str]:
    """Move lines that were written as if the `real` lines were indented like the `stated` ones."""
    moved: dict[str, str] = {}
    for one, other in zip(stated, real, strict=True):
        if one.strip():
            moved.setdefault(_indent(one), _indent(other))
    deepest_first = sorted(moved, key=len, reverse=True)
    return [_moved(line, deepest_first, moved) if line.strip() else line for line in new]


def _moved(line: str, known: Sequence[str], moved: Mapping[str, str]) -> str:
    """A line with its indentation, or the most of it that is known, replaced by what it is in the file."""
    indent = _indent(line)
    for start in known:
        if indent.startswith(start):
            return moved[start] + line[len(start) :]
    return moved[known[-1]] + line.lstrip()


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]


def _same(line: str) -> str:
    return line


def _plain(line: str) -> str:
    """A line as it looks: compatibility forms, quotation marks, dashes and spaces made plain."""
    return " ".join(unicodedata.normalize("NFKC", line).translate(_LOOK_ALIKES).split())


def _nearest(lines: Sequence[str], wanted: Sequence[str]) -> str:
    """The window of real lines that shares most words with the search text."""
    words = {word for line in wanted for word in line.split()}
    scores = [sum(word in words for word in set(line.split())) for line in lines]
    size = min(len(lines), max(NEAREST_LINES, min(len(wanted) + 4, 40)))
    best, best_start, current = -1, 0, sum(scores[:size])
    for start in range(len(lines) - size + 1):
        if start:
            current += scores[start + size - 1] - scores[start - 1]
        if current > best:
            best, best_start = current, start
    return "\n".join(lines[best_start : best_start + size]) if best > 0 else ""

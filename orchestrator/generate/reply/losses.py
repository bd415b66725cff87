"""What a revision loses of the code before it: found by comparing both, whatever a comment in it says.

Functions, rules and elements that are gone or emptied; lines of code in whose place nothing but a comment
or a sentence stands; files of which most is gone. What the brief asks to remove is no loss.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from orchestrator.generate.app.links import Element, parse_page
from orchestrator.generate.app.manifest import PROVIDED
from orchestrator.generate.reply.code_parts import (
    SCRIPTS,
    code_of,
    defined_ids,
    definitions,
    is_made_elsewhere,
    lines_of,
)
from orchestrator.generate.reply.content import PAGES, suffix_of
from orchestrator.records.site import Site

MOST = 0.5
"""Of a file's code that must be left."""
EMPTIED = 0.2
"""Of a function, a rule or a paragraph that must be left."""
MAX_LINES = 6_000
"""Of longer files only the definitions are compared."""
MAX_PARTS = 20

_TEXTS = (*PAGES, *SCRIPTS, "css", "scss", "py", "svg", "yml", "yaml", "md", "txt")
_PROSE = ("md", "txt")
_WORDS_OF = {
    "p": "paragraph text", "li": "list item", "ul": "list", "ol": "list", "img": "image picture logo",
    "nav": "navigation menu", "input": "field input", "tr": "row", "h1": "heading", "h2": "heading",
}  # fmt: skip
_REMOVES = re.compile(
    r"(?i)\b(?:remov|delet|drop|replac|get rid|without|no longer|no more|instead"
    r"|strip|hide|merg|renam|mov(?:e|ing)\b|entfern|lösch|ersetz|ohne|statt|elimin|quit[ae]|sustitu|supprim|enlev|remplac|rimuov|togli)"
)
_REBUILDS = re.compile(
    r"(?i)\b(?:redesign|re-?writ|re-?build|restructur|refactor|simplif|minif|overhaul|from scratch|"
    r"start over|convert|migrat|translat)"
)
_COMMENT = re.compile(r"//|/\*|\*|<!--|\{/\*|#(?!\w)")
_CODE = re.compile(r"[<>{}();=]")


@dataclass(frozen=True)
class Losses:
    """What a file lost, in words; `severe` where no brief asked for anything of the kind."""

    parts: tuple[str, ...]
    severe: bool


def losses(before: Site, after: Site, brief: str, given: Iterable[str] = ()) -> dict[str, Losses]:
    """What the changed files of `before` have lost in `after`, by path; those in `given` were sent anew."""
    unchecked = PROVIDED | set(given)
    texts = {path: after.text(path) for path in after if suffix_of(path) in _TEXTS}
    there = _all_definitions(texts)
    shrunk = _size(texts) < 0.8 * _size(
        {path: before.text(path) for path in before if suffix_of(path) in _TEXTS}
    )
    found = {}
    for path in before:
        if path in texts and path not in unchecked and before[path] != after[path]:
            found[path] = _lost(path, before.text(path), texts, there, brief, shrunk)
    return {path: lost for path, lost in found.items() if lost.parts}


def lost_ids(before: Site, after: Site) -> tuple[str, ...]:
    """Ids that pages or scripts of `before` give to elements, and nothing in `after` gives any more."""
    gone = _ids(before) - _ids(after)
    texts = [after.text(path) for path in after if path not in PROVIDED and suffix_of(path) in _TEXTS]
    return tuple(sorted(name for name in gone if not any(is_made_elsewhere(name, text) for text in texts)))


def lost_files(before: Site, after: Site) -> tuple[str, ...]:
    """Files of `before` that `after` does not have, apart from what every app is given."""
    return tuple(sorted(before.keys() - after.keys() - PROVIDED))


def _ids(site: Site) -> set[str]:
    return set[str]().union(
        *(defined_ids(path, site.text(path)) for path in site if suffix_of(path) in _TEXTS)
    )


def _lost(
    path: str, before: str, texts: Mapping[str, str], there: Mapping[str, int], brief: str, shrunk: bool
) -> Losses:
    after = texts[path]
    code, left = len(code_of(before)), len(code_of(after))
    if code and not left:
        return Losses(("everything: the file is empty now",), True)
    removes = bool(_REMOVES.search(brief) or _REBUILDS.search(brief))
    parts = list(_replaced_by_comments(path, before, after, "\n".join(texts.values())))
    severe = bool(parts) or left < code
    if not _REBUILDS.search(brief):
        names = definitions(path, before).items()
        parts += [name for name, size in names if size and there.get(name, -1) < EMPTIED * size]
        for group in _lost_elements(path, before, after):
            shown = [str(element) for element in group]
            parts += [] if any(_asked_for(part, brief) for part in shown) else shown
        if left < MOST * code and shrunk and not removes:
            parts.append(f"{100 - 100 * left // code} percent of its code")
    kept = [part for part in dict.fromkeys(parts) if not _asked_for(part, brief)]
    return Losses(tuple(kept[:MAX_PARTS]), severe and not removes)


def _all_definitions(texts: Mapping[str, str]) -> dict[str, int]:
    there: dict[str, int] = {}
    for path, text in texts.items():
        for name, size in definitions(path, text).items():
            there[name] = max(size, there.get(name, 0))
    return there


def _size(texts: Mapping[str, str]) -> int:
    return sum(len(code_of(text)) for text in texts.values())


def _replaced_by_comments(path: str, before: str, after: str, everything: str) -> Iterator[str]:
    """Lines in whose place nothing but comments, or words without any code, stand."""
    prose = suffix_of(path) in _PROSE
    old, new = list(lines_of(before)), list(lines_of(after))
    known = set(lines_of(everything))
    for gone, came in _changed(old, new, str):
        code = [line for line in gone if prose or (_CODE.search(line) and not _COMMENT.match(line))]
        lost = [line for line in code if line not in known]
        if prose and (len(lost) < 3 or len(came) > 1):
            continue
        if lost and came and all(_COMMENT.match(line) or not _CODE.search(line) for line in came):
            yield f"what was in the place of {came[0][:80]!r} (it began {lost[0][:80]!r})"


def _lost_elements(path: str, before: str, after: str) -> Iterator[list[Element]]:
    """Elements that are gone where fewer others came, by place, and those whose text is gone."""
    if suffix_of(path) not in PAGES:
        return
    old, new = parse_page(before).elements, parse_page(after).elements
    there = {element.key for element in new if element.key}
    for gone, came in _changed(old, new, _signature):
        if len(came) < len(gone):
            yield [element for element in gone if element.key not in there][: len(gone) - len(came)]
    if len(old) == len(new):
        yield from ([was] for was, now in zip(old, new, strict=True) if _emptied(was, now))


def _emptied(was: Element, now: Element) -> bool:
    """Whether an element has lost its text, or has dots and the like in its place."""
    words, left = len(was.text.split()), len(now.text.split())
    no_word = left > 0 and not re.search(r"\w", now.text)
    few = words >= 6 and left < 3
    return _signature(was) == _signature(now) and (few or (words >= 4 and no_word))


def _signature(element: Element) -> str:
    return f"{element.tag} {element.key}"


def _changed(
    old: Sequence[Any], new: Sequence[Any], key: Callable[..., str]
) -> Iterator[tuple[list[Any], list[Any]]]:
    """The places where `old` was replaced by `new` or left out."""
    if len(old) + len(new) > MAX_LINES:
        return
    matcher = SequenceMatcher(None, [key(each) for each in old], [key(each) for each in new])
    for kind, start, stop, start_new, stop_new in matcher.get_opcodes():
        if kind in {"replace", "delete"}:
            yield list(old[start:stop]), list(new[start_new:stop_new])


def _asked_for(part: str, brief: str) -> bool:
    """Whether a sentence of the brief that removes something has a word in common with a part."""
    words = _words(part)
    for tag, said in _WORDS_OF.items():
        if part.startswith(f"<{tag}"):
            words |= set(said.split())
    return any(words & _words(_sentence(brief, verb.start())) for verb in _REMOVES.finditer(brief))


def _sentence(text: str, start: int) -> str:
    return re.split(r"[.;!?\n]\s|\n", text[start : start + 300])[0]


def _words(text: str) -> set[str]:
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])|[_-]", " ", text)
    common = {"function", "rule", "the", "and", "with", "all", "what", "was", "place", "began", "class"}
    return {word.lower().rstrip("s") for word in re.findall(r"[^\W\d_]{3,}", apart)} - common

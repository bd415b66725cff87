"""The parts of which a file of code consists: functions, classes, rules, ids, elements."""

import re
from collections.abc import Iterator

from orchestrator.generate.app.links import parse_page
from orchestrator.generate.reply.content import PAGES, suffix_of

SCRIPTS = ("js", "mjs", "cjs", "ts", "jsx")

_STRINGS = re.compile(
    r"//[^\n]*|/\*.*?(?:\*/|\Z)|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`", re.DOTALL
)
_DEFINITION = re.compile(
    r"\b(?:function\s*\*?\s*|class\s+)(?P<a>[A-Za-z_$][\w$]*)"
    r"|\b(?:const|let|var)\s+(?P<b>[A-Za-z_$][\w$]*)\s*=\s*(?:async\s*)?(?:function\b|\([^()\n]*\)\s*=>|[\w$]+\s*=>)"
    r"|^[ \t]*(?:(?:async|static|get|set)\s+)*(?P<c>[A-Za-z_$][\w$]*)\s*\([^()\n]*\)\s*(?=\{)",
    re.MULTILINE,
)
_KEYWORDS = frozenset(
    {"if", "for", "while", "switch", "catch", "function", "return", "with", "do", "else", "try"}
)
_PYTHON = re.compile(r"^[ \t]*(?:async\s+)?(?:def|class)\s+(\w+)", re.MULTILINE)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_CSS_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_COMMENTS = re.compile(r"(?s)/\*.*?(?:\*/|\Z)|<!--.*?(?:-->|\Z)|(?m:^[ \t]*(?://|# |#!|#$)[^\n]*$)")
_ID = re.compile(
    r"""\bid\s*=\s*\\?["'`]?([A-Za-z_][\w:-]*)|setAttribute\(\s*["'`]id["'`]\s*,\s*["'`]([\w:-]+)["'`]"""
)
_LOOKUP = r"""getElementById\(\s*["'`]{0}["'`]|\#{0}(?![\w-])|\b(?:for|list|aria-[a-z]+)=\\?["'`]{0}["'`]"""


def code_of(text: str) -> str:
    """A text without its comments and spaces."""
    return re.sub(r"\s+", "", _COMMENTS.sub("", text))


def definitions(path: str, text: str) -> dict[str, int]:
    """Functions, classes and CSS rules by name, each with the characters of code in it."""
    suffix = suffix_of(path)
    if suffix in PAGES:
        page = parse_page(text)
        return _functions("\n".join(page.scripts)) | _rules("\n".join(page.styles))
    if suffix in SCRIPTS:
        return _functions(text)
    if suffix in {"css", "scss"}:
        return _rules(text)
    return {f"definition of {name}": 0 for name in _PYTHON.findall(text)} if suffix == "py" else {}


def _functions(text: str) -> dict[str, int]:
    bare = _STRINGS.sub(lambda match: " " if match[0][0] == "/" else f'"{"_" * (len(match[0]) - 2)}"', text)
    found: dict[str, int] = {}
    for match in _DEFINITION.finditer(bare):
        name = match["a"] or match["b"] or match["c"]
        if name not in _KEYWORDS:
            key = f"function {name}"
            found[key] = max(found.get(key, 0), len(code_of(_body(bare, match.end()))))
    return found


def _body(text: str, start: int) -> str:
    """The code of a function from the end of its head: up to its closing brace, or the end of its line."""
    line = text.find("\n", start)
    begin = text.find("{", start)
    if begin < 0 or (0 <= line < begin and text[start:line].strip().endswith(";")):
        return text[start : line if line >= 0 else len(text)]
    depth = 0
    for brace in re.compile("[{}]").finditer(text, begin):
        depth += 1 if brace[0] == "{" else -1
        if not depth:
            return text[begin + 1 : brace.start()]
    return text[begin + 1 :]


def _rules(text: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for match in _RULE.finditer(_CSS_COMMENT.sub("", text)):
        for selector in match[1].rsplit(";", 1)[-1].split(","):
            key = f"rule {' '.join(selector.split())}"
            found[key] = max(found.get(key, 0), len(code_of(match[2])))
    return found


def defined_ids(path: str, text: str) -> set[str]:
    """The ids that a page states, or that a script gives to what it makes."""
    if suffix_of(path) in PAGES:
        page = parse_page(text)
        return page.ids | _ids("\n".join(page.scripts))
    return _ids(text) if suffix_of(path) in SCRIPTS else set()


def _ids(text: str) -> set[str]:
    return {found[1] or found[2] for found in _ID.finditer(text)}


def is_made_elsewhere(name: str, text: str) -> bool:
    """Whether an id is named in a text other than where an element is looked up by it."""
    if name not in text:
        return False
    quoted = re.escape(name)
    lookups = re.sub(_LOOKUP.format(quoted), "", text)
    return bool(re.search(rf"""["'`]{quoted}["'`]""", lookups))


def lines_of(text: str) -> Iterator[str]:
    """The lines of a text without indentation, blank ones left out."""
    yield from (line.strip() for line in text.splitlines() if line.strip())

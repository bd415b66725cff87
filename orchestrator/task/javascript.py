"""Whether a check that is a bare string is JavaScript: an expression with operators that prose has not."""

import re

_TOKEN = re.compile(
    r"(?P<space>\s+)|(?P<comment>//[^\n]*|/\*(?:[^*]|\*(?!/))*+\*/)"
    r"|(?P<string>\"(?:[^\"\\\n]|\\.)*+\"|'(?:[^'\\\n]|\\.)*+'|`(?:[^`\\]|\\.)*+`)"
    r"|(?P<number>\d[\w.]*)|(?P<name>[A-Za-z_$][\w$]*)|(?P<operator>=>|\.\.\.|\?\.|===?|!==?|[<>]=?|&&|"
    r"\|\||\?\?|[+\-*/%&|^~!?:;,.=(){}\[\]])",
    re.DOTALL,
)
_REGEX = re.compile(r"/(?:[^/\\\n\[]|\\.|\[(?:[^\]\\\n]|\\.)*+\])++/[a-z]*")
_BEFORE_A_VALUE = frozenset(
    ["typeof", "await", "new", "return", "void", "delete", "const", "let", "var", "async", "function", "in",
     "of", "instanceof", "throw", "else", "case", "yield", "class", "if", "for", "while", "do", "try",
     "static", "get", "set"]
)  # fmt: skip
"""Keywords that a name or value may follow directly."""
_AFTER_A_VALUE = frozenset(["in", "of", "instanceof", "else", "while", "catch", "finally"])
_PAIRS = {")": "(", "]": "[", "}": "{"}
_GLOBALS = frozenset(
    ["document", "window", "localStorage", "sessionStorage", "location", "navigator", "history", "globalThis"]
)
_CODE = frozenset({"===", "!==", "==", "!=", "&&", "||", "??", "=>", "?.", "!"})
_WRITTEN_CALL = re.compile(r"[\w$\])]\((?:\)|[\d\"'`\[{(]|[\w$]+[.,(])|\bnew [A-Z]\w*\(|\bnew Promise\b")


def is_javascript(text: str) -> bool:
    """Whether a text is code rather than prose.

    Prose puts words next to each other; an expression has an operator between them. Names such as
    `index.html` or `dark_mode` are expressions too, so there must be an operator, a call or an object
    that only code has.
    """
    tokens = _tokens(text)
    if not tokens or not _fits(tokens):
        return False
    names = {value for kind, value in tokens if kind == "name"}
    operators = {value for kind, value in tokens if kind == "operator"}
    rooted = tokens[0][1] in _GLOBALS and len(tokens) > 1
    return rooted or bool(operators & _CODE or names & {"typeof", "await"} or _WRITTEN_CALL.search(text))


def _tokens(text: str) -> list[tuple[str, str]]:
    """Kind and text of each token; empty where something is no JavaScript."""
    found: list[tuple[str, str]] = []
    at = 0
    while at < len(text):
        regex = _REGEX.match(text, at) if not (found and _ends_value(found[-1])) else None
        match = regex or _TOKEN.match(text, at)
        if match is None:
            return []
        kind = "string" if regex else str(match.lastgroup)
        if kind not in {"space", "comment"} and match[0] not in {"//", "/*"}:
            found.append((kind, match[0]))
        at = match.end()
    return found


def _fits(tokens: list[tuple[str, str]]) -> bool:
    """Whether brackets are paired, and no two values stand side by side."""
    opened: list[str] = []
    for number, (kind, value) in enumerate(tokens):
        before = tokens[number - 1] if number else ("operator", "")
        if value in _PAIRS and kind == "operator":
            if not opened or opened.pop() != _PAIRS[value]:
                return False
        elif kind == "operator" and value in "([{":
            opened.append(value)
        if kind != "operator" and value not in _AFTER_A_VALUE and _ends_value(before):
            statement = before[1] == "}" or (before[1] == ")" and _has_keyword(tokens[:number]))
            if not statement:
                return False
    last = tokens[-1]
    return not opened and (_ends_value(last) or last[1] == ";")


def _ends_value(token: tuple[str, str]) -> bool:
    kind, value = token
    return value in {")", "]", "}"} if kind == "operator" else value not in _BEFORE_A_VALUE


def _has_keyword(tokens: list[tuple[str, str]]) -> bool:
    return any(value in {"if", "for", "while", "function"} for _, value in tokens)

"""The tags of a reply: ours, and those of other systems that name a file in an attribute."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

FILE_NAME = r"\.?[\w@-][\w@.-]{0,80}(?:/[\w@.-]{1,80}){0,8}(?<=[\w-])\.\w{1,12}"
"""What looks like the path of a file: plain characters and an ending."""

_NAMED = re.compile(rf"(?:\./)?{FILE_NAME}")
_PAIRS = (
    '""',
    "''",
    "``",
    "\u201c\u201d",
    "\u201d\u201d",
    "\u201e\u201c",
    "\u2018\u2019",
    "\u2019\u2019",
    "\u00ab\u00bb",
)
_QUOTED = "|".join(f"{pair[0]}(?P<q{number}>[^{pair[1]}]*){pair[1]}" for number, pair in enumerate(_PAIRS))
_ATTRIBUTE = re.compile(
    r"\b(?P<key>file_?path|path|file_?name|file|name|title|identifier|end)\s*=\s*(?:"
    rf"{_QUOTED}|&quot;(?P<escaped>.*?)&quot;|(?P<bare>[^\s\"'`/>]\S*?(?=\s|/?$)))",
    re.IGNORECASE,
)
_HTML_ELEMENTS = frozenset(
    re.findall(
        r"\w+",
        """a abbr audio body button canvas details div embed fieldset form frame h1 head html iframe img
        input label link map meta object option output p param script section select slot
        span style svg textarea title video""",
    )
)
_TAG = re.compile(r"<(?P<tag>[A-Za-z][\w:.-]{0,80})(?P<attributes>(?:\s[^<>\n]{0,400})?)(?P<close>/?>|$)")
_THOUGHT_NAMES = "think|thinking|thoughts?|reasoning|reflection|scratchpad|analysis"
THOUGHTS = re.compile(rf"[<\[\u25c1]({_THOUGHT_NAMES})(?: [^<>\[\]\n]{{0,80}})?[>\]\u25b7]", re.IGNORECASE)
"""What opens thoughts."""
THOUGHTS_END = re.compile(
    rf"[<\[\u25c1]/(?:{_THOUGHT_NAMES})[>\]\u25b7]|<\|channel\|>final<\|message\|>", re.IGNORECASE
)
"""What closes thoughts; some models leave the opening tag out."""
SENTINEL = re.compile(r"[ \t`]*</?end[-_ ]of[-_ ]reply\s*/?>", re.IGNORECASE)
_TOKENS = r"(?:\s|`|<\|[^|<>\n]{1,40}\|>|</s>|<eos>)*"
"""What may follow a closing tag: spaces, back ticks, and a model's end-of-text tokens."""


@dataclass(frozen=True)
class Tag:
    """An opening tag: `kind` is file, edit, delete or about; `name` as it was written."""

    kind: str
    name: str
    path: str
    end: str
    start: int
    stop: int


def find_tag(line: str, *, own: bool = False) -> Tag | None:
    """The first opening tag in a line, outside of any file; with `own` none of other systems."""
    names = {"file", "edit", "delete", "about"}
    return next((tag for tag in _tags(line) if not own or tag.name.lower() in names), None)


def _tags(line: str) -> Iterator[Tag]:
    for found in _TAG.finditer(line):
        name, attributes = found["tag"], _attributes(found["attributes"])
        kind = name.lower()
        first = not line[: found.start()].strip()
        path = _path_of(kind, attributes)
        if kind in {"file", "edit", "delete"}:
            fits = (first or bool(_NAMED.fullmatch(path))) and (found["close"] != "/>" or kind == "delete")
        elif kind == "about":
            fits = found["close"] == ">"
        else:
            fits = bool(path) and found["close"] == ">"
            kind = "file"
        if fits and not line[: found.start()].endswith("`"):
            yield Tag(kind, name, path, attributes.get("end", ""), found.start(), found.end())


def _path_of(tag: str, attributes: dict[str, str]) -> str:
    """The path that a tag names: any text in our own tags, only what looks like a file's name in others."""
    own = tag in {"file", "edit", "delete"}
    for key, value in attributes.items():
        loose = key in {"name", "title", "identifier"}
        if key == "end" or (loose and tag in _HTML_ELEMENTS):
            continue
        if (own and not (loose and key != "name")) or _NAMED.fullmatch(value):
            return value
    return tag if _NAMED.fullmatch(tag) else ""


def _attributes(text: str) -> dict[str, str]:
    found = {}
    for match in _ATTRIBUTE.finditer(text):
        values = (value for name, value in match.groupdict().items() if name != "key" and value is not None)
        found[match["key"].lower()] = next(values, "")
    return dict(sorted(found.items(), key=lambda pair: pair[0] in {"name", "title", "identifier"}))


def closing_tag(line: str, tag: str, path: str, end: str) -> tuple[str, str] | None:
    """What is before and after a block's closing tag, if `line` has it at its end or before another tag.

    Any attributes, and the file's name in place of the tag's, are taken. A tag that closes one opened on the
    same line, as in `<file>x</file>`, is the block's own text.
    """
    depth = 0
    for found in _both(tag, path).finditer(line):
        closes = _closing(tag, path, end).match(line, found.start())
        if closes and (end or not depth):
            return line[: closes.start()], line[closes.end() :].strip()
        depth = max(0, depth + (-1 if found[1] else 1))
    return None


@lru_cache(maxsize=512)
def _both(tag: str, path: str) -> re.Pattern[str]:
    return re.compile(rf"<(\\?/\s?)?(?:{_names(tag, path)})(?=[\s>])", re.IGNORECASE)


@lru_cache(maxsize=512)
def _closing(tag: str, path: str, end: str) -> re.Pattern[str]:
    mark = rf"\s{re.escape(end)}[ \t]*" if end else r"(?:\s[^<>\n]{0,400})?"
    follows = r"(?:file|edit|delete)\s[^<>]{0,400}\bpath\s*=|about>|end-of-reply\b"
    names = _names(tag, path)
    return re.compile(
        rf"<\\?/\s?(?:{names}){mark}>(?=[ \t]*<(?:{follows})|{_TOKENS}$)(?:{_TOKENS}$)?", re.IGNORECASE
    )


def _names(tag: str, path: str) -> str:
    names = (
        dict.fromkeys((tag, path, path.rpartition("/")[2]))
        if tag.lower() not in {"about", "edit"}
        else (tag,)
    )
    return "|".join(re.escape(name) for name in names if name)

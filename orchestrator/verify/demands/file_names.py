"""The files that a text names, and whether it wants them: one reader for generation and verification."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from orchestrator.verify.demands.clauses import refused, refused_after

ENDINGS = (
    "html?|css|m?js|jsx|tsx?|json|jsonl|geojson|csv|tsv|md|txt|svg|xml|py|ya?ml|ipynb|toml|webmanifest|ini|sql|sh|png|"
    "jpe?g|gif|webp|ico|pdf|xlsx?|zip|mp3|mp4|wav"
)
FILE_NAME = (
    r"(?:\.?[\w-]{1,60}/){0,6}(?:\.?[\w-]{1,80}(?:\.[\w-]{1,40}){0,3}\."
    rf"(?:{ENDINGS})|(?-i:LICENSE|LICENCE|COPYING|Dockerfile|Makefile|CNAME)|\.nojekyll|"
    rf"\.gitignore)(?![\w/-]|\.\w)"
)
_PLACEHOLDER = re.compile(r"/[A-Z][A-Z0-9_-]*\.(?!md)\w+$|YYYY")
"""Stands for many files, as in `api/stations/CODE.json`."""
_MENTION = re.compile(rf"(?<![\w/.@#$:*}}>\]-])(?:\./)?(?P<file>{FILE_NAME})(?!#)", re.IGNORECASE)
URL = re.compile(r"https?://[^\s\"'<>`)\]]+")
_BY_LIBRARY = re.compile(
    r"\b(?:src|href)\s{0,9}[*^$~|]?=\s{0,9}[\"'\\]{0,3}[^\"'\\\]]{0,300}"
    r"|\bdownload[\"'\])]{0,3}\s{0,9}[*^$~|]?={1,3}\s{0,9}[\"'\\]{0,3}[^\"'\\\]]{0,300}",
    re.IGNORECASE,
)
"""In code: the address of a library, and the name under which something is saved."""
_NOT_OURS = re.compile(
    r"(?:\be\.g\.|\b(?:(?:upload|download|export|import|drop|drag)\w*|file ?names?|such as|like|see"
    r"|similar to|migrat\w+ (?:away )?from"
    r"|(?:users?|visitors?|people|buttons?|links?|lets?|allow\w*|can|click\w*|able)\b[^.;:\n]{0,60}"
    r"\b(?:sav|open|load|nam|pick|choos|select|attach)\w*)\b)(?:[^.;:\n]|[.:](?=\S)){0,80}$",
    re.IGNORECASE,
)
"""What makes the file that is named next the user's own, or an example."""
_BULLET = re.compile(r"\s{0,20}(?:[-*+•]|\d{1,3}[.)])\s")
_OWN_CASE = {name.lower(): name for name in ("index.html", "README.md")}
"""Names that every app holds, however a sentence writes them: `Index.html` at its beginning."""
_CALLED_LIBRARY = re.compile(
    r"[`'\"]?\s(?:library|framework|plugin|(?:from|via) (?:an? |the )?cdn)\b", re.IGNORECASE
)
"""What follows a name that is a library's, whether we know it or not."""
MAX_MENTIONS = 300
"""Of files in one text; a text with more is a list of something else."""

LIBRARIES = frozenset(
    re.findall(
        r"\w+",
        """alpine animate aos axios babylon backbone bootstrap chart d3 dayjs dompurify ember express
        fullcalendar fuse gsap handlebars highlight howler htmx jquery katex knockout leaflet
        lodash mapbox marked math mathjax mermaid moment mustache next node nuxt p5 paper
        papaparse phaser plotly popper preact prism quill raphael react redux require riot
        sortable solid svelte swiper tailwind tensorflow three tone turf typed underscore video
        vis vue""",
    )
)
"""First parts of names such as `chart.js`, which mean a library and no file."""


@dataclass(frozen=True)
class Mention:
    """One place where a text names a file."""

    name: str
    start: int
    end: int
    state: Literal["wanted", "refused", "other"]
    """`other`: the user's own file, or an example."""


def mentions(text: str) -> Iterator[Mention]:
    """Every file that a text names, in order."""
    plain = without_urls(text)
    headers = _list_headers(plain)
    for match in islice(_MENTION.finditer(plain), MAX_MENTIONS * 4):
        library = _is_library(match["file"]) or _CALLED_LIBRARY.match(plain, match.end())
        if library or _PLACEHOLDER.search(match["file"]):
            continue
        line = plain.rfind("\n", 0, match.start()) + 1
        header = headers.get(line, -1)
        before = plain[max(0, match.start() - 160) : match.start()]
        if header >= 0:
            before = plain[max(0, header - 160) : header] + " " + plain[line : match.start()].lstrip(" -*+•")
        no = (
            refused(plain, match.start("file"))
            or refused_after(plain, match.end())
            or (header >= 0 and refused(plain, header))
        )
        state: Literal["wanted", "refused", "other"] = (
            "refused" if no else "other" if _NOT_OURS.search(before) else "wanted"
        )
        name = _OWN_CASE.get(match["file"].lower(), match["file"])
        yield Mention(name, match.start("file"), match.end(), state)


def wanted_files(*texts: str) -> tuple[str, ...]:
    """The files that the texts want and nowhere refuse, each once, in the order in which they are named."""
    found: dict[str, bool] = {}
    for text in texts:
        for mention in islice((each for each in mentions(text) if each.state != "other"), MAX_MENTIONS):
            found[mention.name] = found.get(mention.name, True) and mention.state == "wanted"
    return tuple(name for name, wanted in found.items() if wanted)


def file_names(text: str) -> tuple[str, ...]:
    """All names of files in a list such as `a.txt, b.md and LICENSE`."""
    return tuple(dict.fromkeys(match["file"] for match in _MENTION.finditer(text)))


def without_urls(text: str) -> str:
    """The text with blanks in place of addresses, so that positions stay."""
    return URL.sub(lambda match: " " * len(match[0]), text)


def code_without_addresses(code: str) -> str:
    """JavaScript without what only names a library's address or a download's name."""
    return _BY_LIBRARY.sub(" ", code)


def _is_library(name: str) -> bool:
    stem, _, ending = name.lower().rpartition(".")
    return (
        ending in {"js", "mjs", "css"}
        and "/" not in name
        and stem.split(".")[0].removesuffix("js") in LIBRARIES
    )


def _list_headers(text: str) -> dict[int, int]:
    """Where each line of a list begins → where the line that introduces the list ends, its colon left out."""
    headers: dict[int, int] = {}
    start, header = 0, -1
    for line in text.splitlines(keepends=True):
        if _BULLET.match(line):
            headers |= {start: header} if header >= 0 else {}
        elif line.strip() and not line[0].isspace():
            bare = line.rstrip()
            header = start + len(bare) - 1 if bare.endswith(":") else -1
        start += len(line)
    return headers

"""What a brief asks for and no part of the page answers, clause by clause.

A clause is answered only if every word of it is known: a word of the parts that were built, of the attached
data, or of any web page. One unknown word makes the whole clause one that was not built.
"""

import re
from collections.abc import Iterable

_COMMON = """
    a an the this that these those it its is are be was were been being as at by for from in into inside
    within of on onto off out over to up via with without and or nor but not no than then so if when
    while where which who whose whom what how each every any all both only one two three single also too
    please must should shall can could may might will would need want have has had do does done there
    here their them they you your we our i my me he she his publish build create make develop write
    generate implement add provide include contain introduce allow let enable extend improve enhance
    existing update set use using show display list present put places appear visible load read fetch
    hold give called named titled heading id element page site website web app application html css
    javascript js file attached attachment folder repository repo github static simple small minimal
    clean neat modern nice pretty beautiful professional accessible responsive mobile friendly phone
    screen browser client side server deploy host readme license licence mit document root url bootstrap
    jsdelivr cdn cdnjs unpkg library framework dependency external plain vanilla style stylesheet design
    layout section area div span output container component text content data input user visitor new
    same following below above current currently already still keep kept everything else working round
    version index main first next after before on-load open automatically default live brief task
    clearly correctly properly based e.g etc n't don't another other button print given come came field
    selection viewer known
"""
_BOUNDARY = re.compile(
    r"[,;:()]|[.!?](?=\s|$)|\n|\b(?:and|with|then|that|which|while|where|plus|alongside)\b", re.IGNORECASE
)
_MASKED = re.compile(
    r"""https?://\S+|#[A-Za-z][\w-]*|\?\w+=\S*|["\u201c`][^"\u201d`\n]{1,200}["\u201d`]|<[^<>\n]{1,200}>"""
    r"""|\bid\s*=\s*\S+"""
)
_NAME = re.compile(r"\A[^\n.:!?]{1,60}(?=\n\n)")
"""The name of the older form, which is a heading and asks for nothing."""
_WORD = re.compile(r"[^\W\d_][\w'\u2019-]*")
_PROVIDED = ("index.html", "README.md", "LICENSE")
MOST_CHARACTERS = 300
"""Of one brief or clause in a note."""


def not_built(brief: str, words: str, files: Iterable[str]) -> tuple[list[str], int]:
    """The clauses that are not answered by `words`, and the number of all clauses."""
    masked = _NAME.sub(_blank, _MASKED.sub(_blank, brief))
    for name in sorted([*files, *_PROVIDED], key=len, reverse=True):
        masked = re.sub(re.escape(name), _blank, masked, flags=re.IGNORECASE)
    known = {_stem(word) for word in _words(f"{_COMMON} {words}")}
    spans = [span for span in _clauses(masked) if _words(masked[slice(*span)])]
    missing = [span for span in spans if any(_stem(w) not in known for w in _words(masked[slice(*span)]))]
    return [shortened(brief[slice(*span)]) for span in missing], len(spans)


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def shortened(text: str) -> str:
    """One line of at most `MOST_CHARACTERS`."""
    line = " ".join(text.split())
    return line if len(line) <= MOST_CHARACTERS else f"{line[:MOST_CHARACTERS].rstrip()} …"


def _clauses(text: str) -> Iterable[tuple[int, int]]:
    start = 0
    for match in _BOUNDARY.finditer(text):
        yield start, match.start()
        start = match.end()
    yield start, len(text)


def _words(text: str) -> list[str]:
    return [
        part
        for word in _WORD.findall(re.sub(r"['\u2019]s\b", "", text.lower()))
        for part in re.split(r"[-_]", word)
        if part
    ]


def _stem(word: str) -> str:
    """A word without the endings of plural and verb forms: `filtering`, `filters` and `filtered` are one."""
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    ending = next(
        (e for e in ("ing", "ed", "es", "s", "e") if word.endswith(e) and len(word) > len(e) + 2), ""
    )
    stem = word.removesuffix(ending)
    return stem[:-1] if len(stem) > 3 and stem[-1] == stem[-2] else stem

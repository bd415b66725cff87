"""Keeping a prompt within a number of tokens, and saying what was left out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

CHARACTERS_PER_TOKEN = 3.0
"""Code and markup come to three to four characters a token with common tokenisers; the low end is safe."""

PROMPT_TOKENS = 60_000
"""What a prompt may take by default: half of the 128,000 that current small models have."""

MIN_EXCERPT = 400
"""Characters below which an excerpt is not worth its place."""


@dataclass(frozen=True)
class Piece:
    """One text that may go into a prompt, such as a file."""

    name: str
    text: str


@dataclass(frozen=True)
class Fitted:
    """What fits, in the order of the pieces, and a sentence for each piece that was truncated or left out."""

    pieces: tuple[Piece, ...]
    left_out: tuple[str, ...]


def tokens(text: str) -> int:
    """An upper estimate; characters outside ASCII count by their UTF-8 bytes."""
    return int(len(text.encode("utf-8", "replace")) / CHARACTERS_PER_TOKEN) + 1


def fit(pieces: Sequence[Piece], limit: int, *, whole: bool) -> Fitted:
    """Take pieces, first ones first, while they fit into `limit` tokens.

    With `whole`, a piece that does not fit is left out; otherwise its beginning stays.
    """
    kept: list[Piece] = []
    left_out: list[str] = []
    left = limit
    for piece in pieces:
        size = tokens(piece.text)
        if size <= left:
            kept.append(piece)
            left -= size
            continue
        room = int(left * CHARACTERS_PER_TOKEN)
        if whole or room < MIN_EXCERPT:
            left_out.append(f"{piece.name}: left out, {len(piece.text)} characters")
            continue
        excerpt = piece.text.encode("utf-8", "replace")[:room].decode("utf-8", "ignore")
        kept.append(Piece(piece.name, excerpt))
        left_out.append(
            f"{piece.name}: only its first {len(excerpt)} of {len(piece.text)} characters are shown"
        )
        left = 0
    return Fitted(tuple(kept), tuple(left_out))


def both_ends(piece: Piece, limit: int) -> Fitted:
    """The beginning and the end of a piece that is too long for `limit` tokens, whole lines of both."""
    room = int(limit * CHARACTERS_PER_TOKEN)
    data = piece.text.encode("utf-8", "replace")
    if room < 2 * MIN_EXCERPT:
        return Fitted((), (f"{piece.name}: left out, {len(piece.text)} characters",))
    first = data[: room * 2 // 3].decode("utf-8", "ignore")
    last = data[-(room // 3) :].decode("utf-8", "ignore")
    first, last = first.rpartition("\n")[0] or first, last.partition("\n")[2] or last
    hidden = len(piece.text) - len(first) - len(last)
    between = f"[{hidden} characters in between are not shown: edit this file, never write it whole]"
    told = f"{piece.name}: {hidden} of {len(piece.text)} characters, in its middle, are not shown"
    return Fitted((Piece(piece.name, f"{first}\n{between}\n{last}"),), (told,))


def by_importance(paths: Iterable[str]) -> list[str]:
    """Paths of a site in the order in which a model needs to see them: page, code, style, data, texts."""
    order = ("html", "htm", "js", "mjs", "css", "py", "yml", "yaml", "json", "svg", "md", "txt", "csv")
    return sorted(paths, key=lambda path: (path != "index.html", _place(path, order), path))


def _place(path: str, order: Sequence[str]) -> int:
    suffix = path.rpartition(".")[2].lower()
    return order.index(suffix) if suffix in order else len(order)

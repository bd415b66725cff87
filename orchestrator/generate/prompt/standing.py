"""The app that stands, as a model is shown it: its files, what its README says, and what is only named."""

import re
from collections.abc import Collection, Sequence
from dataclasses import astuple

from orchestrator.generate.app.about import about_from_readme
from orchestrator.generate.app.manifest import PROVIDED
from orchestrator.generate.prompt.budget import Piece, both_ends, by_importance, fit, tokens
from orchestrator.generate.prompt.marks import marked
from orchestrator.generate.prompt.previews import preview
from orchestrator.generate.reply.format import write_file
from orchestrator.records.site import Site

DATA_ENDINGS = frozenset({"csv", "tsv", "json", "geojson", "txt", "md", "xml", "svg", "lock"})
DATA_CHARACTERS = 8_000
"""A longer data file of the app is shown as a preview: nobody edits data line by line."""

DATA_PREVIEW = 1_500
"""Characters of such a file that are shown."""

CODE_ENDINGS = frozenset({"html", "htm", "css", "js", "mjs", "svg", "py"})


def shown(site: Site, paths: Sequence[str]) -> list[str]:
    """Files in the format of a reply."""
    return [write_file(path, site.text(path).replace("\r\n", "\n")) for path in paths if path in site]


def code_files(site: Site) -> dict[str, int]:
    """The files of an app's own code, each with its bytes."""
    code = (path for path in site if path.rpartition(".")[2].lower() in CODE_ENDINGS)
    return {path: len(site[path]) for path in code if path not in PROVIDED}


def about_text(site: Site) -> str:
    """What the app's README says about it, which a model gives anew where it is no longer right."""
    about = about_from_readme(site)
    if about is None:
        return ""
    parts = zip(("title", "summary", "usage", "how"), astuple(about), strict=True)
    return marked("about", "\n".join(f"{name}: {text}" for name, text in parts if text))


def files_for(
    site: Site, given: Collection[str], limit: int, left_out: list[str], *, fenced: bool
) -> dict[str, object]:
    """The app's own files, the important ones first; data and what does not fit are only named.

    They are shown in the form in which they are to be given back: in code fences or in tags.
    """
    known = PROVIDED | set(given)
    own = [path for path in by_importance(site) if path not in known]
    readable = [path for path in own if not _is_data(site, path)]
    files = _texts(site, readable, limit, left_out, fenced)
    others = [preview(path, site[path]) for path in own if _is_data(site, path)]
    told = fit([Piece(p.path, p.text[:DATA_PREVIEW]) for p in others], max(limit // 10, 500), whole=False)
    names = [path for path in site if path in PROVIDED and path not in given and not fenced]
    return {
        "files": [*files, *(marked("file", p.text, p.name) for p in told.pieces)],
        "others": [*names, *(line for line in told.left_out)],
    }


def _texts(site: Site, paths: Sequence[str], limit: int, left_out: list[str], fenced: bool) -> list[str]:
    """Whole files; of those that do not fit, the beginning and the end, as data."""
    texts = [_fenced(path, site.text(path)) for path in paths] if fenced else shown(site, paths)
    pieces = [Piece(path, text) for path, text in zip(paths, texts, strict=True)]
    kept = fit(pieces, limit, whole=True).pieces
    texts = [piece.text for piece in kept]
    for piece in pieces:
        if piece not in kept:
            left = limit - sum(map(tokens, texts))
            ends = both_ends(Piece(piece.name, site.text(piece.name)), left)
            texts += [marked("file", end.text, end.name) for end in ends.pieces]
            left_out += ends.left_out
    return texts


def _fenced(path: str, text: str) -> str:
    marks = max(re.findall("`{3,}", text), default="``") + "`"
    return f"{path}\n{marks}{path.rpartition('.')[2]}\n{text.rstrip()}\n{marks}"


def _is_data(site: Site, path: str) -> bool:
    data = site[path]
    if b"\0" in data[:4096]:
        return True
    return path.rpartition(".")[2].lower() in DATA_ENDINGS and len(data) > DATA_CHARACTERS

"""What a model is told about a request: within a budget of tokens, with strangers' text marked as data."""

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from typing import Any

from orchestrator.generate.app.about import about_from_readme
from orchestrator.generate.app.manifest import PROVIDED, named_files
from orchestrator.generate.prompt.budget import Piece, both_ends, by_importance, fit, tokens
from orchestrator.generate.prompt.previews import Preview, preview
from orchestrator.generate.prompt.sources import Source
from orchestrator.generate.reply.format import SENTINEL, write_file
from orchestrator.records import PastRound
from orchestrator.records.site import Site
from orchestrator.task.model import Check, Task
from orchestrator.text.templates import render

Message = Mapping[str, Any]
"""One message of a chat, as the wire has it: `role` and `content`."""

DATA_ENDINGS = frozenset({"csv", "tsv", "json", "geojson", "txt", "md", "xml", "svg", "lock"})
DATA_CHARACTERS = 8_000
"""A longer data file of the app is shown as a preview: nobody edits data line by line."""

DATA_PREVIEW = 1_500
"""Characters of such a file that are shown."""

MAX_IMAGES = 4

CODE_ENDINGS = frozenset({"html", "htm", "css", "js", "mjs", "svg", "py"})
SMALL_APP = 5_000
"""Characters of code up to which whole files are asked for: small models write them far better than edits."""


@dataclass(frozen=True)
class Request:
    """Everything that a prompt may speak of."""

    task: Task
    past: tuple[PastRound, ...]
    attachments: Mapping[str, bytes]
    sources: tuple[Source, ...] = ()

    @property
    def named(self) -> tuple[str, ...]:
        """The files that brief and checks name."""
        return named_files(self.task)


@dataclass(frozen=True)
class Prompt:
    """The messages of a first turn, and what had to be left out of them."""

    messages: tuple[Message, ...]
    left_out: tuple[str, ...]


def write_prompt(request: Request, limit: int) -> Prompt:
    """Ask for a whole app; the prompt takes about `limit` tokens at most."""
    return _prompt("write", request, None, limit)


def one_page_prompt(request: Request, limit: int) -> Prompt:
    """Ask for the whole app as one page in a code fence: the simplest answer that there is."""
    return _prompt("one_page", request, None, limit)


def revise_prompt(request: Request, site: Site, limit: int) -> Prompt:
    """Ask for what makes `site` what the new brief wants: whole files of a small app, else edits."""
    return _prompt("revise", request, site, limit)


def repair_prompt(request: Request, site: Site, failures: str, limit: int, *, whole: bool = False) -> Prompt:
    """Ask for what fixes the failures; with `whole` for no edits, which failed before."""
    return _prompt("repair", request, site, limit, failures, whole=whole)


def marked(name: str, text: str) -> str:
    """A stranger's text between marks that it cannot contain, because they are made of its digest."""
    mark = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]
    return f'<data name="{name}" mark="{mark}">\n{text}\n</data {mark}>'


def shown(site: Site, paths: Sequence[str]) -> list[str]:
    """Files in the format of a reply."""
    return [write_file(path, site.text(path).replace("\r\n", "\n")) for path in paths if path in site]


def _prompt(
    name: str, request: Request, site: Site | None, limit: int, failures: str = "", *, whole: bool = False
) -> Prompt:
    data: dict[str, object] = {"brief": marked("brief", request.task.brief), "named": request.named}
    data["checks"] = marked("checks", _checks(request.task.checks)) if request.task.checks else ""
    data["past"] = marked("earlier rounds", _past(request.past)) if request.past else ""
    data["about"] = _about(site) if site else ""
    edits = site is not None and not whole and _code_size(site) > SMALL_APP
    data["edits"] = edits
    template = "one_page_system" if name == "one_page" else "system"
    system = render(
        f"prompts/{template}.jinja", {"edits": edits, "changes": site is not None, "sentinel": SENTINEL}
    )
    used = sum(tokens(str(value)) for value in (*data.values(), system, failures))
    previews = [preview(path, content) for path, content in request.attachments.items()]
    fetched = [_source(source) for source in request.sources]
    left_out: list[str] = []
    left = max(limit - used, limit // 10)
    for key, group in (("attachments", previews), ("sources", fetched)):
        pieces = sorted((Piece(p.path, p.text) for p in group), key=lambda piece: len(piece.text))
        adapted = fit(pieces, left if site is None else left // 2, whole=False)
        data[key] = [marked(piece.name, piece.text) for piece in adapted.pieces]
        left -= sum(tokens(piece.text) for piece in adapted.pieces)
        left_out += adapted.left_out
    if site is not None:
        data |= {"failures": marked("failures", failures)} | _files(site, request, left, left_out)
    text = render(f"prompts/{name}.jinja", data | {"left_out": left_out})
    content = _with_images(text, previews, request)
    return Prompt(
        ({"role": "system", "content": system}, {"role": "user", "content": content}), tuple(left_out)
    )


def _code_size(site: Site) -> int:
    """Characters of an app's own code."""
    known = (
        path for path in site if path not in PROVIDED and path.rpartition(".")[2].lower() in CODE_ENDINGS
    )
    return sum(len(site[path]) for path in known)


def _about(site: Site) -> str:
    """What the app's README says about it, which a model gives anew where it is no longer right."""
    about = about_from_readme(site)
    if about is None:
        return ""
    parts = zip(("title", "summary", "usage", "how"), astuple(about), strict=True)
    return marked("about", "\n".join(f"{name}: {text}" for name, text in parts if text))


def _files(site: Site, request: Request, limit: int, left_out: list[str]) -> dict[str, object]:
    """The app's own files, the important ones first; data and what does not fit are only named."""
    known = PROVIDED | request.attachments.keys()
    own = [path for path in by_importance(site) if path not in known]
    readable = [path for path in own if not _is_data(site, path)]
    files = _texts(site, readable, limit, left_out)
    others = [preview(path, site[path]) for path in own if _is_data(site, path)]
    told = fit([Piece(p.path, p.text[:DATA_PREVIEW]) for p in others], max(limit // 10, 500), whole=False)
    names = [path for path in site if path in PROVIDED and path not in request.attachments]
    return {
        "files": [*files, *(marked(p.name, p.text) for p in told.pieces)],
        "others": [*names, *(line for line in told.left_out)],
    }


def _texts(site: Site, paths: Sequence[str], limit: int, left_out: list[str]) -> list[str]:
    """Files in the format of a reply; of those that do not fit whole, the beginning and the end, as data."""
    pieces = [Piece(path, text) for path, text in zip(paths, shown(site, paths), strict=True)]
    kept = fit(pieces, limit, whole=True).pieces
    texts = [piece.text for piece in kept]
    for piece in pieces:
        if piece not in kept:
            left = limit - sum(map(tokens, texts))
            ends = both_ends(Piece(piece.name, site.text(piece.name)), left)
            texts += [marked(end.name, end.text) for end in ends.pieces]
            left_out += ends.left_out
    return texts


def _is_data(site: Site, path: str) -> bool:
    data = site[path]
    if b"\0" in data[:4096]:
        return True
    return path.rpartition(".")[2].lower() in DATA_ENDINGS and len(data) > DATA_CHARACTERS


def _source(source: Source) -> Preview:
    record = source.record
    if not record.path:
        told = f"{record.url} could not be fetched ({record.status}): never invent what it holds"
        return Preview(record.url, told)
    told = f"Fetched from {record.url} at {record.fetched_at:%Y-%m-%d %H:%M} UTC, lies at {record.path}. "
    return Preview(record.path, told + preview(record.path, source.data).text)


def _checks(checks: Sequence[Check]) -> str:
    return "\n".join(
        f"{number}. {'code: ' if check.kind == 'js' else ''}{check.body}"
        for number, check in enumerate(checks, 1)
    )


def _past(past: Sequence[PastRound]) -> str:
    rounds = [
        {"round": p.round, "brief": p.brief, "checks": [check.body for check in p.checks]} for p in past
    ]
    return json.dumps(rounds, ensure_ascii=False, indent=1)


def _with_images(text: str, previews: Sequence[Preview], request: Request) -> str | list[dict[str, object]]:
    pictures = [p for p in previews if p.image][:MAX_IMAGES]
    if not pictures:
        return text
    parts: list[dict[str, object]] = [{"type": "text", "text": text}]
    for picture in pictures:
        packed = base64.b64encode(request.attachments[picture.path]).decode()
        parts.append({"type": "image_url", "image_url": {"url": f"data:{picture.image};base64,{packed}"}})
    return parts

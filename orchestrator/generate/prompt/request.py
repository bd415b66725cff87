"""What a model is told about a request: within a budget of tokens, with strangers' text marked as data."""

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from orchestrator.generate.app.manifest import PROVIDED, named_files
from orchestrator.generate.prompt.budget import Piece, fit, tokens
from orchestrator.generate.prompt.marks import marked
from orchestrator.generate.prompt.previews import Preview, preview, reading
from orchestrator.generate.prompt.sources import Source
from orchestrator.generate.prompt.standing import about_text, code_files, files_for
from orchestrator.generate.reply.format import SENTINEL
from orchestrator.records import PastRound
from orchestrator.records.site import Site
from orchestrator.task.attachments import changeable
from orchestrator.task.model import Check, Task
from orchestrator.text.templates import render

Message = Mapping[str, Any]
"""One message of a chat, as the wire has it: `role` and `content`."""

MAX_IMAGES = 4

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
    page: bool
    """Whether one page in a code block is asked for, the form that models of every size keep."""


def write_prompt(request: Request, limit: int, failures: str = "", *, page: bool = False) -> Prompt:
    """Ask for a whole app within about `limit` tokens; with `page` for one page, whatever files are named.

    `failures` says what another version failed.
    """
    return _prompt("write", request, None, limit, failures, page=page or _is_page(request, None))


def revise_prompt(request: Request, site: Site, limit: int, failures: str = "") -> Prompt:
    """Ask for what makes `site` what the new brief wants: whole files of a small app, else edits."""
    return _change_prompt("revise", request, site, limit, failures, edits=is_large(site))


def repair_prompt(request: Request, site: Site, failures: str, limit: int, *, whole: bool = False) -> Prompt:
    """Ask for what fixes the failures, which name their checks; with `whole` for no edits."""
    return _change_prompt("repair", request, site, limit, failures, edits=not whole and is_large(site))


def _change_prompt(
    name: str, request: Request, site: Site, limit: int, failures: str, *, edits: bool
) -> Prompt:
    page = not edits and _is_page(request, site)
    return _prompt(name, request, site, limit, failures, page=page, edits=edits)


def _is_page(request: Request, site: Site | None) -> bool:
    """Whether one page is all that the app consists of, besides what is given."""
    given = request.attachments.keys() - changeable(request.task.brief, request.attachments)
    files = {*request.named, *code_files(site or Site({}))} - PROVIDED - given
    return files <= {"index.html"}


def is_large(site: Site) -> bool:
    """Whether edits are asked for rather than whole files."""
    return sum(code_files(site).values()) > SMALL_APP


def _prompt(
    name: str,
    request: Request,
    site: Site | None,
    limit: int,
    failures: str = "",
    *,
    page: bool,
    edits: bool = False,
) -> Prompt:
    checks = _checks(request.task.checks) if name != "repair" else ""
    form = {"page": page, "edits": edits, "changes": site is not None, "sentinel": SENTINEL}
    data: dict[str, object] = {
        **form,
        "brief": marked("brief", request.task.brief),
        "named": () if page else request.named,
        "checks": marked("checks", checks) if checks else "",
        "past": marked("earlier-rounds", _past(request.past)) if request.past else "",
        "about": about_text(site) if site else "",
    }
    system = render(f"prompts/{'page_system' if page else 'system'}.jinja", form)
    used = sum(tokens(str(value)) for value in (*data.values(), system, failures))
    previews = [preview(path, content) for path, content in request.attachments.items()]
    fetched = [_source(source) for source in request.sources]
    left_out: list[str] = []
    left = max(limit - used, limit // 10)
    data["reading"] = reading(request.attachments)
    for key, group in (("attachments", previews), ("sources", fetched)):
        pieces = sorted((Piece(p.path, p.text) for p in group), key=lambda piece: len(piece.text))
        adapted = fit(pieces, left if site is None else left // 2, whole=False)
        data[key] = [marked("file", piece.text, piece.name) for piece in adapted.pieces]
        left -= sum(tokens(piece.text) for piece in adapted.pieces)
        left_out += adapted.left_out
    data["failures"] = marked("failures", failures) if failures else ""
    if site is not None:
        data |= files_for(site, request.attachments, left, left_out, fenced=page)
    text = render(f"prompts/{name}.jinja", data | {"left_out": left_out})
    content = _with_images(text, previews, request)
    messages = ({"role": "system", "content": system}, {"role": "user", "content": content})
    return Prompt(messages, tuple(left_out), page)


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

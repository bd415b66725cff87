"""From the requests of all rounds to the files of an app, without a model."""

import re
from collections.abc import Mapping, Sequence

from orchestrator.generate.app.draft import About, Draft
from orchestrator.generate.offline.coverage import not_built, shortened
from orchestrator.generate.offline.data import rate_files, read_csv, read_tables
from orchestrator.generate.offline.libraries import links_for
from orchestrator.generate.offline.page import Page, is_unchanged, render
from orchestrator.generate.offline.part import Part
from orchestrator.generate.offline.parts import FINDERS
from orchestrator.generate.offline.parts.image import IMAGES
from orchestrator.generate.offline.request import Request, read_request
from orchestrator.records import PastRound
from orchestrator.records.site import MARKER, Site
from orchestrator.task.model import Task

_NOT_ATTACHED = frozenset(
    {"index.html", "README.md", "LICENSE", "CNAME", ".nojekyll", "content.json", MARKER}
)
_TEXTS = (".txt", ".md", ".markdown", ".json", ".log", ".yml", ".yaml", ".xml", ".py", ".js", ".css", ".html")
_MOST_MISSING = 2 / 3
"""Of a round's clauses: a page that answers fewer of them would be mostly guessed."""
UNSOLVED = "The captcha is shown, but its text is not read: that needs a character recogniser."


def build(
    task: Task, base: Site | None, past: Sequence[PastRound], attachments: Mapping[str, bytes]
) -> Draft:
    """Render the app that the requests of all rounds ask for.

    `base` is the site of the earlier rounds with their attachments, `past` are those rounds. An `index.html`
    that this generator did not write is left alone: the round then gets a page of its own.
    """
    site = {**(base or {}), **attachments}
    this = (task.brief, task.checks)
    if "index.html" in site and not is_unchanged(site["index.html"]):
        name = f"round-{task.round}.html"
        note = f"index.html is not a page of the offline generator and stays as it is; see {name}."
        return _draft(read_request([this]), site, name, (note,))
    earlier = [(each.brief, each.checks) for each in past if each.round < task.round]
    return _draft(read_request([*earlier, this]), site, "index.html", ())


def _draft(request: Request, site: Mapping[str, bytes], path: str, notes: tuple[str, ...]) -> Draft:
    files = {name: data for name, data in site.items() if _is_attachment(name)}
    parts = _parts(request, {**files, **{n: d for n, d in site.items() if n == "content.json"}})
    missing = _missing(request, parts, files)
    if parts and not _is_understood(request, parts, files):
        parts, missing = [], [shortened(each.brief) for each in request.rounds]
    page = _page(request, parts, files, missing)
    captcha = any(part.params.get("captcha") for part in parts)
    notes = (*notes, *(f"Not built: {clause}" for clause in missing), *([UNSOLVED] if captcha else []))
    made = {name: data for part in parts for name, data in part.made.items()}
    return Draft(files={**made, path: render(page)}, about=_about(page, path), notes=notes)


def _is_attachment(name: str) -> bool:
    round_page = re.fullmatch(r"round-\d+\.html", name)
    return name not in _NOT_ATTACHED and not name.startswith(".github/") and not round_page


def _parts(request: Request, files: Mapping[str, bytes]) -> list[Part]:
    parts: list[Part] = []
    for find in FINDERS:
        taken = frozenset[str]().union(*(part.ids for part in parts))
        part = find(request, files, taken)
        if part:
            parts.append(part)
    return parts


def _is_understood(request: Request, parts: Sequence[Part], files: Mapping[str, bytes]) -> bool:
    found = (not_built(each.brief, _words(parts), files) for each in request.rounds)
    return any(len(missing) <= _MOST_MISSING * every for missing, every in found)


def _words(parts: Sequence[Part]) -> str:
    """What a brief may say without asking for more than the parts do; a title of its own is shown."""
    return " ".join(f"{part.words} {part.title if part.name == 'sections' else ''}" for part in parts)


def _missing(request: Request, parts: Sequence[Part], files: Mapping[str, bytes]) -> list[str]:
    """The clauses and the ids of all rounds that nothing answers; whole briefs where there is no part."""
    if not parts:
        return [shortened(each.brief) for each in request.rounds]
    clauses = [clause for each in request.rounds for clause in not_built(each.brief, _words(parts), files)[0]]
    filled = frozenset[str]().union(*(part.ids for part in parts))
    unfilled = [f"nothing fills the element #{name}." for name in request.ids if name not in filled]
    return list(dict.fromkeys([*clauses, *unfilled]))


def _page(
    request: Request, parts: Sequence[Part], files: Mapping[str, bytes], missing: Sequence[str]
) -> Page:
    used = frozenset[str]().union(*(part.files for part in parts))
    return Page(
        title=request.title or next((part.title for part in parts if part.title), None) or _title(request),
        parts=parts,
        links=links_for(request),
        briefs=() if parts else [each.brief for each in request.rounds],
        not_built=missing if parts else (),
        lead=next((str(part.params["lead"]) for part in parts if part.name == "sections"), ""),
        attachments=[_shown(name, files[name]) for name in sorted(set(files) - used)],
    )


def _shown(name: str, data: bytes) -> dict[str, str]:
    """An attachment, and whether it is shown as a table, an image, a text or a link."""
    lower = name.lower()
    if lower.endswith(IMAGES):
        return {"name": name, "show": "image"}
    table = read_csv(name, data) if lower.endswith((".csv", ".tsv")) else None
    if table or (read_tables({name: data}) and not rate_files({name: data})):
        return {"name": name, "show": "table"}
    return {"name": name, "show": "text" if lower.endswith((*_TEXTS, ".csv", ".tsv")) else "link"}


def _title(request: Request) -> str:
    """The first line of the brief, or its first words."""
    line = request.rounds[0].brief.strip().splitlines()[0].strip(" #*")
    return line if len(line) <= 60 else f"{line[:59].rsplit(' ', 1)[0]} …"


def _about(page: Page, path: str) -> About:
    does = [part.summary for part in page.parts]
    summary = f"This page {', '.join(does)}." if does else "This page shows its brief and its attachments."
    return About(
        title=page.title,
        summary=summary if path == "index.html" else f"{summary} It is [{path}]({path}).",
        usage="\n".join(f"- {part.usage}" for part in page.parts) or "There is nothing to operate.",
        how_it_works=(
            f"`{path}` holds markup, style and, as its first script, all code. Data is read from the files "
            "of this repository when the page opens. The page was made without a model, from templates."
        ),
    )

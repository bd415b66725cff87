"""From the requests of all rounds to the files of an app, without a model."""

import re
from collections.abc import Mapping, Sequence

from orchestrator.generate.app.draft import About, Draft
from orchestrator.generate.offline.coverage import not_built, shortened
from orchestrator.generate.offline.data import read_tables
from orchestrator.generate.offline.libraries import links_for
from orchestrator.generate.offline.page import Page, is_unchanged, render
from orchestrator.generate.offline.part import Part
from orchestrator.generate.offline.parts import FINDERS
from orchestrator.generate.offline.parts.content import CONTENT
from orchestrator.generate.offline.parts.image import IMAGES
from orchestrator.generate.offline.request import Request, read_request
from orchestrator.records import PastRound
from orchestrator.records.site import MARKER, Site
from orchestrator.task.model import Task

_NOT_ATTACHED = frozenset({"index.html", "README.md", "LICENSE", "CNAME", ".nojekyll", CONTENT, MARKER})
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
        return _draft(read_request([this]), site, attachments, name, (note,))
    earlier = [(each.brief, each.checks) for each in past if each.round < task.round]
    return _draft(read_request([*earlier, this]), site, site, "index.html", ())


def _draft(
    request: Request,
    site: Mapping[str, bytes],
    shown: Mapping[str, bytes],
    path: str,
    notes: tuple[str, ...],
) -> Draft:
    """`shown` are the files that the page shows where no part uses them."""
    files = {name: data for name, data in site.items() if _is_attachment(name)}
    parts = _parts(request, {n: site[n] for n in site if n in files or n == CONTENT})
    missing = _missing(request, parts, files)
    if missing is None:
        parts, missing = [], [shortened(brief) for brief in request.briefs]
    attachments = {name: data for name, data in files.items() if name in shown}
    page = _page(request, parts, attachments, missing)
    captcha = any(part.params.get("captcha") for part in parts)
    notes = (*notes, *(f"Not built: {clause}" for clause in missing), *([UNSOLVED] if captcha else []))
    made = {name: data for part in parts for name, data in part.made.items()}
    return Draft(files={**made, path: render(page)}, about=_about(page, path), notes=notes)


def _is_attachment(name: str) -> bool:
    return not re.fullmatch(r"round-\d+\.html|\.github/.*", name) and name not in _NOT_ATTACHED


def _parts(request: Request, files: Mapping[str, bytes]) -> list[Part]:
    parts: list[Part] = []
    for find in FINDERS:
        taken = frozenset[str]().union(*(part.ids for part in parts))
        part = find(request, files, taken)
        if part:
            parts.append(part)
    return parts


def _missing(request: Request, parts: Sequence[Part], files: Mapping[str, bytes]) -> list[str] | None:
    """The clauses and the ids that nothing answers; None if too few clauses are answered to make a page."""
    words = " ".join(part.words for part in parts)
    found = [not_built(brief, words, files) for brief in request.briefs]
    if not parts or all(len(clauses) > _MOST_MISSING * every for clauses, every in found):
        return None
    filled = frozenset[str]().union(*(part.ids for part in parts))
    unfilled = [f"nothing fills the element #{name}." for name in request.ids if name not in filled]
    return list(dict.fromkeys([*(clause for clauses, _ in found for clause in clauses), *unfilled]))


def _page(
    request: Request, parts: Sequence[Part], files: Mapping[str, bytes], missing: Sequence[str]
) -> Page:
    used = frozenset[str]().union(*(part.files for part in parts))
    return Page(
        title=request.title or next((part.title for part in parts if part.title), None) or _title(request),
        parts=parts,
        links=links_for(request),
        briefs=() if parts else request.briefs,
        not_built=missing if parts else (),
        attachments=[_shown(name, files[name]) for name in sorted(set(files) - used)],
    )


def _shown(name: str, data: bytes) -> dict[str, str]:
    """An attachment, and whether it is shown as a table, an image, a text or a link."""
    lower = name.lower()
    if lower.endswith(IMAGES):
        return {"name": name, "show": "image"}
    if read_tables({name: data}):
        return {"name": name, "show": "table"}
    return {"name": name, "show": "text" if lower.endswith((*_TEXTS, ".csv", ".tsv")) else "link"}


def _title(request: Request) -> str:
    """The first line of the brief, or its first words."""
    line = request.briefs[0].strip().splitlines()[0].strip(" #*")
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

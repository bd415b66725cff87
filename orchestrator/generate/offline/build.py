"""From the requests of all rounds to the files of an app, without a model."""

import re
from collections.abc import Callable, Mapping, Sequence

from orchestrator.generate.app.draft import About, Draft
from orchestrator.generate.offline.coverage import not_built, shortened
from orchestrator.generate.offline.data import read_tables
from orchestrator.generate.offline.libraries import links_for
from orchestrator.generate.offline.page import is_unchanged, render
from orchestrator.generate.offline.part import Part
from orchestrator.generate.offline.parts import content, document, github, image, table
from orchestrator.generate.offline.request import Request, read_request
from orchestrator.records import PastRound
from orchestrator.records.site import MARKER, Site
from orchestrator.task.model import Task

Files = Mapping[str, bytes]

FINDERS: tuple[Callable[[Request, Files, frozenset[str]], Part | None], ...] = (
    github.find, image.find, document.find, table.find,
    content.find_sections, content.find_contact, content.find_theme, content.find_motion,
)  # fmt: skip
"""Each takes the request, the files at hand and the ids that earlier parts fill."""

_NOT_ATTACHED = {"index.html", "README.md", "LICENSE", "CNAME", ".nojekyll", content.CONTENT, MARKER}
_TEXTS = (
    *(".txt", ".md", ".markdown", ".json", ".log", ".yml", ".yaml", ".xml", ".py", ".js", ".css", ".html"),
    *(".csv", ".tsv"),
)
_MOST_MISSING = 2 / 3
"""Of a round's clauses: a page that answers fewer of them would be mostly guessed."""
UNSOLVED = "The captcha is shown, but its text is not read: that needs a character recogniser."


def build(task: Task, base: Site | None, past: Sequence[PastRound], attachments: Files) -> Draft:
    """Render the app that the requests of all rounds ask for.

    `base` is the site of the earlier rounds with their attachments, `past` are those rounds. An `index.html`
    that this generator did not write is left alone: the round then gets a page of its own.
    """
    site = {**(base or {}), **attachments}
    this = (task.brief, task.checks)
    if "index.html" in site and not is_unchanged(site["index.html"]):
        path = f"round-{task.round}.html"
        note = f"index.html is not a page of the offline generator and stays as it is; see {path}."
        return _draft(read_request([this]), site, attachments, path, [note])
    earlier = [(each.brief, each.checks) for each in past if each.round < task.round]
    return _draft(read_request([*earlier, this]), site, site, "index.html", [])


def _draft(request: Request, site: Files, shown: Files, path: str, notes: list[str]) -> Draft:
    """`shown` are the files that the page shows where no part uses them."""
    files = {name: data for name, data in site.items() if _is_attachment(name)}
    parts = _parts(request, {name: site[name] for name in site if name in files or name == content.CONTENT})
    missing = _missing(request, parts, files)
    if missing is None:
        parts, missing = [], [shortened(brief) for brief in request.briefs]
    used = {name for part in parts for name in part.files}
    title = request.title or next((part.title for part in parts if part.title), None) or _title(request)
    page = render(
        parts,
        [_shown(name, files[name]) for name in sorted(files) if name in shown and name not in used],
        title=title,
        links=links_for(request),
        briefs=() if parts else request.briefs,
        not_built=missing if parts else (),
    )
    notes += [f"Not built: {clause}" for clause in missing]
    notes += [UNSOLVED] if any(part.params.get("captcha") for part in parts) else []
    made = {name: data for part in parts for name, data in part.made.items()}
    return Draft(files={**made, path: page}, about=_about(title, parts, path), notes=tuple(notes))


def _is_attachment(name: str) -> bool:
    return not re.fullmatch(r"round-\d+\.html|\.github/.*", name) and name not in _NOT_ATTACHED


def _parts(request: Request, files: Files) -> list[Part]:
    parts: list[Part] = []
    for find in FINDERS:
        part = find(request, files, _filled(parts))
        parts += [part] if part else []
    return parts


def _filled(parts: Sequence[Part]) -> frozenset[str]:
    return frozenset(name for part in parts for name in part.ids)


def _missing(request: Request, parts: Sequence[Part], files: Files) -> list[str] | None:
    """The clauses and the ids that nothing answers; None if too few clauses are answered to make a page."""
    words = " ".join(part.words for part in parts)
    found = [not_built(brief, words, files) for brief in request.briefs]
    if not parts or all(len(clauses) > _MOST_MISSING * every for clauses, every in found):
        return None
    unfilled = [name for name in request.ids if name not in _filled(parts)]
    clauses = [clause for clauses, _ in found for clause in clauses]
    return list(dict.fromkeys([*clauses, *(f"nothing fills the element #{name}." for name in unfilled)]))


def _shown(name: str, data: bytes) -> dict[str, str]:
    """An attachment, and whether it is shown as a table, an image, a text or a link."""
    lower = name.lower()
    if lower.endswith(image.IMAGES):
        return {"name": name, "show": "image"}
    if read_tables({name: data}):
        return {"name": name, "show": "table"}
    return {"name": name, "show": "text" if lower.endswith(_TEXTS) else "link"}


def _title(request: Request) -> str:
    """The first line of the brief, or its first words."""
    line = request.briefs[0].strip().splitlines()[0].strip(" #*")
    return line if len(line) <= 60 else f"{line[:59].rsplit(' ', 1)[0]} …"


def _about(title: str, parts: Sequence[Part], path: str) -> About:
    does = [part.summary for part in parts]
    summary = f"This page {', '.join(does)}." if does else "This page shows its brief and its attachments."
    return About(
        title=title,
        summary=summary if path == "index.html" else f"{summary} It is [{path}]({path}).",
        usage="\n".join(f"- {part.usage}" for part in parts) or "There is nothing to operate.",
        how_it_works=(
            f"`{path}` holds markup, style and, as its first script, all code. Data is read from the files "
            "of this repository when the page opens. The page was made without a model, from templates."
        ),
    )

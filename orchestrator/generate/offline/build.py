"""The offline generator's one door: a task, and what stands, into a draft."""

from collections.abc import Mapping, Sequence

from orchestrator.generate.draft import About, Draft
from orchestrator.generate.offline.catalogue import BY_KIND
from orchestrator.generate.offline.compose import extend
from orchestrator.generate.offline.graft import graft
from orchestrator.generate.offline.memory import PATH, App, dump, is_own_page, load
from orchestrator.generate.offline.named_files import CONTENT, content_file
from orchestrator.generate.offline.page import render
from orchestrator.generate.offline.reading import words_of
from orchestrator.records import PastRound, Site
from orchestrator.task.model import Task


def build(
    task: Task, base: Site | None, past: Sequence[PastRound], attachments: Mapping[str, bytes]
) -> Draft:
    """Render a working app from what the brief, the checks and the attachments ask for, without a model.

    `base` is the site as it stands, with the attachments of earlier rounds; `past` the rounds that made it.
    Nothing of it is lost: a page of this generator is rendered again with more in it, and into a page that
    somebody else wrote the new sections are inserted.
    """
    site = dict(base or {})
    known = load(site)
    if "index.html" in site and not (known and is_own_page(known, site)):
        return _grafted(task, site, known, past, attachments)
    app = extend(known, words_of(task.brief, task.checks), {**site, **attachments}, frozenset(attachments))
    pages = render(app)
    return _draft(app, pages, pages["index.html"], site)


def _grafted(
    task: Task,
    site: Mapping[str, bytes],
    added: App | None,
    past: Sequence[PastRound],
    attachments: Mapping[str, bytes],
) -> Draft:
    before: App | None = None
    for earlier in past:
        before = extend(before, words_of(earlier.brief, earlier.checks), site, frozenset())
    words = words_of(task.brief, task.checks)
    whole = extend(before, words, {**site, **attachments}, frozenset(attachments))
    app, files = graft(site, whole, before, added, words)
    return _draft(app, files, None, site)


def _draft(app: App, pages: Mapping[str, bytes], own_page: bytes | None, site: Mapping[str, bytes]) -> Draft:
    content = content_file(app.features, site.get(CONTENT))
    files = {**pages, **({CONTENT: content} if content else {}), PATH: dump(app, own_page)}
    return Draft(files=files, about=_about(app), notes=_notes(app))


def _about(app: App) -> About:
    does = list(dict.fromkeys(BY_KIND[feature.kind].says for feature in app.features))
    return About(
        title=app.title,
        summary=f"This page {_listed(does)}."
        if does
        else "This page sets out its brief; nothing of it is built yet.",
        usage="Open the published page, or serve this folder with any web server and open `index.html`.",
        how_it_works=(
            "`index.html` holds the markup and, as its first script, all the code; `style.css` is the design. "
            "Data is read from the files beside the page when it opens. `app.json` lists the features with their "
            "parameters: the next round extends them. The page was made without a model, from ready-made parts."
        ),
    )


def _notes(app: App) -> tuple[str, ...]:
    unfilled = (
        f"The element #{name} is named, but no part of the offline generator fills it."
        for name in app.stand_ins
    )
    return (*(f"Not built: {sentence}" for sentence in app.unbuilt), *unfilled)


def _listed(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"

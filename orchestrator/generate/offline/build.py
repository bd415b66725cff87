"""The offline generator's one door: a task, and what stands, into a draft."""

from collections.abc import Mapping, Sequence

from orchestrator.generate.app.draft import Draft
from orchestrator.generate.offline.compose import extend
from orchestrator.generate.offline.describe import about, notes
from orchestrator.generate.offline.graft import graft
from orchestrator.generate.offline.memory import PATH, App, dump, is_own_page, load
from orchestrator.generate.offline.named_files import CONTENT, content_file
from orchestrator.generate.offline.page import render
from orchestrator.generate.offline.reading import words_of
from orchestrator.records import PastRound
from orchestrator.records.site import Site
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
        before = extend(before, words_of(earlier.brief, earlier.checks), site, frozenset(), own_page=False)
    words = words_of(task.brief, task.checks)
    whole = extend(before, words, {**site, **attachments}, frozenset(attachments), own_page=False)
    app, files = graft(site, whole, before, added, words)
    return _draft(app, files, None, site)


def _draft(app: App, pages: Mapping[str, bytes], own_page: bytes | None, site: Mapping[str, bytes]) -> Draft:
    content = content_file(app.features, site.get(CONTENT))
    files = {**pages, **({CONTENT: content} if content else {}), PATH: dump(app, own_page)}
    return Draft(files=files, about=about(app), notes=notes(app))

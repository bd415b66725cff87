"""One round of one app: who writes it, how it is judged, and what is recorded about it."""

import logging
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from orchestrator.generate.app.assemble import assemble
from orchestrator.generate.app.readme import OFFLINE
from orchestrator.generate.errors import ModelFailed
from orchestrator.generate.job import Job
from orchestrator.generate.model.cost import cost_usd
from orchestrator.generate.repair.loop import Outcome, improve
from orchestrator.records import CheckResult, Generation, Kind, SourceFile, Status, Verdict
from orchestrator.records.site import MARKER, Site
from orchestrator.runtime.deadline import utc_now
from orchestrator.verify.demands.looked_up import with_looked_up
from orchestrator.verify.verdicts import better
from orchestrator.verify.verifier import Verifier

if TYPE_CHECKING:
    from orchestrator.generate.app.draft import Draft
    from orchestrator.generate.repair.author import Author

logger = logging.getLogger(__name__)


def build(job: Job, verifier: Verifier) -> tuple[Outcome, Generation]:
    """Build the app with the model, or without one where none is configured or allowed to be missing.

    Raises:
        ModelFailed: no provider gave a usable reply, and ON_MODEL_FAILURE is not `offline`.
    """
    if not job.settings.providers:
        return _offline(job, verifier, ())
    try:
        return _with_model(job, verifier)
    except ModelFailed as error:
        if job.settings.on_model_failure != "offline":
            raise
        logger.warning("%s; the offline generator steps in", error)
        reason = "; ".join(error.reasons)
        return _offline(job, verifier, (f"The model failed ({reason}), so an offline generator built this.",))


def _offline(job: Job, verifier: Verifier, notes: tuple[str, ...]) -> tuple[Outcome, Generation]:
    from orchestrator.generate import offline

    plan = job.plan(None)
    draft = offline.build(job.envelope.task, job.base.site, job.base.past, job.attachments)
    notes = (*job.notes, *notes, *draft.notes)
    site = assemble(draft, job.base.site, job.context(), OFFLINE, notes)
    not_built = [note for note in draft.notes if note.startswith("Not built: ")] or _unchanged(job, site)

    def judge(candidate: Site) -> Verdict:
        return _with_not_built(verifier.verify(candidate, plan), not_built, job.envelope.round)

    outcome = improve(site, judge, None, better, job.deadline)
    return outcome, _recorded(job, outcome, OFFLINE, notes)


def _unchanged(job: Job, site: Site) -> list[str]:
    """Says so if a later round changed nothing of the app, unless its brief speaks of the README."""
    before = job.base.site
    if before is None or "readme" in job.envelope.task.brief.lower():
        return []
    paths = (before.keys() | site.keys()) - {"README.md", "LICENSE", MARKER}
    changed = any(before.get(path) != site.get(path) for path in paths)
    return [] if changed else [f"Not built: round {job.envelope.round} changed no file of the app."]


def _with_not_built(verdict: Verdict, not_built: Sequence[str], round_: int) -> Verdict:
    """What is known not to be built counts as not run: such a site is never called verified."""
    added = tuple(
        CheckResult(check=f"brief: {note}", kind=Kind.RULE, status=Status.NOT_RUN, round=round_)
        for note in not_built
    )
    return verdict.model_copy(update={"results": (*verdict.results, *added)})


def _with_model(job: Job, verifier: Verifier) -> tuple[Outcome, Generation]:
    from orchestrator.generate.model.endpoint import Endpoint
    from orchestrator.generate.model.providers import ProviderChain
    from orchestrator.generate.prompt.request import Request
    from orchestrator.generate.prompt.sources import fetch_sources, urls_in
    from orchestrator.generate.repair.author import FIRST_TEMPERATURE, OTHER_TEMPERATURE, Author
    from orchestrator.generate.repair.candidates import Candidates

    task, settings = job.envelope.task, job.settings
    sources = fetch_sources(urls_in(task.brief), utc_now, settings.allow_private_urls)
    endpoints = [Endpoint(provider, settings.model_idle_seconds) for provider in settings.providers]
    chain = ProviderChain(endpoints, job.deadline, attempts=job.attempts)
    request = Request(task, job.base.past, job.attachments, sources)
    authors = [Author(chain, request, job.base.site) for _ in range(settings.candidates)]
    with ThreadPoolExecutor(1 + len(authors)) as pool:
        planned = pool.submit(job.plan, chain.ask_json)
        written = [
            pool.submit(author.write, OTHER_TEMPERATURE if n else FIRST_TEMPERATURE)
            for n, author in enumerate(authors)
        ]
        drafts = _drafts(authors, written)
        plan = with_looked_up(planned.result(), task.brief, {s.record.url: s.data for s in sources})
    candidates = Candidates(job, job.context(sources), verifier, plan)
    author, first = candidates.best_of(drafts)
    repair = partial(candidates.repair, author)
    outcome, not_kept = candidates.unless_worse(
        improve(first, candidates.judge, repair, better, job.deadline)
    )
    candidates.keep(outcome.verdict)
    model, notes = candidates.made[outcome.verdict.content]
    not_built = [not_kept] if not_kept else _unchanged(job, outcome.site)
    verdict = _with_not_built(outcome.verdict, not_built, job.envelope.round)
    outcome = replace(outcome, verdict=verdict)
    return outcome, _recorded(job, outcome, model, notes, candidates.context.sources)


def _drafts(authors: "Sequence[Author]", written: "Sequence[Future[Draft]]") -> "list[tuple[Author, Draft]]":
    """The drafts that came, each with its author.

    Raises:
        ModelFailed: none came.
    """
    failed = [future.exception() for future in written]
    drafts = [
        (author, future.result())
        for author, future, error in zip(authors, written, failed, strict=True)
        if not error
    ]
    if not drafts and failed[0]:
        raise failed[0]
    return drafts


def _recorded(
    job: Job, outcome: Outcome, generator: str, notes: tuple[str, ...], sources: tuple[SourceFile, ...] = ()
) -> Generation:
    return Generation(
        generator=generator,
        attempts=tuple(job.attempts),
        cost_usd=cost_usd(job.attempts, job.settings.prices),
        rounds_of_repair=outcome.repairs,
        sources=sources,
        notes=(*notes, *_regressions(outcome.verdict, job)),
    )


def _regressions(verdict: Verdict, job: Job) -> list[str]:
    """What was asked for in an earlier round and fails: never passed over in silence."""
    failed = [r for r in verdict.counted(Status.FAILED) if 0 < r.round < job.envelope.round]
    return [f"A check of round {r.round} fails: {' '.join(r.check.split())[:200]}" for r in failed]

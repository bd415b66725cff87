"""One round of one app: who writes it, how it is judged, and what is recorded about it."""

import logging
import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from orchestrator.deadline import Deadline, utc_now
from orchestrator.generate.base import Base
from orchestrator.generate.cost import cost_usd
from orchestrator.generate.draft import Draft
from orchestrator.generate.failures import ModelFailed
from orchestrator.generate.furnish import OFFLINE, Furnishing, furnish
from orchestrator.generate.loop import Outcome, improve
from orchestrator.generate.previews import unreadable
from orchestrator.records import Attempt, Generation, PastRound, Status, Verdict
from orchestrator.settings import Settings
from orchestrator.site import Site
from orchestrator.task.event import Envelope
from orchestrator.verify.compiler import Ask
from orchestrator.verify.plan import make_plan
from orchestrator.verify.report import better, failures_text
from orchestrator.verify.verifier import Verifier
from orchestrator.verify.ways import Plan

if TYPE_CHECKING:
    from orchestrator.generate.author import Author
    from orchestrator.generate.sources import Source

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Job:
    """What stays the same for all drafts of one round."""

    envelope: Envelope
    base: Base
    settings: Settings
    deadline: Deadline
    screenshots: Path
    """The folder into which the verifier puts its pictures."""
    attempts: list[Attempt] = field(default_factory=list)
    """Every call of a model, filled in while they are made, whatever becomes of them."""

    @property
    def attachments(self) -> dict[str, bytes]:
        """The files that came with this round's request."""
        return {attachment.name: attachment.content for attachment in self.envelope.task.attachments}

    @cached_property
    def notes(self) -> tuple[str, ...]:
        """What is to be said about the request itself, whoever writes the app."""
        return (*self.base.notes, *unreadable(self.attachments))

    @property
    def rounds(self) -> tuple[PastRound, ...]:
        """Every round of the app, this one last."""
        task = self.envelope.task
        this = PastRound(round=task.round, request=self.envelope.digest, brief=task.brief, checks=task.checks)
        return (*self.base.past, this)

    def plan(self, ask: Ask | None) -> Plan:
        """How the checks will be judged."""
        base = self.base
        return make_plan(self.envelope.task, base.past, self.attachments, base.site, ask, base.target.repo)

    def furnishing(self, sources: "tuple[Source, ...]" = ()) -> Furnishing:
        """What every draft gets besides its own files."""
        return Furnishing(
            self.base,
            self.rounds,
            self.attachments,
            self.envelope.received_at,
            self.settings.server_url,
            tuple(source.record for source in sources),
        )


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
    site = furnish(draft, job.base.site, job.furnishing(), OFFLINE, notes)
    outcome = improve(site, lambda candidate: verifier.verify(candidate, plan), None, better, job.deadline)
    return outcome, Generation(
        generator=OFFLINE,
        attempts=tuple(job.attempts),
        cost_usd=cost_usd(job.attempts, job.settings.prices),
        notes=(*notes, *_regressions(outcome.verdict, job)),
    )


def _with_model(job: Job, verifier: Verifier) -> tuple[Outcome, Generation]:
    from orchestrator.generate.author import Author
    from orchestrator.generate.model import Endpoint
    from orchestrator.generate.prompt import Request
    from orchestrator.generate.providers import Chain
    from orchestrator.generate.sources import fetch_sources, urls_in

    task = job.envelope.task
    sources = fetch_sources(urls_in(task.brief), utc_now, job.settings.allow_private_urls)
    endpoints = [Endpoint(provider) for provider in job.settings.providers]
    chain = Chain(endpoints, job.deadline, attempts=job.attempts)
    author = Author(chain, Request(task, job.base.past, job.attachments, sources), job.base.site)
    with ThreadPoolExecutor(1) as pool:
        planned = pool.submit(job.plan, chain.ask)
        draft = author.write()
        plan = planned.result()
    desk = _Desk(job, author, sources)
    first = desk.furnished(draft, job.base.site)
    court = _Court(verifier, plan, job.screenshots)
    outcome = improve(first, court.judge, desk.repair, better, job.deadline)
    court.keep(outcome.verdict)
    model, notes = desk.made[outcome.verdict.content]
    return outcome, Generation(
        generator=model,
        attempts=tuple(job.attempts),
        cost_usd=cost_usd(job.attempts, job.settings.prices),
        rounds_of_repair=outcome.repairs,
        sources=desk.furnishing.sources,
        notes=(*notes, *_regressions(outcome.verdict, job)),
    )


class _Desk:
    """Furnishes what the author writes, and has it mend a furnished site."""

    def __init__(self, job: Job, author: "Author", sources: "tuple[Source, ...]") -> None:
        self.furnishing = job.furnishing(sources)
        self.made: dict[str, tuple[str, tuple[str, ...]]] = {}
        """Content digest of a site → who wrote it, and what README and summary say about it."""
        self._job = job
        self._author = author

    def furnished(self, draft: Draft, over: Site | None) -> Site:
        """The site that a draft over `over` makes."""
        notes = (*self._job.notes, *draft.notes)
        site = furnish(draft, over, self.furnishing, self._author.model, notes)
        self.made[site.content_digest()] = (self._author.model, notes)
        return site

    def repair(self, site: Site, verdict: Verdict, worse: Verdict | None) -> Site | None:
        """A mended site, or None if no provider gave a usable reply."""
        told = failures_text(verdict)
        if worse:
            told += f"\n\nAn earlier attempt was no better; then this failed:\n\n{failures_text(worse)}"
        try:
            draft = self._author.repair(site, told)
        except ModelFailed as error:
            logger.warning("repair: %s", error)
            return None
        return self.furnished(draft, site)


class _Court:
    """Judges candidates, and in the end leaves the pictures of the one that is kept."""

    def __init__(self, verifier: Verifier, plan: Plan, screenshots: Path) -> None:
        self._verifier = verifier
        self._plan = plan
        self._folder = screenshots
        self._pictures: dict[str, Site] = {}

    def judge(self, site: Site) -> Verdict:
        """Verify one candidate."""
        shutil.rmtree(self._folder, ignore_errors=True)
        verdict = self._verifier.verify(site, self._plan)
        self._pictures[verdict.content] = Site.read(self._folder)
        return verdict

    def keep(self, verdict: Verdict) -> None:
        """Have the pictures that belong to this verdict lie in the folder."""
        shutil.rmtree(self._folder, ignore_errors=True)
        self._pictures[verdict.content].write(self._folder)


def _regressions(verdict: Verdict, job: Job) -> list[str]:
    """What was asked for in an earlier round and fails: never passed over in silence."""
    failed = [r for r in verdict.counted(Status.FAILED) if 0 < r.round < job.envelope.round]
    return [f"A check of round {r.round} fails: {' '.join(r.check.split())[:200]}" for r in failed]

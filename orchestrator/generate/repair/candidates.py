"""Where candidates come from, and where they are judged: the two sides of the repair loop."""

import logging
import shutil
from pathlib import Path

from orchestrator.generate.app.assemble import assemble
from orchestrator.generate.app.draft import Draft
from orchestrator.generate.errors import ModelFailed
from orchestrator.generate.job import Job
from orchestrator.generate.prompt.sources import Source
from orchestrator.generate.repair.author import Author
from orchestrator.records import Verdict
from orchestrator.records.site import Site
from orchestrator.verify.comparison import failures_text
from orchestrator.verify.plan.check_types import Plan
from orchestrator.verify.verifier import Verifier

logger = logging.getLogger(__name__)


class CandidateSource:
    """Furnishes what the author writes, and has it mend a assembled site."""

    def __init__(self, job: Job, author: Author, sources: tuple[Source, ...]) -> None:
        self.context = job.context(sources)
        self.made: dict[str, tuple[str, tuple[str, ...]]] = {}
        """Content digest of a site → who wrote it, and what README and summary say about it."""
        self._job = job
        self._author = author

    def assembled(self, draft: Draft, over: Site | None) -> Site:
        """The site that a draft over `over` makes."""
        notes = (*self._job.notes, *draft.notes)
        site = assemble(draft, over, self.context, self._author.model, notes)
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
        return self.assembled(draft, site)


class CandidateJudge:
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

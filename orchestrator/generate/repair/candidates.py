"""Candidates of one round: assembled from what a model writes, judged by verification, repaired."""

import difflib
import logging
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field

from orchestrator.generate.app.about import about_from_readme
from orchestrator.generate.app.assemble import assemble
from orchestrator.generate.app.draft import About, Draft
from orchestrator.generate.app.readme import AppContext
from orchestrator.generate.errors import ModelFailed
from orchestrator.generate.job import Job
from orchestrator.generate.prompt.request import is_large
from orchestrator.generate.repair.author import OTHER_TEMPERATURE, Author
from orchestrator.generate.repair.loop import Outcome
from orchestrator.records import Kind, Status, Verdict
from orchestrator.records.site import Site
from orchestrator.verify.plan.check_types import Plan
from orchestrator.verify.verdicts import better, failures_text
from orchestrator.verify.verifier import Verifier

logger = logging.getLogger(__name__)

NOT_KEPT = "The revision failed more checks than the version before it, so that version was kept."

MAX_DIFFERENCE = 1_500
"""Characters of an earlier attempt's changes."""

MAX_PASSED = 20
"""Checks that passed which a repair is told of."""


@dataclass
class Candidates:
    """Makes and judges the candidates of one round."""

    job: Job
    context: AppContext
    verifier: Verifier
    plan: Plan
    made: dict[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    """Content digest of a site → the model that wrote it, and its notes for README and summary."""
    _sites: dict[str, Site] = field(default_factory=dict)
    """By content digest, every site that was judged."""
    _screenshots: dict[str, Site] = field(default_factory=dict)
    _rewritten: bool = False
    """Whether the last repair was another version rather than a change."""

    def assembled(self, draft: Draft, over: Site | None, model: str) -> Site:
        """The site that a draft over `over` makes."""
        notes = (*self.job.notes, *draft.notes)
        site = assemble(draft, over, self.context, model, notes)
        self.made[site.content_digest()] = (model, notes)
        return site

    def judge(self, site: Site) -> Verdict:
        """Verify one candidate."""
        shutil.rmtree(self.job.screenshots, ignore_errors=True)
        verdict = self.verifier.verify(site, self.plan)
        self._sites[verdict.content] = site
        self._screenshots[verdict.content] = Site.read(self.job.screenshots)
        return verdict

    def best_of(self, drafts: Sequence[tuple[Author, Draft]]) -> tuple[Author, Site]:
        """The author and the site of the draft that verifies best."""
        sites = [
            (author, self.assembled(draft, self.job.base.site, author.model)) for author, draft in drafts
        ]
        best = sites[0]
        verdict = self.judge(best[1]) if len(sites) > 1 else None
        for candidate in sites[1:]:
            other = self.judge(candidate[1])
            if verdict and better(other, verdict):
                best, verdict = candidate, other
        return best

    def repair(self, author: Author, site: Site, verdict: Verdict, worse: Verdict | None) -> Site | None:
        """A changed site, or another version of it; None if no usable reply came."""
        before, self._rewritten = self._rewritten, self._is_to_be_rewritten(author, site, verdict, worse)
        try:
            if self._rewritten:
                draft = author.write(OTHER_TEMPERATURE, failures_text(verdict))
                return self.assembled(draft, self.job.base.site, author.model)
            draft = author.repair(site, self._report(site, verdict, None if before else worse))
        except ModelFailed as error:
            logger.warning("repair: %s", error)
            author.repairs = False
            return None
        repaired = self.assembled(draft, site, author.model)
        author.repairs = author.repairs and repaired.content_digest() != site.content_digest()
        return repaired

    def _is_to_be_rewritten(
        self, author: Author, site: Site, verdict: Verdict, worse: Verdict | None
    ) -> bool:
        """A small app: mostly wrong, or of a model that never repairs; else by turns while nothing helps."""
        if is_large(site) or not author.repairs:
            return not is_large(site)
        if worse:
            return not self._rewritten
        return len(_asked(verdict, Status.FAILED)) > len(_asked(verdict, Status.PASSED))

    def _report(self, site: Site, verdict: Verdict, worse: Verdict | None) -> str:
        """What failed, what passed and must stay, and what was tried without success."""
        report = failures_text(verdict) + _passed(verdict)
        if worse is None:
            return report
        change, failures = _difference(site, self._sites[worse.content]), failures_text(worse)
        return (
            f"{report}\n\nAn earlier attempt was not better:\n{change}\nAfter it this failed:\n\n{failures}"
        )

    def unless_worse(self, outcome: Outcome) -> tuple[Outcome, str]:
        """The outcome, or the published version if that fails fewer checks; and a note that says so."""
        before, task = self.job.base.site, self.job.envelope.task
        if before is None or not outcome.verdict.counted(Status.FAILED):
            return outcome, ""
        about = about_from_readme(before) or About(task.title, task.brief)
        draft = Draft({}, about, notes=(NOT_KEPT,))
        site = self.assembled(draft, before, self.made[outcome.verdict.content][0])
        verdict = self.judge(site)
        fewer = len(verdict.counted(Status.FAILED)) < len(outcome.verdict.counted(Status.FAILED))
        if not fewer or len(verdict.refusals) > len(outcome.verdict.refusals):
            return outcome, ""
        logger.warning("%s", NOT_KEPT)
        return Outcome(site, verdict, outcome.repairs), NOT_KEPT

    def keep(self, verdict: Verdict) -> None:
        """Leave the screenshots of this verdict in the folder."""
        shutil.rmtree(self.job.screenshots, ignore_errors=True)
        self._screenshots[verdict.content].write(self.job.screenshots)


def _difference(old: Site, new: Site) -> str:
    """The lines that a change of the page took out and put in, as far as they are of use."""
    before, after = (each.text("index.html") if "index.html" in each else "" for each in (old, new))
    lines = list(difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0))[2:]
    return "\n".join(lines)[:MAX_DIFFERENCE]


def _asked(verdict: Verdict, status: Status) -> list[str]:
    """The checks of the request with this status."""
    return [r.check for r in verdict.counted(status) if r.kind not in {Kind.GATE, Kind.ALWAYS}]


def _passed(verdict: Verdict) -> str:
    asked = _asked(verdict, Status.PASSED)
    lines = "\n".join(f"- {' '.join(check.split())[:160]}" for check in asked[:MAX_PASSED])
    return f"\n\nThese checks passed and must still pass:\n{lines}" if lines else ""

"""What a task asks for, each with the way in which it can be judged: on the clone's files, or in the page.

Sentences are read by the rules of verification; looking at repository and page is the evaluator's own code.
A sentence that no rule reads wholly is "not judged", and never a pass.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from orchestrator.errors import UnsafePath
from orchestrator.records import PastRound
from orchestrator.records.site import Site
from orchestrator.task.identity import request_digest
from orchestrator.task.model import Task
from orchestrator.text.paths import checked_path
from orchestrator.verify.plan.check_types import FileCheck, PageScript, PlannedCheck
from orchestrator.verify.plan.planner import make_plan
from scripts.evaluator.finding import Finding, found


@dataclass(frozen=True)
class PageCheck:
    """JavaScript that is evaluated in the live page."""

    what: str
    code: str
    returns_finding: bool
    """The code returns `{passed, seen}` in place of a truth value."""
    changes_page: bool
    """It clicks or fills in, so that it needs a freshly loaded page."""


@dataclass(frozen=True)
class Facts:
    """Everything that is asked of one app, in the order in which it was asked."""

    planned: tuple[PlannedCheck, ...]

    def of_files(self, files: Mapping[str, bytes]) -> Iterator[Finding]:
        """What is judged on files, and what cannot be judged at all."""
        site = _site(files)
        for planned in self.planned:
            if isinstance(planned.method, FileCheck):
                result = planned.method.judge(site)
                yield found(planned.check, result.passed, result.seen)
            elif not isinstance(planned.method, PageScript):
                yield Finding(planned.check, "not judged", "a sentence: read the page and the repository")

    @property
    def of_page(self) -> list[PageCheck]:
        """What is judged in the page."""
        return [
            PageCheck(planned.check, method.code, method.returns_finding, method.own_page)
            for planned in self.planned
            if isinstance(method := planned.method, PageScript)
        ]


def facts_of(tasks: Sequence[Task]) -> Facts:
    """What the rounds of one app ask for, the newest last."""
    past = [
        PastRound(round=task.round, request=request_digest(task), brief=task.brief, checks=task.checks)
        for task in tasks[:-1]
    ]
    attachments = {a.name: a.content for task in tasks for a in task.attachments}
    return Facts(make_plan(tasks[-1], past, attachments, None, None).checks)


def _site(files: Mapping[str, bytes]) -> Site:
    """The files whose names are safe; a repository of somebody else may have others."""
    safe = {}
    for name, content in files.items():
        with suppress(UnsafePath):
            safe[checked_path(name)] = content
    return Site(safe)

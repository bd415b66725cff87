"""The ways in which a check can be judged, and the plan that holds one for each check."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from orchestrator.records import CheckResult, Kind, Status
from orchestrator.records.site import Site
from orchestrator.verify.plan.steps import Step

POLL_SECONDS = 15.0
"""How long a check may take to become true, unless it names a time itself: what evaluators wait."""


class Finding(NamedTuple):
    """What was found in the files."""

    passed: bool
    seen: str
    where: str = ""


@dataclass(frozen=True)
class FileCheck:
    """Judged on the files."""

    expected: str
    judge: Callable[[Site], Finding]


@dataclass(frozen=True)
class PageScript:
    """Judged by JavaScript in the loaded page."""

    code: str
    expected: str
    seconds: float = POLL_SECONDS
    returns_finding: bool = False
    """The code returns `{passed, seen}` in place of a bare value: ours, never a sender's."""
    own_page: bool = False
    """It changes the page."""


@dataclass(frozen=True)
class StepSequence:
    """Judged by steps in a page of its own."""

    steps: tuple[Step, ...]
    expected: str
    seconds: float = 30.0


BrowserCheck = PageScript | StepSequence


@dataclass(frozen=True)
class NotRun:
    """Not judged at all."""

    reason: str


@dataclass(frozen=True)
class BaselineChecks:
    """Judged as the checks of these names, which are asked of every site."""

    names: tuple[str, ...]


Method = FileCheck | BrowserCheck | BaselineChecks | NotRun


@dataclass(frozen=True)
class PlannedCheck:
    """One check and the way in which it will be judged."""

    check: str
    kind: Kind
    round: int
    method: Method

    def result(self, status: Status, expected: str, seen: str, where: str = "") -> CheckResult:
        """What became of it."""
        return CheckResult(
            check=self.check,
            kind=self.kind,
            round=self.round,
            status=status,
            expected=expected,
            seen=seen,
            where=where,
        )


@dataclass(frozen=True)
class Plan:
    """Everything that will be asked of a site, fixed before the site exists."""

    checks: tuple[PlannedCheck, ...]
    brief: str = ""
    """The briefs of all rounds, for the gate: a workflow that an earlier round asked for may stay."""
    hosts: tuple[str, ...] = ()
    """Hosts that the briefs name, which the page may therefore reach."""
    base: Site | None = None
    """The site of the round before, where there is one."""
    given: Mapping[str, bytes] = field(default_factory=dict)
    """Files that the sender, or the round before, answers for: attachments."""
    path: str = "/app/"
    """The path below which Pages will serve the site."""
    round: int = 1

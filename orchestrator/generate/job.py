"""What generation works with: one round of one app."""

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from orchestrator.generate.app.base import Base
from orchestrator.generate.app.derived import Derived, derived_files
from orchestrator.generate.app.readme import AppContext
from orchestrator.generate.prompt.previews import unreadable
from orchestrator.records import Attempt, PastRound
from orchestrator.runtime.deadline import Deadline
from orchestrator.settings import Settings
from orchestrator.task.event import Envelope
from orchestrator.verify.plan.check_types import Plan
from orchestrator.verify.plan.compiler import Ask
from orchestrator.verify.plan.planner import make_plan

if TYPE_CHECKING:
    from orchestrator.generate.prompt.sources import Source


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

    @cached_property
    def attachments(self) -> dict[str, bytes]:
        """The files that came with this round's request, and those that follow from them."""
        return self._sent | {file.name: file.content for file in self._derived}

    @cached_property
    def notes(self) -> tuple[str, ...]:
        """What is to be said about the request itself, whoever writes the app."""
        return (*self.base.notes, *unreadable(self._sent), *(file.provenance for file in self._derived))

    @property
    def _sent(self) -> dict[str, bytes]:
        return {attachment.name: attachment.content for attachment in self.envelope.task.attachments}

    @cached_property
    def _derived(self) -> list[Derived]:
        task = self.envelope.task
        return derived_files(self._sent, "\n".join([task.brief, *(check.body for check in task.checks)]))

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

    def context(self, sources: "tuple[Source, ...]" = ()) -> AppContext:
        """What every draft gets besides its own files."""
        return AppContext(
            self.base,
            self.rounds,
            self.attachments,
            self.envelope.received_at,
            self.settings.server_url,
            tuple(source.record for source in sources),
        )

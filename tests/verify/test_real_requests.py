"""Published task families, through the offline generator and the verifier: all green."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from orchestrator.generate.app.assemble import assemble
from orchestrator.generate.app.base import Base
from orchestrator.generate.app.readme import OFFLINE, AppContext
from orchestrator.generate.offline import build
from orchestrator.records import PastRound, Status, Target
from orchestrator.records.site import Site
from orchestrator.task.event import read_task
from orchestrator.task.identity import request_digest
from orchestrator.task.model import Task
from orchestrator.verify.plan.planner import make_plan
from orchestrator.verify.verifier import Verifier

ROUNDS = {
    "markdown-to-html-a1b2c": ("round2a", "round2b", "round2c"),
    "older-form": ("round2",),
    "sum-of-sales-a1b2c": ("round2a", "round2b", "round2c"),
}
"""Second rounds, whose verdict asks for everything that the first one asked for as well."""
TARGET = Target(owner="ada", repo="app", pages_url="https://ada.github.io/app/")
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def as_past(task: Task) -> PastRound:
    return PastRound(round=task.round, request=request_digest(task), brief=task.brief, checks=task.checks)


def attachments(task: Task) -> dict[str, bytes]:
    return {attachment.name: attachment.content for attachment in task.attachments}


def generated(task: Task, base: Site | None, past: Sequence[PastRound]) -> Site:
    context = AppContext(
        Base(TARGET, base), (*past, as_past(task)), attachments(task), NOW, "https://github.com"
    )
    draft = build(task, base, past, attachments(task))
    return assemble(draft, base, context, OFFLINE, draft.notes)


@pytest.mark.parametrize(("name", "turn"), [(name, turn) for name, turns in ROUNDS.items() for turn in turns])
def test_a_real_request_comes_out_verified(
    name: str, turn: str, real_request: Callable[[str], dict[str, Any]], verifier: Verifier
) -> None:
    first, task = (read_task(real_request(f"{name}.{each}")) for each in ("round1", turn))
    base, past = generated(first, None, ()), (as_past(first),)
    plan = make_plan(task, past, attachments(task), base, None)
    verdict = verifier.verify(generated(task, base, past), plan)
    assert [(r.check, r.seen) for r in verdict.results if r.status is Status.FAILED] == []
    assert verdict.verified

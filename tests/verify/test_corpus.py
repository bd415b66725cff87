"""Every site of the corpus: its planted defect is found, and nothing else is."""

import os
from collections.abc import Mapping
from typing import Any

import pytest

from orchestrator.records import Status
from orchestrator.records.site import Site
from orchestrator.task.model import Task
from orchestrator.verify.plan.check_types import Plan
from orchestrator.verify.plan.planner import make_plan
from orchestrator.verify.verifier import Verifier
from tests.verify.corpus import always, checks, compiled, gate
from tests.verify.corpus.case import Case

EVERY = int(os.environ.get("CORPUS_EVERY", "4"))
"""A browser case takes seconds: one in so many is tried, 1 tries all; those without browser are all tried."""

CORPUS = [*gate.CASES, *always.CASES, *checks.CASES, *compiled.CASES]


def planned(case: Case) -> Plan:
    def ask(prompt: str, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        assert schema["required"] == ["checks"]
        numbered = [line for line in prompt.splitlines() if line[:1].isdigit()]
        steps = [case.steps[line.partition(". ")[2]] for line in numbered]
        return {"checks": [{"check": n, "reason": "", "steps": s} for n, s in enumerate(steps, 1)]}

    data = [path for path in ("data/tides.json", *case.files) if path.endswith((".json", ".csv"))]
    brief = f"{case.brief}\n\nNames for data: {' '.join(data)}"
    fields = {"email": "ada@example.com", "task": "tides", "nonce": "n", "brief": brief}
    task = Task.model_validate({**fields, "round": case.round, "checks": list(case.checks)})
    base = Site({path: text.encode() for path, text in case.base.items()}) if case.base else None
    return make_plan(task, (), case.attachments, base, ask if case.steps else None)


BROWSED = [case for case in CORPUS if case.browser]
TRIED = [case for case in CORPUS if not case.browser] + BROWSED[::EVERY]


@pytest.mark.parametrize("case", TRIED, ids=lambda case: case.name.replace(" ", "-"))
def test_the_planted_defect_is_found_and_nothing_else(case: Case, request: pytest.FixtureRequest) -> None:
    judge: Verifier = request.getfixturevalue("verifier" if case.browser else "blind")
    verdict = judge.verify(case.site(), planned(case))
    failed = {result.check: f"{result.seen} @ {result.where}" for result in verdict.counted(Status.FAILED)}
    assert sorted(failed) == sorted(case.wrong), failed
    evidence = " ".join(failed.values())
    assert [word for word in case.seen if word not in evidence] == []
    assert gate.NOISE not in evidence
    if case.browser:
        assert sorted(result.check for result in verdict.counted(Status.NOT_RUN)) == sorted(case.unrun)

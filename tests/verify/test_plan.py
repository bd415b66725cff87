"""How each check will be judged is decided before the site exists."""

from collections.abc import Mapping
from typing import Any

import pytest

from orchestrator.errors import GenerationError
from orchestrator.records import Kind, PastRound
from orchestrator.task.model import Task
from orchestrator.verify.plan.check_types import NotRun, PageScript, PlannedCheck, StepSequence
from orchestrator.verify.plan.compiler import compile_schema
from orchestrator.verify.plan.planner import make_plan, named_seconds


def task(*checks: object, brief: str = "Show the tides.", round_: int = 1) -> Task:
    fields = {"email": "ada@example.com", "task": "tides", "nonce": "n", "brief": brief, "round": round_}
    return Task.model_validate({**fields, "checks": list(checks)})


def only(check: object) -> PlannedCheck:
    (planned,) = make_plan(task(check), (), {}, None, None).checks
    return planned


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("shows up within 3 seconds", 3.0),
        ("within 500 ms", 0.5),
        ("within 900 seconds", 60.0),
        ("soon", 15.0),
    ],
)
def test_a_check_may_name_its_time(text: str, seconds: float) -> None:
    assert named_seconds(text) == seconds


@pytest.mark.parametrize(
    ("code", "alone"),
    [
        ("document.querySelector('#b').click()", True),
        ("localStorage.setItem('a', 1)", True),
        ("document.querySelector('#n').value = 'Ada'", True),
        ("document.querySelector('#n').value === 'Ada'", False),
        ("[...document.links].every(a => a.href.length >= 2)", False),
    ],
)
def test_code_that_changes_the_page_gets_a_page_of_its_own(code: str, alone: bool) -> None:
    way = only({"js": code}).method
    assert isinstance(way, PageScript)
    assert way.own_page is alone


def test_checks_and_demands_of_earlier_rounds_are_asked_again() -> None:
    first = task({"js": "a"}, brief="Show it in #total.")
    past = PastRound(round=1, request="r", brief=first.brief, checks=first.checks)
    plan = make_plan(task({"js": "b"}, brief="Add #more.", round_=2), [past], {}, None, None)
    assert [(p.check, p.round) for p in plan.checks] == [
        ("b", 2),
        ("brief: #more is there", 2),
        ("a", 1),
        ("brief: #total is there", 1),
    ]


def test_hosts_that_the_brief_names_may_be_reached() -> None:
    plan = make_plan(
        task(brief="Read https://tides.example/api, as http://x.example says."), (), {}, None, None
    )
    assert plan.hosts == ("tides.example", "x.example")


SENTENCE = "Clicking a harbour shows its tides"
STEP = {"do": "text", "by": "page", "find": "", "name": "", "value": "high", "number": 0}


def compiled(answer: object) -> PlannedCheck:
    def ask(prompt: str, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        assert f"1. {SENTENCE}" in prompt
        assert schema == compile_schema()
        return answer  # type: ignore[return-value]

    (planned,) = make_plan(task(SENTENCE), (), {}, None, ask).checks
    return planned


def test_a_sentence_becomes_steps() -> None:
    way = compiled({"checks": [{"check": 1, "reason": "", "steps": [STEP]}]}).method
    assert isinstance(way, StepSequence)
    assert way.expected == "text 'high'"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ({"checks": [{"check": 1, "reason": "only a person can tell", "steps": []}]},
         "the model wrote no steps: only a person can tell"),
        ({}, "the model gave no steps for it"),
        ({"checks": "none"}, "the model gave no steps for it"),
        ({"checks": [{"steps": [STEP]}]}, "the model gave no steps for it"),
        ({"checks": [{"check": 1, "steps": [{**STEP, "do": "eval"}]}]}, "the model's steps cannot be used: "),
        ({"checks": [{"check": 1, "steps": [{**STEP, "value": ""}]}]}, "the model's steps cannot be used: "),
        ({"checks": [{"check": 1, "steps": [{**STEP, "do": "number"}]}]},
         "the model's steps cannot be used: "),
        ({"checks": [{"check": 1, "steps": [{**STEP, "do": "reload"}]}]}, "the model's steps expect nothing"),
        ({"checks": [{"check": 1, "steps": [STEP] * 31}]}, "the model's steps expect nothing"),
    ],
)  # fmt: skip
def test_an_unusable_answer_costs_the_check_and_says_so(answer: object, reason: str) -> None:
    planned = compiled(answer)
    assert planned.kind is Kind.COMPILED
    assert isinstance(planned.method, NotRun)
    assert planned.method.reason.startswith(reason)


def test_a_silent_model_costs_the_check_and_says_so() -> None:
    def ask(_prompt: str, _schema: Mapping[str, Any]) -> Mapping[str, Any]:
        raise GenerationError("no provider answered")

    (planned,) = make_plan(task(SENTENCE), (), {}, None, ask).checks
    reason = "the model that turns sentences into steps did not answer: no provider answered"
    assert planned.method == NotRun(reason)


def test_the_schema_is_strict() -> None:
    step = compile_schema()["properties"]["checks"]["items"]["properties"]["steps"]["items"]
    assert step["required"] == list(step["properties"])
    assert step["additionalProperties"] is False


@pytest.mark.parametrize("separator", [" ", ". Add "])
def test_a_brief_of_nothing_but_names_is_planned_name_by_name(separator: str) -> None:
    brief = "Show " + separator.join(f"#tide{n}x" for n in range(4000))
    plan = make_plan(task(brief=brief), (), {}, None, None)
    assert len(plan.checks) == 4000

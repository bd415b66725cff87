"""Has a model turn sentences into steps, once, before the app exists."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from orchestrator.errors import OrchestratorError
from orchestrator.text.templates import render
from orchestrator.verify.plan.check_types import Method, NotRun, StepSequence
from orchestrator.verify.plan.steps import MAX_STEPS, VERBS, Step, step_schema

Ask = Callable[[str, Mapping[str, Any]], Mapping[str, Any]]
"""Takes a prompt and a JSON schema, returns what the model answered: JSON that is validated here."""

LONGEST_BRIEF = 20_000
WALK_SECONDS = 30.0


class _Compiled(BaseModel):
    """The model's answer for one check; its steps are validated apart, so that one slip costs one check."""

    model_config = ConfigDict(extra="ignore")

    check: int
    steps: list[dict[str, Any]] = []
    reason: str = ""


def compile_checks(checks: Sequence[str], brief: str, attachments: Sequence[str], ask: Ask) -> list[Method]:
    """A way for each check, in their order: steps, or the reason why there are none."""
    data = {
        "checks": checks,
        "brief": brief[:LONGEST_BRIEF],
        "attachments": attachments,
        "verbs": {name: verb.meaning for name, verb in VERBS.items()},
    }
    try:
        answer = ask(render("prompts/compile.jinja", data), compile_schema())
    except OrchestratorError as error:
        return [NotRun(f"the model that turns sentences into steps did not answer: {error}")] * len(checks)
    entries = answer.get("checks") if isinstance(answer, Mapping) else None
    found = {
        entry.check: entry for entry in map(_read, entries if isinstance(entries, list) else []) if entry
    }
    return [_way(found.get(number)) for number in range(1, len(checks) + 1)]


def compile_schema() -> Mapping[str, Any]:
    """The JSON schema of the whole answer, in the strict form."""
    entry = {
        "type": "object",
        "properties": {
            "check": {"type": "integer", "description": "number of the check"},
            "reason": {"type": "string", "description": "why there are no steps; else empty"},
            "steps": {"type": "array", "items": step_schema()},
        },
        "required": ["check", "reason", "steps"],
        "additionalProperties": False,
    }
    return {
        "type": "object",
        "properties": {"checks": {"type": "array", "items": entry}},
        "required": ["checks"],
        "additionalProperties": False,
    }


def _read(entry: object) -> _Compiled | None:
    try:
        return _Compiled.model_validate(entry)
    except ValidationError:
        return None


def _way(compiled: _Compiled | None) -> Method:
    if compiled is None:
        return NotRun("the model gave no steps for it")
    if not compiled.steps:
        return NotRun(f"the model wrote no steps: {compiled.reason or 'it gave no reason'}"[:300])
    try:
        steps = tuple(Step.model_validate(step) for step in compiled.steps)
    except ValidationError as error:
        problem = error.errors(include_url=False, include_input=False)[0]
        return NotRun(f"the model's steps cannot be used: {problem['msg']}"[:300])
    if len(steps) > MAX_STEPS or not any(VERBS[step.do].expects for step in steps):
        return NotRun(f"the model's steps expect nothing, or are more than {MAX_STEPS}")
    return StepSequence(steps, "; ".join(map(str, steps))[:400], WALK_SECONDS)

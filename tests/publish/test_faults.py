"""The fault table: every request of a first round, with everything that can go wrong with it.

`--junitxml` keeps outcome, calls and time of each.
"""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from orchestrator.errors import OrchestratorError
from scripts.localhub.traffic.faults import SECONDARY_LIMIT, Rule
from tests.publish import kit
from tests.publish.kit import World

CALLBACK = "callback"
CALLS = (
    "GET /user",
    "POST /user/repos",
    "POST /repos/*/pages",
    "GET /*/info/refs",
    "POST /*/git-receive-pack",
    "GET /pages/*",
    CALLBACK,
    "POST /repos/*/statuses/*",
)
PATIENCE = 0.6
"""Seconds that one attempt may take here; git gets four times as much."""

LIMITED = json.dumps({"message": SECONDARY_LIMIT})
FAULTS: dict[str, Callable[[str], Rule]] = {
    "500 for ever": lambda call: Rule(call, 500, times=None),
    "502, then fine": lambda call: Rule(call, 502, times=2),
    "502, but done": lambda call: Rule(call, 502, done=True),
    "403 secondary": lambda call: Rule(call, 403, {"Retry-After": "60"}, LIMITED),
    "429": lambda call: Rule(call, 429, {}, LIMITED),
    "reset": lambda call: Rule(call, reset=True),
    "reset, but done": lambda call: Rule(call, reset=True, done=True),
    "timeout": lambda call: Rule(call, delay=5 * PATIENCE, status=500),
    "half an answer": lambda call: Rule(call, half=True),
}


def deliver(world: World, name: str, task: str) -> str:
    """One whole run of the job: what became of it, in one sentence."""
    work = world.work(name, kit.envelope(world.evaluator, task=task), kit.site())
    try:
        _, receipt, failure = world.deliver(work)
    except OrchestratorError as error:
        return f"{type(error).__name__}: {error}"
    return "delivered" if receipt.delivered else f"{type(failure).__name__}: {failure}"


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("call", CALLS)
def test_no_fault_loses_a_task_or_does_anything_twice(
    world: World, call: str, fault: str, record_property: Callable[[str, object], None]
) -> None:
    world.patience = PATIENCE
    rule, task = FAULTS[fault](call), f"fault {CALLS.index(call)} {list(FAULTS).index(fault)}"
    if call == CALLBACK:
        world.evaluator.faults += [replace(rule, times=1)] * rule.times if rule.times else [rule]
    else:
        world.hub.faults.add(rule)
    since = len(world.hub.log())
    first = deliver(world, "first", task)
    world.hub.faults.clear()
    world.evaluator.faults.clear()
    again = first if first == "delivered" else deliver(world, "again", task)
    for column, seen in (
        ("outcome", first),
        ("REST calls", world.hub.calls(since).total),
        ("callbacks", len(world.evaluator.callbacks)),
        ("waited", sum(world.clock.slept)),
    ):
        record_property(column, seen)  # fmt: skip

    assert again == "delivered"
    assert first == "delivered" or fault == "500 for ever"
    commits = world.commits(str(kit.envelope(None, task=task).repo))
    assert {callback["commit_sha"] for callback in world.evaluator.callbacks} == {commits[0]}
    further = 2 if (call, fault) == ("GET /pages/*", "500 for ever") else 0
    assert len(commits) == 1 + further  # Pages that never answers is deployed anew, then built the old way

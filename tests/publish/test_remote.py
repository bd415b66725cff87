"""git over HTTP: what its server asks for is heeded, although git does not tell it."""

import json

import pytest

from scripts.localhub.faults import PUSH, SECONDARY_LIMIT, Rule
from tests.publish import kit
from tests.publish.kit import World

LIMITED = json.dumps({"message": SECONDARY_LIMIT})


@pytest.mark.parametrize("call", ["GET /*/info/refs", PUSH])
@pytest.mark.parametrize(
    ("status", "headers", "wait"),
    [(403, {"Retry-After": "7"}, 7.0), (429, {}, 60.0)],
    ids=["named", "unnamed"],
)
def test_a_rate_limit_on_a_push_is_waited_for(
    world: World, call: str, status: int, headers: dict[str, str], wait: float
) -> None:
    world.hub.faults.add(Rule(call, status, headers, LIMITED))
    envelope = kit.envelope(world.evaluator, task=f"limited {call} {status}")
    world.deliver(world.work("run", envelope, kit.site()))
    assert world.clock.slept[0] == wait
    assert len(world.commits(str(envelope.repo))) == 1

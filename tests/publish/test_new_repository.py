"""What this run has just created may not be visible yet: that is waited for, and never a final refusal."""

import json

import pytest

from orchestrator.publish.errors import GitHubBusy
from scripts.localhub.traffic.faults import CREATION_WINDOW, PUSH, Rule
from tests.publish import kit
from tests.publish.kit import World

PAGES, STATUS = "POST /repos/*/pages", "POST /repos/*/statuses/*"
DENIED = "Permission to owner/app.git denied to owner."


def rule(call: str, status: int, times: int | None) -> Rule:
    if call.endswith(("info/refs", "git-receive-pack")):
        return Rule(call, status, {"content-type": "text/plain"}, DENIED, times=times)
    return Rule(call, status, {"content-type": "application/json"}, '{"message": "Not Found"}', times=times)


@pytest.mark.parametrize(
    ("call", "status"),
    [(PAGES, 404), (PAGES, 403), (PAGES, 422), ("GET /*/info/refs", 403), (PUSH, 403), (PUSH, 404),
     (STATUS, 404), (STATUS, 422)],
)  # fmt: skip
def test_a_refusal_within_the_first_minute_is_waited_for(world: World, call: str, status: int) -> None:
    world.hub.faults.add(rule(call, status, times=3))
    envelope = kit.envelope(world.evaluator, task=f"new {call} {status}")
    _, receipt, _ = world.deliver(world.work("run", envelope, kit.site()))
    assert receipt.delivered
    assert world.clock.slept[:3] == [1, 2, 4] or call == STATUS
    assert len(world.commits(str(envelope.repo))) == 1


def test_all_refusals_of_a_new_repository_together_are_waited_for(world: World) -> None:
    world.hub.faults.creation_window = CREATION_WINDOW
    envelope = kit.envelope(world.evaluator, task="everything at once")
    publication, receipt, _ = world.deliver(world.work("run", envelope, kit.site()))
    world.hub.faults.creation_window = ()
    assert receipt.delivered
    assert world.commits(str(envelope.repo)) == [publication.commit_sha]
    assert [mark.state for mark in world.repository(str(envelope.repo)).statuses] == ["success"]


def test_pages_that_stay_out_of_reach_for_a_minute_are_enabled_after_the_push(world: World) -> None:
    world.hub.faults.add(rule(PAGES, 404, times=8))
    envelope = kit.envelope(world.evaluator, task="pages after the push")
    _, receipt, _ = world.deliver(world.work("run", envelope, kit.site()))
    assert receipt.delivered
    assert world.repository(str(envelope.repo)).pages


def test_a_refusal_that_lasts_can_be_repeated_and_the_repeat_finds_what_is_there(world: World) -> None:
    world.hub.faults.add(rule(PAGES, 404, times=None))
    envelope = kit.envelope(world.evaluator, task="pages an hour later")
    with pytest.raises(GitHubBusy, match=r"enable Pages for .*: GitHub answered 404: Not Found") as caught:
        world.deliver(world.work("run", envelope, kit.site()))
    assert caught.value.retryable
    world.hub.faults.clear()
    publication, receipt, _ = world.deliver(world.work("again", envelope, kit.site()))
    assert receipt.delivered
    assert publication.commit_sha == world.commits(str(envelope.repo))[0]


@pytest.mark.parametrize(
    ("status", "message"),
    [(403, "This endpoint is temporarily being throttled. Please try again later."),
     (403, "You have triggered an abuse detection mechanism."),
     (409, "Git Repository is empty.")],
)  # fmt: skip
def test_a_temporary_refusal_of_pages_is_neither_final_nor_a_success(
    world: World, status: int, message: str
) -> None:
    body = json.dumps({"message": message})
    world.hub.faults.add(Rule(PAGES, status, {"content-type": "application/json"}, body))
    envelope = kit.envelope(world.evaluator, task=message[:30])
    _, receipt, _ = world.deliver(world.work("run", envelope, kit.site()))
    assert receipt.delivered

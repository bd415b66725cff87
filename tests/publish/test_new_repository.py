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


@pytest.mark.parametrize(("call", "status"), [(PUSH, 403), (PUSH, 404), (STATUS, 404)])
def test_a_refusal_within_the_first_minute_is_waited_for(world: World, call: str, status: int) -> None:
    world.hub.faults.add(rule(call, status, times=3))
    done = world.run(f"new {call} {status}")
    assert world.clock.slept[:3] == [1, 2, 4] or call == STATUS
    assert len(world.commits(done.repo)) == 1


def test_all_refusals_of_a_new_repository_together_are_waited_for(world: World) -> None:
    world.hub.faults.creation_window = CREATION_WINDOW
    done = world.run("everything at once")
    world.hub.faults.creation_window = ()
    assert world.commits(done.repo) == [done.publication.commit_sha]
    assert [mark["state"] for mark in world.repository(done.repo).statuses] == ["success"]


def test_pages_that_stay_out_of_reach_for_a_minute_are_enabled_after_the_push(world: World) -> None:
    world.hub.faults.add(rule(PAGES, 404, times=8))
    assert world.repository(world.run("pages after the push").repo).pages


def test_a_refusal_that_lasts_can_be_repeated_and_the_repeat_finds_what_is_there(world: World) -> None:
    world.hub.faults.add(rule(PAGES, 404, times=None))
    envelope = kit.envelope(world.evaluator, task="pages an hour later")
    with pytest.raises(GitHubBusy, match=r"enable Pages for .*: GitHub answered 404: Not Found") as caught:
        world.deliver(world.work("run", envelope, kit.site()))
    assert caught.value.retryable
    world.hub.faults.clear()
    done = world.run("pages an hour later")
    assert done.publication.commit_sha == world.commits(done.repo)[0]


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
    world.run(message[:30])

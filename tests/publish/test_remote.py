"""git over HTTP: which failures are temporary."""

import json

import pytest

from orchestrator.publish.errors import Refusal
from orchestrator.publish.git.errors import git_error
from scripts.localhub.traffic.faults import PUSH, SECONDARY_LIMIT, Rule
from tests.publish.kit import World

LIMITED = json.dumps({"message": SECONDARY_LIMIT})


@pytest.mark.parametrize("call", ["GET /*/info/refs", PUSH])
@pytest.mark.parametrize(
    ("status", "headers", "wait"),
    [(403, {"Retry-After": "7"}, 1.0), (429, {}, 60.0)],
)
def test_a_rate_limit_on_a_push_is_waited_for(
    world: World, call: str, status: int, headers: dict[str, str], wait: float
) -> None:
    world.hub.faults.add(Rule(call, status, headers, LIMITED))
    done = world.run(f"limited {call} {status}")
    assert world.clock.slept[0] == wait
    assert len(world.commits(done.repo)) == 1


REMOTE = "https://github.com/crew/app.git"


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("! [remote rejected] main -> main (Internal Server Error)", None),
        ("remote: fatal error in commit_refs\n! [remote rejected] main -> main (git_error)", None),
        ("error: remote unpack failed\n! [remote rejected] main -> main (unpacker error)", None),
        ("remote: Repository is read-only for maintenance\n! [remote rejected] (hook declined)", None),
        ("remote: Please try again.\nfatal: The requested URL returned error: 403", None),
        ("fatal: The requested URL returned error: 403", None),
        ("", None),
        ("remote: GH006: Branch update failed\n! [remote rejected] (branch hook declined)", Refusal.OTHER),
        ("remote: GH001: Large files detected.\n! [remote rejected] (hook declined)", Refusal.OTHER),
        ("remote: error: GH013: a git_error of rules\n! [remote rejected] (push declined)", Refusal.OTHER),
        ("remote: Your account is locked due to a billing issue.\nfatal: returned error: 403", Refusal.OTHER),
        ("remote: `crew` forbids access by such a token.\nfatal: returned error: 403", Refusal.ORGANISATION),
        ("remote: The owner has an IP allow list enabled\nfatal: returned error: 403", Refusal.ORGANISATION),
    ],
)  # fmt: skip
def test_only_a_refusal_that_stands_ends_the_task(said: str, kind: Refusal | None) -> None:
    error = git_error("push the commit", REMOTE, said)
    assert getattr(error, "kind", None) == kind
    assert str(error).removeprefix("push the commit: ")

"""Health tells what was seen, and when; what was not seen is unknown."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from tests.relay.fake_github import Answer, FakeGitHub, Fault, job, run

RUN = run(id=9, status="completed", conclusion="success")
GENERATE = job("generate", "success", completed_at="2026-01-02T03:05:00Z")
PUBLISH = job("publish", "success", completed_at="2026-01-02T03:06:00Z")
LAST = "The last task's job "

Look = Callable[[], dict[str, Any]]


@pytest.fixture
def look(relay: httpx.Client, github: FakeGitHub) -> Look:
    """What /health says; one task has run."""
    github.runs, github.jobs = [RUN], {9: [GENERATE, PUBLISH]}
    return lambda: dict(relay.get("/health").raise_for_status().json())


def states(health: dict[str, Any]) -> dict[str, str]:
    return {name: part["state"] for name, part in health["parts"].items()}


def test_all_is_well_for_four_calls_a_minute(look: Look, github: FakeGitHub) -> None:
    health = [look() for _ in range(20)][-1]
    assert len(github.calls) == 4
    assert (health["status"], health["deployment_method"]) == ("healthy", "github_actions")
    assert health["components"] == {"api": "healthy", "github": "healthy", "openai": "healthy"}
    assert {name: part["detail"] for name, part in health["parts"].items()} == {
        "relay": "This answer.",
        "token": "GitHub accepts GITHUB_TOKEN.",
        "permissions": "The account may write to CONTROL_REPO; a fine-grained token needs Contents: write.",
        "rate": "4000 of 5000 requests remain.",
        "workflow": "task.yml is enabled.",
        "model": "The last task's job generate succeeded at 2026-01-02T03:05:00Z.",
        "publishing": "The last task's job publish succeeded at 2026-01-02T03:06:00Z.",
    }
    times = [health["timestamp"], *(part["seen_at"] for part in health["parts"].values())]
    assert all(abs((datetime.now(UTC) - datetime.fromisoformat(at)).total_seconds()) < 60 for at in times)


@pytest.mark.parametrize(
    ("looked_at", "answer", "part", "detail"),
    [
        ("repository", Answer(401), "token", "GitHub refuses GITHUB_TOKEN: it is wrong or has expired."),
        ("repository", Answer(404), "permissions",
         "CONTROL_REPO does not exist, or GITHUB_TOKEN may not see it."),
        ("repository", Answer(200, {"permissions": {"push": False}}), "permissions",
         "GITHUB_TOKEN may not write to CONTROL_REPO, so no event is accepted."),
        ("repository", Answer(200, {"permissions": {"push": True}, "archived": True}), "permissions",
         "CONTROL_REPO is archived, so no event is accepted."),
        ("repository", Answer(200, {}, {"x-ratelimit-remaining": "12"}), "rate",
         "12 of 5000 requests remain."),
        ("workflow", Answer(404), "workflow",
         "CONTROL_REPO has no workflow task.yml on its default branch."),
        ("workflow", Answer(200, {"state": "disabled_manually"}), "workflow",
         "task.yml is disabled_manually: enable it in the Actions tab."),
    ],
)  # fmt: skip
def test_what_fails_is_named(
    look: Look, github: FakeGitHub, looked_at: str, answer: Answer, part: str, detail: str
) -> None:
    setattr(github, looked_at, answer)
    health = look()
    assert health["status"] == "degraded"
    assert (health["parts"][part]["state"], health["parts"][part]["detail"]) == ("failing", detail)


def failed(name: str, step: str | None = None, conclusion: str = "failure") -> dict[str, Any]:
    steps = [{"name": step, "status": "completed", "conclusion": "failure"}] if step else []
    return job(name, conclusion, completed_at="2026-01-02T03:05:00Z", steps=steps)


FAILED = " failed at 2026-01-02T03:05:00Z"
VERIFY, SKIPPED = "generate and verify the app", job("publish", "skipped")

JOBS: dict[str, tuple[list[dict[str, Any]], str, str, str]] = {
    "the model": ([failed("generate", VERIFY), SKIPPED], "failing", "unknown",
                  f"generate{FAILED}, in its step {VERIFY}."),
    "reading the task": ([failed("generate", "read the task"), SKIPPED], "unknown", "unknown",
                         f"generate{FAILED}, in its step read the task."),
    "publishing": ([GENERATE, failed("publish", "publish the app")], "ok", "failing",
                   f"publish{FAILED}, in its step publish the app."),
    "the callback": ([GENERATE, failed("publish", "send the callback")], "ok", "unknown",
                     f"publish{FAILED}, in its step send the callback."),
    "preflight": ([failed("preflight", "try the target token")], "unknown", "failing",
                  f"preflight{FAILED}, in its step try the target token."),
    "time": ([failed("generate", conclusion="timed_out")], "failing", "unknown", f"generate{FAILED}."),
    "somebody": ([GENERATE | {"conclusion": "cancelled"}], "unknown", "unknown",
                 "generate was not run to its end."),
}  # fmt: skip


@pytest.mark.parametrize("name", JOBS)
def test_a_failed_task_is_blamed_on_the_part_whose_step_failed(
    look: Look, github: FakeGitHub, name: str
) -> None:
    github.jobs[9], model, publishing, detail = JOBS[name]
    health = look()
    assert (states(health)["model"], states(health)["publishing"]) == (model, publishing)
    assert LAST + detail in {part["detail"] for part in health["parts"].values()}
    assert health["components"]["openai"] == {"ok": "healthy", "failing": "degraded"}.get(model, "unknown")


@pytest.mark.parametrize(
    "content",
    [None, [], "x", {"permissions": 1, "state": {}, "workflow_runs": [{}], "total_count": 1},
     {"permissions": {"push": "?"}, "archived": [], "state": 5, "workflow_runs": [None], "total_count": 1}],
)  # fmt: skip
def test_answers_of_another_shape_leave_unknown_what_they_should_tell(
    look: Look, github: FakeGitHub, content: object
) -> None:
    github.fault = lambda _: Fault(Answer(200, content))
    seen = states(look())
    assert {seen[name] for name in ("permissions", "workflow", "model", "publishing")} == {"unknown"}


def test_before_the_first_task_the_model_is_unknown(look: Look, github: FakeGitHub) -> None:
    github.runs = []
    health = look()
    assert (health["status"], health["parts"]["model"]["detail"]) == ("unknown", "No task has been run yet.")


def test_a_silent_github_leaves_everything_but_the_relay_unknown(look: Look, github: FakeGitHub) -> None:
    github.fault = lambda _: Fault(cut=True)
    health = look()
    assert states(health) == dict.fromkeys(health["parts"], "unknown") | {"relay": "ok"}
    assert health["parts"]["token"]["seen_at"] is None

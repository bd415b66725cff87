"""Health tells what was seen, and when; what was not seen is unknown."""

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from tests.relay.fake_github import Answer, FakeGitHub, Fault, job, run

RUN = run(id=9, status="completed", conclusion="success")
GENERATE = job("generate", "success", completed_at="2026-01-02T03:05:00Z")
FAILED_GENERATE = "The last task's job generate failed at 2026-01-02T03:05:00Z"
PUBLISH = job("publish", "success", completed_at="2026-01-02T03:06:00Z")


def states(health: dict[str, Any]) -> dict[str, str]:
    return {name: part["state"] for name, part in health["parts"].items()}


@pytest.fixture(autouse=True)
def _a_task_has_run(github: FakeGitHub) -> None:
    github.runs, github.jobs = [RUN], {9: [GENERATE, PUBLISH]}


def test_all_is_well(relay: httpx.Client) -> None:
    health = relay.get("/health").json()
    assert (health["status"], health["deployment_method"]) == ("healthy", "github_actions")
    assert health["components"] == {"api": "healthy", "github": "healthy", "openai": "healthy"}
    assert health["timestamp"]
    assert {name: part["detail"] for name, part in health["parts"].items()} == {
        "relay": "This answer.",
        "token": "GitHub accepts GITHUB_TOKEN.",
        "permissions": "The account may write to CONTROL_REPO; a fine-grained token needs Contents: write.",
        "rate": "4000 of 5000 requests remain.",
        "workflow": "task.yml is enabled.",
        "model": "The last task's job generate succeeded at 2026-01-02T03:05:00Z.",
        "publishing": "The last task's job publish succeeded at 2026-01-02T03:06:00Z.",
    }
    seen = [datetime.fromisoformat(part["seen_at"]) for part in health["parts"].values()]
    assert max(abs((datetime.now(UTC) - moment).total_seconds()) for moment in seen) < 60


def test_asking_often_costs_four_calls_a_minute(relay: httpx.Client, github: FakeGitHub) -> None:
    for _ in range(20):
        relay.get("/health")
    assert len(github.calls) == 4


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
    relay: httpx.Client, github: FakeGitHub, looked_at: str, answer: Answer, part: str, detail: str
) -> None:
    setattr(github, looked_at, answer)
    health = relay.get("/health").json()
    assert health["status"] == "degraded"
    assert (health["parts"][part]["state"], health["parts"][part]["detail"]) == ("failing", detail)


def failed(name: str, step: str | None = None, conclusion: str = "failure") -> dict[str, Any]:
    steps = [{"name": step, "status": "completed", "conclusion": "failure"}] if step else []
    return job(name, conclusion, completed_at="2026-01-02T03:05:00Z", steps=steps)


@pytest.mark.parametrize(
    ("jobs", "model", "publishing", "detail"),
    [
        ([failed("generate", "generate and verify the app"), job("publish", "skipped")], "failing", "unknown",
         f"{FAILED_GENERATE}, in its step generate and verify the app."),
        ([failed("generate", "read the task"), job("publish", "skipped")], "unknown", "unknown",
         f"{FAILED_GENERATE}, in its step read the task."),
        ([GENERATE, failed("publish", "publish the app")], "ok", "failing",
         "The last task's job publish failed at 2026-01-02T03:05:00Z, in its step publish the app."),
        ([GENERATE, failed("publish", "send the callback")], "ok", "unknown",
         "The last task's job publish failed at 2026-01-02T03:05:00Z, in its step send the callback."),
        ([failed("generate", conclusion="timed_out")], "failing", "unknown",
         f"{FAILED_GENERATE}."),
        ([GENERATE | {"conclusion": "cancelled"}], "unknown", "unknown",
         "The last task's job generate was not run to its end."),
    ],
)  # fmt: skip
def test_a_failed_task_is_blamed_on_the_part_whose_step_failed(
    relay: httpx.Client,
    github: FakeGitHub,
    jobs: list[dict[str, Any]],
    model: str,
    publishing: str,
    detail: str,
) -> None:
    github.jobs = {9: jobs}
    health = relay.get("/health").json()
    assert (states(health)["model"], states(health)["publishing"]) == (model, publishing)
    assert detail in {part["detail"] for part in health["parts"].values()}
    assert health["components"]["openai"] == {"ok": "healthy", "failing": "degraded"}.get(model, "unknown")


@pytest.mark.parametrize(
    "content",
    [None, [], "x", {"permissions": 1, "state": {}, "workflow_runs": [{}], "total_count": 1},
     {"permissions": {"push": "?"}, "archived": [], "state": 5, "workflow_runs": [None], "total_count": 1}],
)  # fmt: skip
def test_answers_of_another_shape_leave_unknown_what_they_should_tell(
    relay: httpx.Client, github: FakeGitHub, content: object
) -> None:
    github.fault = lambda _: Fault(Answer(200, content))
    health = relay.get("/health").json()
    assert {name: health["parts"][name]["state"] for name in ("permissions", "workflow", "model")} == {
        "permissions": "unknown", "workflow": "unknown", "model": "unknown",
    }  # fmt: skip


def test_before_the_first_task_the_model_is_unknown(relay: httpx.Client, github: FakeGitHub) -> None:
    github.runs = []
    health = relay.get("/health").json()
    assert (health["status"], health["parts"]["model"]["detail"]) == ("unknown", "No task has been run yet.")


def test_a_silent_github_leaves_everything_but_the_relay_unknown(
    relay: httpx.Client, github: FakeGitHub
) -> None:
    github.fault = lambda _: Fault(cut=True)
    answer = relay.get("/health")
    assert answer.status_code == 200
    assert states(answer.json()) == {
        "relay": "ok", "token": "unknown", "permissions": "unknown", "rate": "unknown",
        "workflow": "unknown", "model": "unknown", "publishing": "unknown",
    }  # fmt: skip
    assert answer.json()["parts"]["token"]["seen_at"] is None

"""Where a task stands: the truth of the runs, for one call to GitHub at most."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from relay import status
from relay.github import cache
from tests.relay.fake_github import MOMENT, REPO, RUN_URL, TASK, Answer, FakeGitHub, Fault, job, run


@pytest.fixture
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every question goes to GitHub."""
    monkeypatch.setattr(status, "MAX_AGE", -1.0)


def test_a_finished_task_is_told_in_full(relay: httpx.Client, github: FakeGitHub) -> None:
    github.runs = [run(status="completed", conclusion="success")]
    answer = relay.get(f"/status/{TASK}")
    assert (answer.status_code, answer.json()) == (
        200,
        {
            "task_id": TASK,
            "status": "completed",
            "message": "The run has succeeded.",
            "stage": None,
            "run_url": RUN_URL,
            "repo_url": f"https://github.com/octo-owner/{REPO}",
            "pages_url": f"https://octo-owner.github.io/{REPO}/",
            "created_at": MOMENT,
            "completed_at": "2026-01-02T03:09:00Z",
        },
    )


def test_one_call_asks_for_the_runs_of_the_day_of_the_task_by_any_clock(
    relay: httpx.Client, github: FakeGitHub
) -> None:
    relay.get(f"/status/{TASK}")
    (call,) = github.calls
    assert call.path == "/repos/octo-owner/control/actions/runs"
    assert call.query == {
        "event": "repository_dispatch",
        "created": "2026-01-01T23:00:00Z..2026-01-03T01:00:00Z",
        "per_page": "100",
    }


@pytest.mark.parametrize(
    ("changes", "state", "message", "completed"),
    [
        ({"status": "queued"}, "queued", "The run is waiting for a machine.", False),
        ({"status": "waiting"}, "queued", "The run is waiting for a machine.", False),
        ({}, "in_progress", "The run is in progress; the next answer can name its stage.", False),
        ({"status": "completed", "conclusion": "failure"}, "failed", "The run ended with failure.", True),
        ({"status": "completed", "conclusion": "cancelled"}, "failed", "The run ended with cancelled.", True),
    ],
)
def test_the_state_of_the_run_is_the_state_of_the_task(
    relay: httpx.Client,
    github: FakeGitHub,
    changes: dict[str, Any],
    state: str,
    message: str,
    completed: bool,
) -> None:
    github.runs = [run(**changes)]
    said = relay.get(f"/status/{TASK}").json()
    assert (said["status"], said["message"], said["completed_at"] is not None) == (state, message, completed)


@pytest.mark.parametrize(
    "task_id", [TASK, "deploy-20261399-1a2b3c4d", "hello", "..%2F..", "update-20260102-zzzzzzzz"]
)
def test_a_task_without_a_run_is_not_found(relay: httpx.Client, task_id: str) -> None:
    answer = relay.get(f"/status/{task_id}")
    assert (answer.status_code, answer.json()["status"]) in {(404, "not_found"), (404, "error")}


def test_what_is_no_task_id_asks_nobody(relay: httpx.Client, github: FakeGitHub) -> None:
    said = relay.get("/status/deploy-20260102-1A2B3C4D").json()
    assert said["message"] == "A task id looks like deploy-20260102-1a2b3c4d."
    assert github.calls == []


def test_a_run_of_another_task_does_not_count(relay: httpx.Client, github: FakeGitHub) -> None:
    github.runs = [run(display_title=f"{TASK}0 {REPO}"), run(display_title=f"x {TASK}")]
    assert relay.get(f"/status/{TASK}").status_code == 404


def test_a_run_whose_repository_is_not_known_yet_has_no_addresses(
    relay: httpx.Client, github: FakeGitHub
) -> None:
    github.runs = [run(display_title=f"{TASK} ")]
    said = relay.get(f"/status/{TASK}").json()
    assert (said["repo_url"], said["pages_url"]) == (None, None)


def test_of_several_runs_the_newest_counts(relay: httpx.Client, github: FakeGitHub) -> None:
    github.runs = [run(status="queued"), run(status="completed", conclusion="failure")]
    assert relay.get(f"/status/{TASK}").json()["status"] == "queued"


def test_a_task_that_succeeded_once_stays_completed(relay: httpx.Client, github: FakeGitHub) -> None:
    github.runs = [
        run(status="completed", conclusion="failure"),
        run(status="completed", conclusion="success"),
    ]
    assert relay.get(f"/status/{TASK}").json()["status"] == "completed"


def test_a_repeat_that_failed_hides_no_run_that_is_still_at_work(
    relay: httpx.Client, github: FakeGitHub
) -> None:
    github.runs = [run(status="completed", conclusion="failure"), run()]
    assert relay.get(f"/status/{TASK}").json()["status"] == "in_progress"


def test_an_old_task_is_found_whatever_came_since(relay: httpx.Client, github: FakeGitHub) -> None:
    later = [run(id=n, display_title="x y", created_at="2026-02-01T00:00:00Z") for n in range(1001)]
    github.runs = [*later, run(status="completed", conclusion="success")]
    assert relay.get(f"/status/{TASK}").json()["status"] == "completed"


@pytest.mark.parametrize("path", ["/", "/health", "/docs", f"/status/{TASK}", "/task"])
def test_head_tells_what_get_would(relay: httpx.Client, github: FakeGitHub, path: str) -> None:
    github.runs = [run(status="completed", conclusion="success")]
    head, get = relay.head(path), relay.get(path)
    assert (head.status_code, head.content) == (get.status_code, b"")
    assert head.headers["content-length"] == get.headers["content-length"]


def test_a_busy_day_is_read_page_by_page(relay: httpx.Client, github: FakeGitHub) -> None:
    others = [run(id=n, display_title=f"deploy-20260102-{n:08x} x", created_at=MOMENT) for n in range(250)]
    github.runs = [*others, run(status="queued")]
    assert relay.get(f"/status/{TASK}").json()["status"] == "queued"
    assert [call.query.get("page") for call in github.calls] == [None, "2", "3"]


@pytest.mark.parametrize(
    ("jobs", "state", "stage", "message"),
    [
        ([job("generate", steps=[{"name": "accept", "status": "completed"},
                                 {"name": "generate", "status": "in_progress"}])],
         "in_progress", "generate", "The job generate is running: generate."),
        ([job("generate", "success"), job("publish", status="queued")],
         "in_progress", "publish", "The job publish is waiting for a machine."),
        ([job("generate", "success")], "in_progress", None, "The run is between two jobs."),
        ([job("generate", "success"), job("publish", "success")],
         "completed", None, "The run has succeeded."),
        ([job("generate", "failure"), job("publish", "skipped")],
         "failed", "generate", "The job generate ended with failure."),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("fresh")
def test_the_second_look_knows_the_stage_for_one_call_too(
    relay: httpx.Client,
    github: FakeGitHub,
    jobs: list[dict[str, Any]],
    state: str,
    stage: str | None,
    message: str,
) -> None:
    github.runs, github.jobs = [run()], {7: jobs}
    assert relay.get(f"/status/{TASK}").json()["stage"] is None
    said = relay.get(f"/status/{TASK}").json()
    assert (said["status"], said["stage"], said["message"]) == (state, stage, message)
    assert [call.path.rpartition("/")[2] for call in github.calls] == ["runs", "jobs"]


@pytest.mark.parametrize("jobs", [[job("generate", "success"), job("publish", "skipped")], [], [None], [{}]])
@pytest.mark.usefixtures("fresh")
def test_jobs_that_decide_nothing_leave_it_to_the_run(
    relay: httpx.Client, github: FakeGitHub, jobs: list[Any]
) -> None:
    github.runs, github.jobs = [run()], {7: jobs}
    relay.get(f"/status/{TASK}")
    github.runs = [run(status="completed", conclusion="cancelled")]
    assert relay.get(f"/status/{TASK}").json()["message"] == "The run ended with cancelled."


@pytest.mark.usefixtures("fresh")
def test_jobs_that_cannot_be_read_fall_back_to_the_runs(relay: httpx.Client, github: FakeGitHub) -> None:
    github.runs = [run()]
    said = [relay.get(f"/status/{TASK}").json()["status"] for _ in range(2)]
    assert said == ["in_progress", "in_progress"]


def test_many_callers_share_one_answer(relay: httpx.Client, github: FakeGitHub) -> None:
    for number in range(20):
        relay.get(f"/status/deploy-20260102-{number:08x}")
    assert len(github.calls) == 1


@pytest.mark.usefixtures("fresh")
def test_an_answer_that_has_not_changed_is_asked_for_by_its_etag(
    relay: httpx.Client, github: FakeGitHub
) -> None:
    github.runs = [run(status="queued")]
    first, second = (relay.get(f"/status/{TASK}").json() for _ in range(2))
    assert first == second
    assert github.calls[1].headers["if-none-match"].startswith('W/"')


def test_the_memory_is_bounded(
    start: Callable[..., httpx.Client], github: FakeGitHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "MAX_ANSWERS", 2)
    relay = start()
    for day in ("01", "02", "03", "01", "03"):
        relay.get(f"/status/deploy-202601{day}-1a2b3c4d")
    asked = [call.query["created"].partition("..")[0] for call in github.calls]
    assert [day[8:10] for day in asked] == ["31", "01", "02", "31"]


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        (Fault(Answer(500)), "GitHub answered 500 to the request for runs."),
        (Fault(cut=True),
         "GitHub could not be asked: the connection to GitHub broke off before the answer."),
    ],
)  # fmt: skip
def test_a_github_that_does_not_say_is_503(
    relay: httpx.Client, github: FakeGitHub, fault: Fault, message: str
) -> None:
    github.fault = lambda _: fault
    answer = relay.get(f"/status/{TASK}")
    assert (answer.status_code, answer.json()["message"]) == (503, message)
    assert int(answer.headers["retry-after"]) > 0


@pytest.mark.parametrize(
    ("content", "field"),
    [
        (None, ""),
        ([], ""),
        ({"total_count": 1}, "workflow_runs"),
        ({"total_count": "many", "workflow_runs": []}, "total_count"),
        ({"total_count": 1, "workflow_runs": [None]}, "workflow_runs.0"),
        ({"total_count": 1, "workflow_runs": [run(display_title=None)]}, "workflow_runs.0.display_title"),
        ({"total_count": 1, "workflow_runs": [run(created_at="soon")]}, "workflow_runs.0.created_at"),
    ],
)
def test_a_list_of_another_shape_is_503_and_the_log_names_the_field(
    relay: httpx.Client,
    github: FakeGitHub,
    caplog: pytest.LogCaptureFixture,
    content: object,
    field: str,
) -> None:
    github.fault = lambda _: Fault(Answer(200, content))
    answer = relay.get(f"/status/{TASK}")
    message = "GitHub's list of runs is not as documented; see the log."
    assert (answer.status_code, answer.json()["message"]) == (503, message)
    (line,) = [record for record in caplog.records if record.name == "relay.github.schemas"]
    assert line.__dict__["fields"]["field"] == field

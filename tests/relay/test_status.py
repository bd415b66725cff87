"""The state of a task: what its runs, jobs and annotations say, for few calls to GitHub."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from relay import status
from relay.github import client
from tests.relay.fake_github import MOMENT, REPO, RUN_URL, TASK, Answer, FakeGitHub, Fault, job, run

DONE = {"status": "completed", "conclusion": "success"}
FAILED = {"status": "completed", "conclusion": "failure"}
GENERATED, PUBLISHED = job("generate", "success"), job("publish", "success")

UNKNOWN = (
    "No run of this task is known. A new one shows after some seconds, one that was started in the Actions "
    "tab when it has read its form."
)


def step(name: str, conclusion: str | None = None) -> dict[str, Any]:
    return {"name": name, "status": "completed" if conclusion else "in_progress", "conclusion": conclusion}


def note(title: str, message: str, level: str = "notice") -> dict[str, Any]:
    return {"annotation_level": level, "title": title, "message": message}


Look = Callable[[], dict[str, Any]]


@pytest.fixture
def look(relay: httpx.Client) -> Look:
    """The state of `TASK`, as the relay tells it now."""
    return lambda: dict(relay.get(f"/status/{TASK}").json())


@pytest.fixture
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is answered from the cache."""
    monkeypatch.setattr(status, "MAX_AGE", -1.0)


def asked(github: FakeGitHub) -> list[str]:
    return [call.path.rpartition("/")[2] for call in github.calls]


def test_a_finished_task_is_described_in_full_for_three_calls(look: Look, github: FakeGitHub) -> None:
    github.runs = [run(**DONE)]
    github.jobs = {7: [GENERATED, PUBLISHED]}
    github.annotations = {71: [note("outcome", "The app is live; 22 of 24 checks passed.")]}
    assert [look() for _ in range(3)][-1] == {
        "task_id": TASK,
        "status": "completed",
        "message": "The app is live; 22 of 24 checks passed.",
        "stage": None,
        "run_url": RUN_URL,
        "repo_url": f"https://github.com/octo-owner/{REPO}",
        "pages_url": f"https://octo-owner.github.io/{REPO}/",
        "created_at": MOMENT,
        "completed_at": "2026-01-02T03:09:00Z",
    }
    assert asked(github) == ["runs", "jobs", "annotations"]


def test_the_runs_of_the_day_of_the_task_by_any_clock_are_listed(
    relay: httpx.Client, github: FakeGitHub
) -> None:
    relay.get(f"/status/{TASK}")
    assert [call.query.pop("event") for call in github.calls] == ["repository_dispatch", "workflow_dispatch"]
    assert github.calls[0].path == "/repos/octo-owner/control/actions/runs"
    created = "2026-01-01T23:00:00Z..2026-01-03T01:00:00Z"
    assert github.calls[0].query == {"created": created, "per_page": "100", "page": "1"}


VERIFY, PUBLISH = "generate and verify the app", "publish the app"

STATES: dict[str, tuple[dict[str, Any], list[Any], list[dict[str, Any]], str, str | None, str]] = {
    "queued": ({"status": "queued"}, [], [], "queued", None, "The run is waiting for a machine."),
    "no jobs": ({}, [], [], "in_progress", None, "The run is in progress."),
    "unreadable jobs": ({}, [None], [], "in_progress", None, "The run is in progress."),
    "done": (DONE, [], [], "completed", None, "The app is published."),
    "failed": (FAILED, [], [], "failed", None, "The run ended with failure."),
    "cancelled": (
        FAILED | {"conclusion": "cancelled"}, [], [], "failed", None, "The run ended with cancelled."),
    "working": (
        {}, [job("generate", steps=[step("read the task", "success"), step(VERIFY)])], [],
        "in_progress", "generate", f"The job generate is running: {VERIFY}."),
    "next job": (
        {}, [GENERATED, job("publish", status="queued")], [],
        "in_progress", "publish", "The job publish is waiting for a machine."),
    "between": ({}, [GENERATED], [], "in_progress", None, "The run is between two jobs."),
    "skipped": (
        {}, [GENERATED, job("publish", "skipped")], [], "in_progress", None, "The run is in progress."),
    "only preflight": (
        {}, [job("preflight"), GENERATED], [], "in_progress", None, "The run is between two jobs."),
    "published": (
        {}, [GENERATED, PUBLISHED], [], "completed", None, "The app is published."),
    "failed job": (
        {}, [job("generate", "failure"), job("publish", "skipped")], [],
        "failed", "generate", "The job generate ended with failure; its log has the reason."),
    "failed with a reason": (
        FAILED, [job("generate", "failure", steps=[step("read the task", "success"),
                                                   step(VERIFY, "failure")])],
        [note("generate", "gpt-5: the connection failed", "failure"),
         note("", "Process completed with exit code 4.", "failure")],
        "failed", "generate", f"The step “{VERIFY}” failed: gpt-5: the connection failed"),
    "failed without a reason": (
        FAILED, [GENERATED, job("publish", "failure", steps=[step(PUBLISH, "failure")])],
        [note("", "Process completed with exit code 3.", "failure")],
        "failed", "publish", f"The step “{PUBLISH}” failed; its log has the reason."),
    "timed out": (
        FAILED, [job("generate", "timed_out"), job("publish", "skipped")], [],
        "failed", "generate", "The job generate ended with timed_out; its log has the reason."),
}  # fmt: skip


@pytest.mark.parametrize("name", STATES)
@pytest.mark.usefixtures("fresh")
def test_run_jobs_and_annotations_say_what_a_task_is_doing(look: Look, github: FakeGitHub, name: str) -> None:
    changes, jobs, notes, state, stage, message = STATES[name]
    github.runs, github.jobs = [run(**changes)], {7: jobs}
    github.annotations = {70: notes, 71: notes}
    for _ in range(2):
        found = look()
        assert (found["status"], found["stage"], found["message"]) == (state, stage, message)
        assert (found["completed_at"] is not None) == (state in {"completed", "failed"})


@pytest.mark.parametrize(
    "task_id",
    ["deploy-20260102-1A2B3C4D", "deploy-20261399-1a2b3c4d", "hello", "update-20260102-zzzzzzzz"],
)
def test_what_is_no_task_id_asks_nobody(relay: httpx.Client, github: FakeGitHub, task_id: str) -> None:
    answer = relay.get(f"/status/{task_id}")
    assert (answer.status_code, answer.json()["status"]) == (404, "not_found")
    assert answer.json()["message"] == "A task id looks like deploy-20260102-1a2b3c4d."
    assert github.calls == []


def test_a_run_of_another_task_does_not_count(relay: httpx.Client, github: FakeGitHub) -> None:
    github.runs = [run(display_title=f"{TASK}0 {REPO}"), run(display_title=f"x {TASK}")]
    answer = relay.get(f"/status/{TASK}")
    assert (answer.status_code, answer.json()["message"]) == (404, UNKNOWN)


@pytest.mark.usefixtures("fresh")
def test_a_task_that_was_started_by_the_form_is_found_by_what_its_run_says(
    look: Look, relay: httpx.Client, github: FakeGitHub
) -> None:
    form = {"event": "workflow_dispatch"}
    github.runs = [run(id=8, display_title="My app", **form), run(display_title="Tides", **form)]
    github.jobs = {8: [job("generate", id=80)], 7: [job("generate")]}
    assert relay.get(f"/status/{TASK}").status_code == 404
    github.annotations = {
        80: [note("task", "deploy-20260102-00000000 other")],
        70: [note("task", f"{TASK} {REPO}")],
    }
    found = look()
    assert (found["status"], found["pages_url"]) == ("in_progress", f"https://octo-owner.github.io/{REPO}/")
    github.calls.clear()
    relay.get("/status/deploy-20260102-99999999")
    assert asked(github) == ["runs", "runs"]


@pytest.mark.parametrize(
    ("address", "repo_url"),
    [(f"https://github.com/octo-owner/{REPO}", f"https://github.com/octo-owner/{REPO}"),
     (f"https://github.com/somebody/{REPO}", None), ("", None)],
    ids=["ours", "another account's", "none"],
)  # fmt: skip
def test_a_later_round_of_the_older_form_has_its_addresses_when_it_is_published(
    look: Look, github: FakeGitHub, address: str, repo_url: str | None
) -> None:
    github.runs = [run(display_title=f"{TASK} ", **DONE)]
    github.jobs = {7: [GENERATED, PUBLISHED]}
    github.annotations = {71: [note("app", address)]}
    assert look()["repo_url"] == repo_url


@pytest.mark.parametrize(
    ("runs", "state"),
    [
        ([run(status="queued"), run(**FAILED)], "queued"),
        ([run(**FAILED), run(**DONE)], "completed"),
        ([run(**FAILED), run()], "in_progress"),
        ([*(run(id=n, created_at="2026-02-01T00:00:00Z") for n in range(1001)), run(**DONE)], "completed"),
    ],
    ids=["the newest counts", "a success stays", "a failed repeat hides nothing", "whatever came since"],
)  # fmt: skip
def test_of_several_runs(look: Look, github: FakeGitHub, runs: list[dict[str, Any]], state: str) -> None:
    github.runs = runs
    assert look()["status"] == state


@pytest.mark.parametrize("path", ["/", "/health", "/docs", f"/status/{TASK}", "/task"])
def test_head_answers_as_get_without_the_body(relay: httpx.Client, github: FakeGitHub, path: str) -> None:
    github.runs = [run(**DONE)]
    head, get = relay.head(path), relay.get(path)
    assert (head.status_code, head.content) == (get.status_code, b"")


def test_a_busy_day_is_read_page_by_page(look: Look, github: FakeGitHub) -> None:
    others = [run(id=n, display_title=f"deploy-20260102-{n:08x} x", created_at=MOMENT) for n in range(250)]
    github.runs = [*others, run(status="queued")]
    assert look()["status"] == "queued"
    assert [call.query.get("page") for call in github.calls] == ["1", "2", "3"]


@pytest.mark.usefixtures("fresh")
def test_following_a_run_costs_two_calls_for_each_look_by_their_etags(look: Look, github: FakeGitHub) -> None:
    github.runs, github.jobs = [run()], {7: [job("generate")]}
    first, second, third = (look() for _ in range(3))
    assert first == second == third
    assert asked(github) == ["runs", "jobs"] * 3
    assert all(call.headers["if-none-match"].startswith('W/"') for call in github.calls[2:])


def test_many_callers_share_one_answer(relay: httpx.Client, github: FakeGitHub) -> None:
    for number in range(20):
        relay.get(f"/status/deploy-20260102-{number:08x}")
    assert len(github.calls) == 2


def test_the_memory_is_bounded(
    relay: httpx.Client, github: FakeGitHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "MAX_ANSWERS", 4)
    for day in ("01", "02", "03", "01", "03"):
        relay.get(f"/status/deploy-202601{day}-1a2b3c4d")
    days = [call.query["created"].partition("..")[0][8:10] for call in github.calls]
    assert days == ["31", "31", "01", "01", "02", "02", "31", "31"]


@pytest.mark.parametrize(
    ("fault", "message"),
    [(Fault(Answer(500)), "GitHub answered 500 to the request for runs."),
     (Fault(cut=True), "GitHub could not be asked: the connection to GitHub broke off before the answer.")],
)  # fmt: skip
def test_a_github_that_does_not_answer_is_503(
    relay: httpx.Client, github: FakeGitHub, fault: Fault, message: str
) -> None:
    github.fault = lambda _: fault
    answer = relay.get(f"/status/{TASK}")
    assert (answer.status_code, answer.json()["message"]) == (503, message)
    assert int(answer.headers["retry-after"]) > 0


@pytest.mark.parametrize(
    ("content", "field"),
    [([], ""), ({"total_count": 1}, "workflow_runs"),
     ({"total_count": 1, "workflow_runs": [run(display_title=None)]}, "workflow_runs.0.display_title")],
)  # fmt: skip
def test_a_list_of_another_shape_is_503_and_the_log_names_the_field(
    relay: httpx.Client, github: FakeGitHub, caplog: pytest.LogCaptureFixture, content: object, field: str
) -> None:
    github.fault = lambda _: Fault(Answer(200, content))
    answer = relay.get(f"/status/{TASK}")
    message = "GitHub's list of runs is not as documented; see the log."
    assert (answer.status_code, answer.json()["message"]) == (503, message)
    (line,) = [record for record in caplog.records if record.name == "relay.github.schemas"]
    assert line.__dict__["fields"]["field"] == field

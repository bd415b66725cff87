"""What was lost is run again: the decision, and whole passes over the stand-in with runs of the real act."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from orchestrator import cli
from orchestrator.network.http import fetch
from orchestrator.publish.errors import GitHubBusy, Refused
from orchestrator.publish.github.api import Api
from orchestrator.recover import TaskRun, decide, recover, render_page, wait_for_run
from orchestrator.runtime.deadline import Deadline, utc_now
from scripts.localhub import Hub
from scripts.localhub.traffic.faults import Rule

REPOSITORY = "owner/control"
JSON = {"content-type": "application/json"}
WORKFLOW = """\
name: task
run-name: ${{ github.event.client_payload.task_id }} ${{ github.event.client_payload.repo }}
on: repository_dispatch
permissions: {}
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - run: exit ${{ github.event.client_payload.code }}
      - run: mkdir left && touch left/final
        if: failure() && github.event.client_payload.final
      - uses: actions/upload-artifact@bbbca2ddaa5d8feaa63e36b76fdaad77386f024f
        if: failure() && github.event.client_payload.final
        with:
          name: final
          path: left
"""


def run(
    number: int, title: str, conclusion: str = "failure", attempt: int = 1, status: str = "completed"
) -> TaskRun:
    return TaskRun(
        number, title, status, conclusion, attempt, f"https://github.com/{REPOSITORY}/actions/runs/{number}"
    )


WAITING = "waiting: another task of the same repository runs first"
CANCELLED = "not repeated: somebody cancelled it"
TITLE = "deploy-20260102-0a1b2c3d repo"
TIMED_OUT = replace(run(1, "t-1 repo", "cancelled"), lasted=timedelta(minutes=15))


@pytest.mark.parametrize(
    ("newest_first", "decisions"),
    [
        ([run(n, f"t-{n} repo-{n}", end) for n, end in
          ((5, "success"), (4, "startup_failure"), (3, "timed_out"), (2, "cancelled"), (1, "failure"))],
         {1: "", 2: CANCELLED, 3: "", 4: ""}),
        ([TIMED_OUT], {1: ""}),  # GitHub calls a job that reached its time limit cancelled
        ([run(n, f"t-{n} repo-{n}", attempt=n) for n in (3, 2, 1)],
         {1: "", 2: "", 3: "given up after 3 attempts"}),
        ([run(99, "t-1 repo")], {99: "not repeated: its error is permanent"}),
        ([run(2, TITLE, "success"), run(1, TITLE)],
         {1: "not repeated: another run of the same request succeeded"}),
        ([run(2, "tides", "success"), run(1, "tides")], {1: ""}),  # by hand: the title names no request
        ([run(3, "t-3 one"), run(2, "t-2 one"), run(1, "t-1 one")], {1: "", 2: WAITING, 3: WAITING}),
        ([run(2, "t-2 one", "", status="in_progress"), run(1, "t-1 one")], {1: WAITING}),
        ([run(2, "t-2"), run(1, "t-1")], {1: "", 2: ""}),  # the repository is not known
    ],
)  # fmt: skip
def test_which_runs_are_repeated(newest_first: list[TaskRun], decisions: dict[int, str]) -> None:
    assert {failed.id: reason for failed, reason in decide(newest_first, frozenset({99}))} == decisions


def test_the_page_lists_every_case_as_plain_text() -> None:
    case = (run(7, "t-7 <b>|repo"), "runs again")
    assert render_page([case]) == (
        "## Recovery\n\n| task | attempts | outcome |\n| --- | --- | --- |\n"
        f"| [t-7 brepo](https://github.com/{REPOSITORY}/actions/runs/7) | 1 | runs again |\n"
    )
    assert render_page([]) == "## Recovery\n\nNo task of the last 24 hours failed.\n"


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    control = tmp_path / "control"
    (control / ".github" / "workflows").mkdir(parents=True)
    (control / ".github" / "workflows" / "task.yml").write_text(WORKFLOW)
    with Hub(tmp_path / "store", control, REPOSITORY) as running:
        yield running


def dispatch(hub: Hub, title: str, code: int, *, final: bool = False) -> None:
    task_id, _, repo = title.partition(" ")
    payload = {"task_id": task_id, "repo": repo, "code": code, "final": final}
    answer = fetch(
        "POST",
        f"{hub.api_url}/repos/{REPOSITORY}/dispatches",
        json={"event_type": "task", "client_payload": payload},
        headers={"authorization": f"Bearer {hub.tokens.relay}"},
        timeout=10,
        max_bytes=1000,
        allow_private=True,
    )
    assert answer.status == 204


def token(hub: Hub, level: str = "write") -> str:
    return hub.fine_grained_token("owner", {"actions": level})


def make_pass(hub: Hub, value: str) -> list[tuple[str, str]]:
    assert hub.wait_idle()
    now = utc_now()
    api = Api(hub.api_url, SecretStr(value), Deadline(now + timedelta(seconds=60)), lambda _: None)
    return [(case.title, outcome) for case, outcome in recover(api, REPOSITORY, now)]


def test_a_pass_repeats_what_may_succeed_at_two_calls_and_one_for_each(hub: Hub) -> None:
    dispatch(hub, "t-1 lost", 1)
    dispatch(hub, "t-2 wrong", 1, final=True)
    dispatch(hub, "t-3 fine", 0)
    assert hub.wait_idle()
    value, since = token(hub), len(hub.log())
    assert make_pass(hub, value) == [
        ("t-1 lost", "runs again"),
        ("t-2 wrong", "not repeated: its error is permanent"),
    ]
    assert hub.calls(since).total == 3


def test_passes_end_after_two_repeats(hub: Hub) -> None:
    dispatch(hub, "t-1 lost", 1)
    outcomes = [make_pass(hub, token(hub))[0][1] for _ in range(3)]
    assert outcomes == ["runs again", "runs again", "given up after 3 attempts"]


def test_a_pass_waits_for_the_run_that_started_it(hub: Hub) -> None:
    dispatch(hub, "t-1 lost", 1)
    assert hub.wait_idle()
    number = hub.runs()[0].id
    entry = {"id": number, "status": "in_progress", "html_url": "", "created_at": "2026-01-02T03:04:05Z"}
    hub.faults.add(Rule("GET /repos/*/runs", 200, JSON, json.dumps({"workflow_runs": [entry]}), times=2))
    slept: list[float] = []
    api = Api(hub.api_url, SecretStr(token(hub)), Deadline(utc_now() + timedelta(seconds=60)), slept.append)
    wait_for_run(api, REPOSITORY, number, utc_now())
    assert slept == [5, 5]


def test_without_a_lost_run_a_pass_is_one_call(hub: Hub) -> None:
    dispatch(hub, "t-3 fine", 0)
    assert hub.wait_idle()
    since = len(hub.log())
    assert make_pass(hub, token(hub)) == []
    assert hub.calls(since).total == 1


def test_runs_before_the_last_day_are_history(hub: Hub) -> None:
    dispatch(hub, "t-1 lost", 1)
    assert hub.wait_idle()
    later = datetime.now(UTC) + timedelta(hours=25)
    api = Api(hub.api_url, SecretStr(token(hub)), Deadline(later + timedelta(seconds=60)), lambda _: None)
    assert recover(api, REPOSITORY, later) == []


def test_a_token_that_may_not_repeat_says_so_for_each_case(hub: Hub) -> None:
    dispatch(hub, "t-1 lost", 1)
    assert make_pass(hub, token(hub, "read")) == [
        ("t-1 lost", "not repeated: GitHub answered 403: Resource not accessible by personal access token")
    ]


def test_an_unknown_repository_is_refused(hub: Hub) -> None:
    api = Api(hub.api_url, SecretStr(token(hub)), Deadline(utc_now() + timedelta(seconds=9)), lambda _: None)
    with pytest.raises(Refused, match="list the runs: GitHub answered 404: Not Found"):
        recover(api, "owner/nothing", utc_now())


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ("[]", "workflow_runs"),
        ('{"workflow_runs": 7}', "workflow_runs"),
        ('{"workflow_runs": [{"id": "x"}]}', "workflow_runs"),
        ('{"workflow_runs": [null]}', "workflow_runs"),
    ],
)
def test_a_list_of_another_shape_ends_the_pass_with_a_sentence(hub: Hub, body: str, field: str) -> None:
    hub.faults.add(Rule("GET /repos/*/runs", 200, JSON, body))
    with pytest.raises(GitHubBusy) as caught:
        make_pass(hub, token(hub))
    assert str(caught.value) == f"list the runs: GitHub's answer is not as documented ({field})"


def test_a_list_without_an_end_is_read_as_far_as_github_s_go(hub: Hub) -> None:
    moment = {"created_at": "2026-01-02T03:04:05Z", "html_url": "https://github.com/"}
    entry = {"id": 1, "display_title": "t-1", "conclusion": "success", **moment}
    page_of_runs = json.dumps({"workflow_runs": [entry] * 100})
    hub.faults.add(Rule("GET /repos/*/runs", 200, JSON, page_of_runs, times=None))
    value, since = token(hub), len(hub.log())
    assert make_pass(hub, value) == []
    assert hub.calls(since).total == 10


def test_the_command_prints_its_page_outside_a_runner(
    hub: Hub, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    settings = {"GITHUB_API_URL": hub.api_url, "GITHUB_TOKEN": token(hub), "CONTROL_REPO": REPOSITORY}
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    assert cli.main(["recover", "--run", str(tmp_path / "run")]) == 0
    assert capsys.readouterr().out == "## Recovery\n\nNo task of the last 24 hours failed.\n"

"""What was lost is run again: the decision, and whole passes over the stand-in with runs of the real act."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from orchestrator import cli
from orchestrator.network.http import fetch
from orchestrator.publish.errors import GitHubBusy, Refused
from orchestrator.publish.github.api import Api
from orchestrator.publish.github.runs import WorkflowRun
from orchestrator.recover import decide, recover, render_page, wait_for_run
from orchestrator.runtime.deadline import Deadline, utc_now
from scripts.localhub import Hub
from scripts.localhub.traffic.faults import Rule

REPOSITORY = "owner/control"
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
) -> WorkflowRun:
    url = f"https://github.com/{REPOSITORY}/actions/runs/{number}"
    return WorkflowRun(number, title, status, conclusion, attempt, url)


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
def test_which_runs_are_repeated(newest_first: list[WorkflowRun], decisions: dict[int, str]) -> None:
    assert {failed.id: reason for failed, reason in decide(newest_first, frozenset({99}))} == decisions


def test_the_page_lists_every_case_as_plain_text() -> None:
    assert render_page([(run(7, "t-7 <b>|repo"), "runs again")]) == (
        "## Recovery\n\n| task | attempts | outcome |\n| --- | --- | --- |\n"
        f"| [t-7 brepo](https://github.com/{REPOSITORY}/actions/runs/7) | 1 | runs again |\n"
    )


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    folder = tmp_path_factory.mktemp("hub")
    workflows = folder / "control" / ".github" / "workflows"
    workflows.mkdir(parents=True)
    (workflows / "task.yml").write_text(WORKFLOW)
    with Hub(folder / "store", folder / "control", REPOSITORY) as running:
        yield running


@pytest.fixture
def hub(standing: Hub) -> Iterator[Hub]:
    yield standing
    standing.faults.clear()


def token(hub: Hub, level: str = "write") -> str:
    return hub.fine_grained_token("owner", {"actions": level})


def api(hub: Hub, value: str = "", slept: list[float] | None = None) -> Api:
    sleep = (slept if slept is not None else []).append
    return Api(hub.api_url, SecretStr(value or token(hub)), Deadline.after(60), sleep)


def listed(hub: Hub, *runs: dict[str, Any], times: int | None = None) -> None:
    """Have GitHub list these runs."""
    moment = {"created_at": "2026-01-02T03:04:05Z", "html_url": "https://github.com/"}
    body = json.dumps({"workflow_runs": [moment | fields for fields in runs]})
    json_type = {"content-type": "application/json"}
    hub.faults.add(Rule("GET /repos/*/runs", 200, json_type, body, times=times))


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


def test_passes_repeat_what_may_succeed_twice_at_two_calls_and_one_for_each(hub: Hub) -> None:
    caller = api(hub)
    dispatch(hub, "t-1 lost", 1)
    dispatch(hub, "t-2 wrong", 1, final=True)
    dispatch(hub, "t-3 fine", 0)
    assert hub.wait_idle()
    assert recover(caller, REPOSITORY, utc_now() + timedelta(hours=25)) == []  # by then they are history
    outcomes = []
    for calls in (3, 3, 2):
        since = len(hub.log())
        outcomes.append({case.title: outcome for case, outcome in recover(caller, REPOSITORY, utc_now())})
        assert hub.calls(since).total == calls
        assert hub.wait_idle()
    assert [found["t-1 lost"] for found in outcomes] == [
        "runs again", "runs again", "given up after 3 attempts",
    ]  # fmt: skip
    assert all(found["t-2 wrong"] == "not repeated: its error is permanent" for found in outcomes)
    assert all(found.keys() == {"t-1 lost", "t-2 wrong"} for found in outcomes)


def test_a_pass_waits_for_the_run_that_started_it(hub: Hub) -> None:
    listed(hub, {"id": 7, "status": "in_progress"}, times=2)
    slept: list[float] = []
    wait_for_run(api(hub, slept=slept), REPOSITORY, 7, utc_now())
    assert slept == [5, 5]


def test_a_token_that_may_not_repeat_says_so_for_each_case(hub: Hub) -> None:
    listed(hub, {"id": 7, "display_title": "t-1 lost", "status": "completed", "conclusion": "failure"})
    ((_, outcome),) = recover(api(hub, token(hub, "read")), REPOSITORY, utc_now())
    said = "not repeated: GitHub answered 403: Resource not accessible by personal access token"
    assert outcome == said


def test_an_unknown_repository_is_refused(hub: Hub) -> None:
    with pytest.raises(Refused, match="list the runs: GitHub answered 404: Not Found"):
        recover(api(hub), "owner/nothing", utc_now())


@pytest.mark.parametrize(
    "body", ["[]", *(f'{{"workflow_runs": {runs}}}' for runs in ("7", '[{"id": "x"}]', "[null]"))]
)
def test_a_list_of_another_shape_ends_the_pass_with_a_sentence(hub: Hub, body: str) -> None:
    hub.faults.add(Rule("GET /repos/*/runs", 200, {"content-type": "application/json"}, body, times=None))
    with pytest.raises(GitHubBusy) as caught:
        recover(api(hub), REPOSITORY, utc_now())
    assert str(caught.value) == "list the runs: GitHub's answer is not as documented (workflow_runs)"


def test_a_list_without_an_end_is_read_as_far_as_github_s_go(hub: Hub) -> None:
    listed(hub, *[{"id": 1, "display_title": "t-1", "conclusion": "success"}] * 100)
    caller, since = api(hub), len(hub.log())
    assert recover(caller, REPOSITORY, utc_now()) == []
    assert hub.calls(since).total == 10


def test_the_command_prints_its_page_outside_a_runner(
    hub: Hub, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    listed(hub)
    settings = {"GITHUB_API_URL": hub.api_url, "GITHUB_TOKEN": token(hub), "CONTROL_REPO": REPOSITORY}
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    assert cli.main(["recover", "--run", str(tmp_path / "run")]) == 0
    assert capsys.readouterr().out == "## Recovery\n\nNo task of the last 24 hours failed.\n"

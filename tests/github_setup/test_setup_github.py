"""`scripts/setup-github` against the stand-in: nothing is stored before all is right, and then all of it."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from orchestrator.publish.github.api import Api
from orchestrator.runtime.deadline import Deadline, utc_now
from scripts.demo_runner.servers import servers
from scripts.github_setup import values
from scripts.github_setup.__main__ import build_parser
from scripts.github_setup.control import RULESET, Control
from scripts.github_setup.first_task import NoRun, send_first_task
from scripts.github_setup.setup import HOUR, run
from scripts.github_setup.values import find_repository
from scripts.localhub import Hub
from tests.localhub.contract import violations
from tests.publish.test_preflight import ALL

CONTROL = "ada/control"
WORKFLOWS = {".github/workflows/task.yml", ".github/workflows/recover.yml"}
Capsys = pytest.CaptureFixture[str]
SETUP = {"administration": "write", "actions": "write", "secrets": "write", "variables": "write"}


@pytest.fixture(autouse=True)
def _no_env_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(values, "_env_file", dict)


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    with Hub(tmp_path_factory.mktemp("hub"), control_repo=CONTROL) as running:
        running.create_repository(CONTROL)
        running.add_account("bob")
        running.state.secrets.clear()
        yield running


def set_up(hub: Hub, *arguments: str, **environ: str) -> int:
    addresses = {"GITHUB_API_URL": hub.api_url, "GITHUB_SERVER_URL": "https://github.com"}
    return run(build_parser().parse_args(arguments), addresses | environ, poll=0.2)


PROBLEMS: list[tuple[Callable[[Hub], dict[str, str]], list[str]]] = [
    (
        lambda hub: {
            "TARGET_TOKEN": "ghp_two words",
            "OPENAI_BASE_URL": "ftp://models.example",
            "ON_MODEL_FAILURE": "maybe",
            "GH_TOKEN": hub.classic_token("ada", "gist"),
            "GITHUB_TOKEN": hub.fine_grained_token("ada", {"actions": "read"}),
        },
        ["TARGET_TOKEN: expected", "OPENAI_BASE_URL: expected", "ON_MODEL_FAILURE: expected",
         "GH_TOKEN: it lacks the scope repo;", "(the relay's): it lacks the permission contents=write"],
    ),
    (
        lambda hub: {"TARGET_TOKEN": hub.fine_grained_token("ada", {**ALL, "secrets": "write", "pages": ""})},
        ["it lacks the permission pages=write", "it lacks the permission variables=write"],
    ),
    (lambda hub: {"TARGET_TOKEN": hub.classic_token("bob", "repo", "workflow"), "TARGET_OWNER": "bob"},
     ["TARGET_TOKEN: its account does not administer ada/control"]),
    (lambda hub: {"TARGET_TOKEN": "", "GH_TOKEN": hub.classic_token("ada", "repo", "workflow")},
     ["TARGET_TOKEN: not set; add it at https://github.com/ada/control/settings/secrets/actions"]),
    (lambda hub: {"TARGET_TOKEN": hub.classic_token("ada"), "TARGET_OWNER": "ada"},
     ["TARGET_TOKEN: it lacks the scope repo and workflow; add it at https://github.com/settings/tokens"]),
]  # fmt: skip


@pytest.mark.parametrize(("environ", "beginnings"), PROBLEMS)
def test_all_problems_are_named_at_once_and_nothing_is_stored(
    hub: Hub, environ: Callable[[Hub], dict[str, str]], beginnings: list[str], capsys: Capsys
) -> None:
    given = environ(hub)
    assert set_up(hub, CONTROL, **given) == 3
    said = capsys.readouterr().err
    first, *lines = said.splitlines()
    assert first == f"nothing was changed; {len(lines)} to mend:"
    assert [line for line, beginning in zip(lines, beginnings, strict=True) if beginning not in line] == []
    assert [
        token for token in given.values() if token.startswith(("ghp_", "github_pat_")) and token in said
    ] == []
    assert hub.state.secrets == {}


def test_a_dry_run_changes_nothing_and_says_what_would_be_set(hub: Hub, capsys: Capsys) -> None:
    tokens = {
        "TARGET_TOKEN": hub.fine_grained_token("ada", ALL),
        "GH_TOKEN": hub.fine_grained_token("ada", SETUP),
        "GITHUB_TOKEN": hub.tokens.relay,
    }
    assert set_up(hub, CONTROL, "--dry-run", CANDIDATES="2", **tokens) == 0
    assert "would set  TARGET_TOKEN, CANDIDATES" in capsys.readouterr().err
    assert (hub.state.secrets, hub.state.variables[CONTROL]) == ({}, {})


def test_a_fresh_fork_runs_its_first_task_after_one_command_which_may_be_repeated(
    tmp_path: Path, capsys: Capsys
) -> None:
    with servers(tmp_path) as here:
        hub, repository = here.hub, here.hub.repository("owner/control")
        assert repository
        hub.state.secrets.clear()
        repository.actions_enabled = False
        owner = Api(hub.api_url, SecretStr(hub.tokens.target), Deadline(utc_now() + HOUR), time.sleep)
        with pytest.raises(NoRun, match="press it, then run this again"):
            send_first_task(Control(owner, "owner/control"), hub.url, 0.0)
        repository.disabled_workflows = set(WORKFLOWS)
        given = {"TARGET_TOKEN": hub.tokens.target, "TARGET_OWNER": "owner", "CANDIDATES": "1"}
        assert set_up(hub, "owner/control", **given) == 0
        said = capsys.readouterr()
        assert set_up(hub, "owner/control", "--no-task", **given) == 0
        assert violations(hub.log()) == []
        summary = (hub.runs()[0].attempt_folder / "summary.md").read_text("utf-8")
        assert here.receiver.callbacks == []
    assert "the task names no evaluation URL, so no callback is sent" in summary
    assert repository.disabled_workflows == set()
    assert hub.state.secrets == {"owner/control": {"TARGET_TOKEN": hub.tokens.target}}
    assert hub.state.variables["owner/control"] == {"TARGET_OWNER": "owner", "CANDIDATES": "1"}
    assert [ruleset["name"] for ruleset in repository.rulesets] == [RULESET["name"]]
    assert "Live and verified: 11 of 11 checks passed" in said.err
    assert "CONTROL_REPO=owner/control\n" in said.out
    assert hub.tokens.target not in said.err + said.out + capsys.readouterr().out


@pytest.mark.parametrize(
    "name",
    [
        "ada/control",
        "https://github.com/ada/control.git",
        "git@github.com:ada/control.git",
        "ssh://git@h/ada/control/",
    ],
)
def test_the_repository_is_found_in_every_form_of_a_remote(name: str) -> None:
    assert find_repository(name) == "ada/control"

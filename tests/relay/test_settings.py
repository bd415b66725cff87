"""Wrong and missing settings stop the start with one message that names them all."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from relay.errors import WrongSettings
from relay.settings import Settings, read_settings
from tests.relay.conftest import ROOT

GOOD = {"GITHUB_TOKEN": "ghp_x", "CONTROL_REPO": "octo-owner/control", "ALLOWED_SECRETS": " one , ,two"}

TOKEN = "a token that may write the contents of the control repository"
REPOSITORY = "OWNER/NAME of the repository that runs the workflow"
SECRETS = "at least one shared secret, several separated by commas"
ADDRESS = "a plain http:// or https:// address without user or query"
PORT = "a whole number from 0 to 65,535"

ALL_MISSING = (
    f"relay: GITHUB_TOKEN: expected {TOKEN}\n"
    f"relay: CONTROL_REPO: expected {REPOSITORY}\n"
    f"relay: ALLOWED_SECRETS: expected {SECRETS}\n"
)


def run(*command: str, cwd: Path = Path("/"), **env: str) -> "subprocess.CompletedProcess[str]":
    """Run Python with nothing but these variables."""
    return subprocess.run(
        [sys.executable, *command],
        cwd=cwd,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **env},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_three_settings_are_enough_and_secrets_never_show() -> None:
    settings = read_settings(GOOD)
    assert [secret.get_secret_value() for secret in settings.allowed_secrets] == ["one", "two"]
    assert (settings.target_owner, settings.api_url) == ("octo-owner", "https://api.github.com")
    assert (settings.host, settings.port, settings.debug) == ("127.0.0.1", 8000, False)
    assert not {"ghp_x", "one", "two"} & set(repr(settings).replace("'", " ").split())


@pytest.mark.parametrize("name", ["TARGET_OWNER", "GITHUB_USERNAME"])
def test_the_targets_may_belong_to_another_account(name: str) -> None:
    assert read_settings(GOOD | {name: "someone"}).target_owner == "someone"


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("GITHUB_TOKEN", "", TOKEN),
        ("GITHUB_TOKEN", "a\nb", TOKEN),
        ("CONTROL_REPO", "control", REPOSITORY),
        ("CONTROL_REPO", "a/../b", REPOSITORY),
        ("CONTROL_REPO", "octo-owner/..", REPOSITORY),
        ("ALLOWED_SECRETS", " , ", SECRETS),
        ("TARGET_OWNER", "a b", "the name of a GitHub account"),
        ("GITHUB_API_URL", "api.github.com", ADDRESS),
        ("GITHUB_API_URL", "http://[::1", ADDRESS),
        ("GITHUB_API_URL", "http://bücher.example", ADDRESS),
        ("PUBLIC_URL", "https://u:p@relay.example", ADDRESS),
        ("PUBLIC_URL", "https://relay.example:port", ADDRESS),
        ("PAGES_URL", "https://{owner}.example/{0}", "an address with {repo}, and perhaps {owner}, in it"),
        ("API_PORT", "http", PORT),
        ("API_PORT", "70000", PORT),
        ("API_PORT", "80.5", PORT),
        ("ANSWER_SECONDS", "nan", "a number from 1 to 600"),
        ("DEBUG", "perhaps", "1 or 0"),
    ],
)
def test_a_wrong_setting_is_named_with_what_it_should_be(name: str, value: str, expected: str) -> None:
    with pytest.raises(WrongSettings) as error:
        read_settings(GOOD | {name: value})
    assert str(error.value) == f"{name}: expected {expected}"


@pytest.mark.parametrize("command", ["relay", "uvicorn relay.hosts.asgi:app --port 0"])
def test_everything_missing_is_said_in_one_message(command: str) -> None:
    ended = run("-m", *command.split())
    assert (ended.returncode, ended.stdout, ended.stderr) == (3, "", ALL_MISSING)


def test_an_address_that_cannot_be_listened_on_names_its_settings() -> None:
    ended = run("-m", "relay", cwd=Path("/"), **GOOD, API_HOST="192.0.2.1", API_PORT="0")
    assert ended.returncode
    assert '"API_HOST, API_PORT: expected an address of this machine and a free port"' in ended.stderr


def test_help_names_every_setting() -> None:
    shown = run("-m", "relay", "--help").stdout
    for name in (*GOOD, "API_PORT", "PUBLIC_URL", "MAX_BODY_BYTES", "exit codes: 0 ended by a signal, 3"):
        assert name in shown


def test_an_env_file_is_read_and_the_environment_goes_before_it(tmp_path: Path) -> None:
    lines = ["# a comment", "GITHUB_TOKEN='ghp_x'", "export CONTROL_REPO=control", "ALLOWED_SECRETS="]
    (tmp_path / ".env").write_text("\n".join(lines), "utf-8")
    ended = run("-m", "relay", cwd=tmp_path, ALLOWED_SECRETS="one")
    assert (ended.returncode, ended.stderr) == (3, f"relay: CONTROL_REPO: expected {REPOSITORY}\n")
    ended = run("-m", "relay", cwd=tmp_path, CONTROL_REPO="o/c")
    assert (ended.returncode, ended.stderr) == (3, f"relay: ALLOWED_SECRETS: expected {SECRETS}\n")


def test_the_example_env_file_and_the_table_of_settings_name_what_is_needed_and_nothing_unknown() -> None:
    example = (ROOT / ".env.example").read_text("utf-8")
    table = (ROOT / "README.md").read_text("utf-8").partition("| setting | what for |")[2]
    names = set(re.findall(r"^#?([A-Z_]+)=", example, re.MULTILINE))
    told = set(re.findall(r"`([A-Z_]+)`", table.partition("\n\n")[0])) - {"OWNER"}
    assert set(GOOD) <= names
    assert names | told <= {field.alias for field in Settings.model_fields.values()}
    assert [line for line in example.splitlines() if re.fullmatch("[A-Z_]+=.+", line)] == []


def test_the_script_sets_up_and_runs_the_relay(tmp_path: Path) -> None:
    (tmp_path / "scripts").mkdir()
    script = shutil.copy(ROOT / "scripts" / "relay", tmp_path / "scripts")
    setup = tmp_path / "scripts" / "setup"
    setup.write_text(f"#!/bin/sh\necho set up for $1 $2 >&2\nexec {sys.executable} -m $2\n", "utf-8")
    setup.chmod(0o755)
    (tmp_path / "relay").symlink_to(ROOT / "relay")
    (tmp_path / "orchestrator").symlink_to(ROOT / "orchestrator")
    (tmp_path / ".env").write_text("GITHUB_TOKEN=t\nCONTROL_REPO=o/c\n", "utf-8")
    ended = subprocess.run(
        [script], env={"PATH": os.environ["PATH"]}, capture_output=True, text=True, check=False
    )
    said = f"set up for --run relay\nrelay: ALLOWED_SECRETS: expected {SECRETS}\n"
    assert (ended.returncode, ended.stderr) == (3, said)

"""A wrong or missing setting stops the start with one line that names it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from orchestrator.errors import SettingsError
from relay.settings import read_settings

ROOT = Path(__file__).resolve().parents[2]

GOOD = {"GITHUB_TOKEN": "ghp_x", "CONTROL_REPO": "octo-owner/control", "ALLOWED_SECRETS": " one , ,two"}


def test_three_settings_are_enough() -> None:
    settings = read_settings(GOOD)
    assert [secret.get_secret_value() for secret in settings.allowed_secrets] == ["one", "two"]
    assert (settings.target_owner, settings.api_url) == ("octo-owner", "https://api.github.com")
    assert (settings.host, settings.port, settings.debug) == ("127.0.0.1", 8000, False)


def test_secrets_never_show_in_a_repr() -> None:
    assert not {"ghp_x", "one", "two"} & set(repr(read_settings(GOOD)).replace("'", " ").split())


@pytest.mark.parametrize("name", ["TARGET_OWNER", "GITHUB_USERNAME"])
def test_the_targets_may_belong_to_another_account(name: str) -> None:
    assert read_settings(GOOD | {name: "someone"}).target_owner == "someone"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"GITHUB_TOKEN": ""},
         "GITHUB_TOKEN: expected a token that may write the contents of the control repository"),
        ({"GITHUB_TOKEN": "a\nb"},
         "GITHUB_TOKEN: expected a token that may write the contents of the control repository"),
        ({"CONTROL_REPO": "control"},
         "CONTROL_REPO: expected OWNER/NAME of the repository that runs the workflow"),
        ({"CONTROL_REPO": "a/../b"},
         "CONTROL_REPO: expected OWNER/NAME of the repository that runs the workflow"),
        ({"ALLOWED_SECRETS": " , "},
         "ALLOWED_SECRETS: expected at least one shared secret, several separated by commas"),
        ({"TARGET_OWNER": "a b"}, "TARGET_OWNER: expected the name of a GitHub account"),
        ({"GITHUB_API_URL": "api.github.com"},
         "GITHUB_API_URL: expected a plain http:// or https:// address without user or query"),
        ({"PUBLIC_URL": "https://u:p@relay.example"},
         "PUBLIC_URL: expected a plain http:// or https:// address without user or query"),
        ({"PAGES_URL": "https://{owner}.example/{0}"},
         "PAGES_URL: expected an address with {repo}, and perhaps {owner}, in it"),
        ({"API_PORT": "http"}, "API_PORT: expected a number from 0 to 65,535"),
        ({"API_PORT": "70000"}, "API_PORT: expected a number from 0 to 65,535"),
        ({"API_PORT": "80.5"}, "API_PORT: expected a whole number from 0 to 65,535"),
        ({"GITHUB_API_URL": "http://[::1"},
         "GITHUB_API_URL: expected a plain http:// or https:// address without user or query"),
        ({"PUBLIC_URL": "https://relay.example:port"},
         "PUBLIC_URL: expected a plain http:// or https:// address without user or query"),
        ({"GITHUB_API_URL": "http://bücher.example"},
         "GITHUB_API_URL: expected a plain http:// or https:// address without user or query"),
        ({"CONTROL_REPO": "octo-owner/.."},
         "CONTROL_REPO: expected OWNER/NAME of the repository that runs the workflow"),
        ({"ANSWER_SECONDS": "nan"}, "ANSWER_SECONDS: expected a number from 1 to 600"),
        ({"DEBUG": "perhaps"}, "DEBUG: expected 1 or 0"),
    ],
)  # fmt: skip
def test_a_wrong_setting_is_named_with_what_it_should_be(change: dict[str, str], sentence: str) -> None:
    with pytest.raises(SettingsError) as error:
        read_settings(GOOD | change)
    assert str(error.value) == sentence


@pytest.mark.parametrize("name", GOOD)
def test_the_relay_does_not_start_without(name: str) -> None:
    env = {"PATH": os.environ["PATH"], **GOOD}
    del env[name]
    ended = subprocess.run(
        [sys.executable, "-m", "relay"],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (ended.returncode, ended.stdout, ended.stderr.count("\n")) == (3, "", 1)
    assert ended.stderr.startswith(f"relay: {name}: expected ")


def test_an_address_that_cannot_be_listened_on_names_its_settings() -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "relay"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **GOOD, "API_HOST": "192.0.2.1", "API_PORT": "0"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode
    said = "API_HOST, API_PORT: expected an address of this machine and a free port"
    assert json.loads(ended.stderr.splitlines()[-1])["message"] == said


def test_help_teaches_every_setting() -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "relay", "--help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    for name in (*GOOD, "API_PORT", "PUBLIC_URL", "MAX_BODY_BYTES", "exit codes: 0 ended by a signal, 3"):
        assert name in ended.stdout

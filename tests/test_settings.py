"""The orchestrator's settings: forgiving where pasting goes wrong, plain where a value cannot be meant."""

import pytest

from orchestrator.errors import SettingsError
from orchestrator.settings import read_settings


@pytest.mark.parametrize("name", ["TARGET_TOKEN", "GITHUB_TOKEN"])
def test_a_token_may_come_with_the_line_break_it_was_pasted_with(name: str) -> None:
    settings = read_settings({name: "ghp_x\n"})
    assert "ghp_x" in {settings.target_token.get_secret_value(), settings.github_token.get_secret_value()}


@pytest.mark.parametrize(
    ("env", "sentence"),
    [
        ({"TARGET_TOKEN": "ghp_x ghp_y"}, "TARGET_TOKEN: expected one token, without spaces or line breaks"),
        ({"GITHUB_TOKEN": "tökén"}, "GITHUB_TOKEN: expected one token, without spaces or line breaks"),
        ({"TARGET_OWNER": "https://github.com/o"}, "TARGET_OWNER: expected the name of a GitHub account"),
        ({"TARGET_OWNER": " ", "GITHUB_USERNAME": "a b"},
         "GITHUB_USERNAME: expected the name of a GitHub account"),
        ({"PAGES_URL": "https://x/{repo}/{branch}"},
         "PAGES_URL: expected an address with {owner} and {repo} in it"),
        ({"TASK_SECONDS": "nan"}, "TASK_SECONDS: expected a number of seconds, at most a day's"),
        ({"TASK_SECONDS": "ten"}, "TASK_SECONDS: expected a number of seconds"),
    ],
)  # fmt: skip
def test_a_value_that_cannot_be_meant_names_its_setting(env: dict[str, str], sentence: str) -> None:
    with pytest.raises(SettingsError) as error:
        read_settings(env)
    assert str(error.value) == sentence


def test_an_owner_is_read_without_the_space_around_it() -> None:
    assert read_settings({"TARGET_OWNER": "crew\n", "CONTROL_REPO": "ada/control"}).target_owner == "crew"

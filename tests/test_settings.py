"""The orchestrator's settings: pasted values are trimmed, wrong values are named."""

import pytest

from orchestrator.errors import SettingsError
from orchestrator.settings import read_settings

ADDRESS = "an address that begins with https:// or http://"


def test_space_and_line_breaks_around_a_pasted_value_are_removed() -> None:
    env = {
        "TARGET_TOKEN": "ghp_x\n",
        "GITHUB_TOKEN": " ghs_y",
        "TARGET_OWNER": "crew\n",
        "CONTROL_REPO": "a/b",
    }
    settings = read_settings(env)
    tokens = [token.get_secret_value() for token in (settings.target_token, settings.github_token)]
    assert (tokens, settings.target_owner) == (["ghp_x", "ghs_y"], "crew")


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
        ({"OPENAI_BASE_URL": "localhost:11434"}, f"OPENAI_BASE_URL: expected {ADDRESS}"),
        ({"FALLBACK_BASE_URL": "http://[x"}, f"FALLBACK_BASE_URL: expected {ADDRESS}"),
        ({"TASK_SECONDS": "nan"}, "TASK_SECONDS: expected a number of seconds, at most a day's"),
        ({"TASK_SECONDS": "ten"}, "TASK_SECONDS: expected a number of seconds"),
    ],
)  # fmt: skip
def test_the_error_for_a_wrong_value_names_its_setting(env: dict[str, str], sentence: str) -> None:
    with pytest.raises(SettingsError) as error:
        read_settings(env)
    assert str(error.value) == sentence


@pytest.mark.parametrize(
    ("address", "base_url", "query"),
    [
        ("https://x.example/v1/", "https://x.example/v1", {}),
        ("http://127.0.0.1:11434/v1/chat/completions", "http://127.0.0.1:11434/v1", {}),
        ("http://h/deployments/d?api-version=1", "http://h/deployments/d", {"api-version": "1"}),
        ("https://h/d/chat/completions?api-version=1#x", "https://h/d", {"api-version": "1"}),
    ],
)
def test_an_endpoint_may_be_given_with_its_whole_path_and_a_query(
    address: str, base_url: str, query: dict[str, str]
) -> None:
    [provider] = read_settings({"OPENAI_BASE_URL": address, "OPENAI_API_KEY": "k"}).providers
    assert (provider.base_url, provider.query) == (base_url, query)


@pytest.mark.parametrize(
    ("env", "keys", "credentials"),
    [
        ({}, [], ()),
        ({"OPENAI_API_KEY": "sk-1"}, ["sk-1"], ("OPENAI_API_KEY",)),
        ({"OPENAI_BASE_URL": "http://localhost:11434/v1"}, ["none"], ()),
        ({"OPENAI_API_KEY": "sk-1", "FALLBACK_BASE_URL": "http://h/v1"}, ["sk-1", "none"],
         ("OPENAI_API_KEY",)),
    ],
)  # fmt: skip
def test_an_address_without_a_key_is_a_local_server(
    env: dict[str, str], keys: list[str], credentials: tuple[str, ...]
) -> None:
    settings = read_settings(env)
    assert [provider.api_key.get_secret_value() for provider in settings.providers] == keys
    assert settings.credentials == credentials

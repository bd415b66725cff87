"""`orchestrator preflight`: try every token and key before anything is spent, and name all that is wrong."""

import argparse
import logging
import time

from orchestrator.errors import PublishError, SettingsError
from orchestrator.network.http import OutsideError, fetch
from orchestrator.publish.github.api import Api
from orchestrator.publish.github.token_check import account_problems, look_up_account, token_problems
from orchestrator.runtime.deadline import Deadline
from orchestrator.settings import NO_KEY, Provider, Settings

logger = logging.getLogger(__name__)

SECONDS = 60.0
"""For GitHub; a model's server gets `MODEL_SECONDS`."""
MODEL_SECONDS = 20.0
OPENAI = "https://api.openai.com/v1"


class SettingsWrong(SettingsError):
    """One or more settings do not work; the message has all of them, a line each."""

    def __init__(self, problems: list[str]) -> None:
        super(SettingsError, self).__init__("; ".join(problems))
        self.problems = problems


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Check the target token and the models' keys.

    Raises:
        SettingsWrong: something is missing or refused.
    """
    problems = find_problems(settings, quick=args.quick)
    if problems:
        raise SettingsWrong(problems)
    logger.info("preflight: every token and key that is set works")
    return 0


def find_problems(settings: Settings, *, quick: bool = False) -> list[str]:
    """What is wrong with the target token and the models' keys: each with the page to mend it."""
    repository = f"{settings.server_url}/{settings.control_repo or 'OWNER/NAME'}"
    secrets, variables = f"{repository}/settings/secrets/actions", f"{repository}/settings/variables/actions"
    problems = []
    if not settings.target_token.get_secret_value():
        problems.append(f"TARGET_TOKEN: not set; add it at {secrets}")
    else:
        problems += [f"TARGET_TOKEN: {problem}" for problem in _target_problems(settings, quick)]
    for provider in settings.providers:
        problems += _provider_problems(provider, secrets, variables)
    return problems


def _target_problems(settings: Settings, quick: bool) -> list[str]:
    api = Api(settings.api_url, settings.target_token, Deadline.after(SECONDS), time.sleep)
    owner, control = settings.target_owner, settings.control_repo
    existing = control if control.split("/")[0].lower() == owner.lower() else ""
    try:
        if quick:
            return account_problems(look_up_account(api), settings.server_url)
        return token_problems(api, owner, existing, settings.server_url)
    except PublishError as error:
        logger.warning("preflight: TARGET_TOKEN was not checked: %s", error)  # no reason to stop a task
        return []


def _provider_problems(provider: Provider, secrets: str, variables: str) -> list[str]:
    """Whether the server lists its models for this key; an answer other than a refusal proves nothing."""
    key = provider.api_key.get_secret_value()
    url = f"{(provider.base_url or OPENAI).rstrip('/')}/models"
    headers = {} if key == NO_KEY else {"authorization": f"Bearer {key}"}
    try:
        answer = fetch(
            "GET", url, timeout=MODEL_SECONDS, max_bytes=1_000_000, allow_private=True, headers=headers
        )
    except OutsideError as error:
        return [f"{provider.setting}_BASE_URL: {error}; change it at {variables}"]
    if answer.status in {401, 403}:
        name = f"{provider.setting}_API_KEY"
        return [f"{name}: the server answered {answer.status} to this key; save another at {secrets}"]
    return []

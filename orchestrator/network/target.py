"""The repository of a task: it follows from the request and the settings alone."""

from typing import Any

from orchestrator.errors import SettingsError
from orchestrator.network.github_rest import NoAnswer, get_json
from orchestrator.records import Target
from orchestrator.settings import Settings
from orchestrator.task.event import Envelope
from orchestrator.task.identity import owner_suffix, pages_url, repository_name
from orchestrator.task.ownership import PREFIX

MAX_PAGES = 5
"""Of a hundred repositories each, newest first: an older sender's next round comes within days."""


def find_target(envelope: Envelope, settings: Settings) -> Target:
    """The target of a task; asks GitHub only for a later round of an older sender, whose `task` is a verb.

    Raises:
        SettingsError: nothing says whose the app is.
        NoAnswer: GitHub does not list the owner's repositories.
    """
    owner, task = settings.target_owner, envelope.task
    if not owner:
        raise SettingsError("TARGET_OWNER", "the account or organisation that owns the apps")
    first = task.model_copy(update={"round": 1})
    repo = repository_name(task) or _newest(owner_suffix(task), settings) or str(repository_name(first))
    return Target(owner=owner, repo=repo, pages_url=pages_url(settings.pages_url, owner, repo))


def _newest(suffix: str, settings: Settings) -> str | None:
    for page in range(1, MAX_PAGES + 1):
        listed = _repositories(settings, page)
        names = (str(entry.get("name", "")) for entry in listed if isinstance(entry, dict))
        newest = next((name for name in names if name.startswith(PREFIX) and name.endswith(suffix)), None)
        if newest or len(listed) < 100:
            return newest
    return None


def _repositories(settings: Settings, page: int) -> list[Any]:
    order: dict[str, str | int] = {"sort": "created", "direction": "desc", "per_page": 100, "page": page}
    url = f"{settings.api_url}/users/{settings.target_owner}/repos"
    status, listed = get_json(url, settings.github_token.get_secret_value(), order)
    if not isinstance(listed, list):
        raise NoAnswer(f"GitHub answered {status}")
    return listed

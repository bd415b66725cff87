"""One read of GitHub's REST API, mostly with the token of the run; without a token it is anonymous.

Who knows the SHA of a blob can read the task in it, so no message names a path: logs of public repositories
are public.
"""

import base64
import hashlib
import json
import re
from collections.abc import Iterator
from functools import partial
from typing import Any, TypeVar
from urllib.parse import urlencode

from orchestrator.errors import InvalidField, OrchestratorError, SettingsError
from orchestrator.network.http import OutsideError, fetch
from orchestrator.network.retry import retrying
from orchestrator.records import Target
from orchestrator.runtime.deadline import Deadline
from orchestrator.settings import Settings
from orchestrator.task.event import Envelope
from orchestrator.task.identity import owner_suffix, pages_url, repository_name
from orchestrator.task.ownership import PREFIX

TIMEOUT = 20.0
MAX_BYTES = 256 * 1024 * 1024
MAX_PAGES, PER_PAGE = 10, 100

Json = TypeVar("Json", dict[str, Any], list[Any])


class NoAnswer(Exception):
    """GitHub did not give what was asked for."""


class BlobUnreadable(OrchestratorError):
    """GitHub did not return the blob that holds the task."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"the task's blob cannot be read: {reason}; run the job again")


def get_json(settings: Settings, path: str, kind: type[Json], **query: str | int) -> Json:
    """The JSON at `path` of the API, an object or a list.

    Raises:
        NoAnswer: there was none within `TIMEOUT` seconds, or another one; its text says why.
    """
    token = settings.github_token.get_secret_value()
    headers = {"accept": "application/vnd.github+json"}
    headers |= {"authorization": f"Bearer {token}"} if token else {}
    url = f"{settings.api_url}{path}" + (f"?{urlencode(query)}" if query else "")
    try:
        answer = fetch("GET", url, timeout=TIMEOUT, max_bytes=MAX_BYTES, allow_private=True, headers=headers)
        body = json.loads(answer.body) if answer.status == 200 else None
    except OutsideError as error:
        raise NoAnswer(error.reason) from error
    except ValueError as error:
        raise NoAnswer("it is not JSON") from error
    if not isinstance(body, kind):
        raise NoAnswer(f"GitHub answered {answer.status}")
    return body


def read_blob(settings: Settings, deadline: Deadline, sha: str) -> bytes:
    """Fetch blob `sha` of the control repository and check its size and SHA.

    Raises:
        InvalidField: `sha` is not an object name, or the content does not match it.
        BlobUnreadable: GitHub does not return the blob within three attempts or by the deadline.
    """
    if not re.fullmatch(r"[0-9a-f]{40}", sha):
        raise InvalidField("client_payload.blob", "the 40 hexadecimal digits of a git blob")
    read = partial(get_json, settings, f"/repos/{settings.control_repo}/git/blobs/{sha}", dict)
    try:
        answer = retrying(read, on=NoAnswer, deadline=deadline, attempts=3)
        data = base64.b64decode(str(answer.get("content", "")))
    except NoAnswer as error:
        raise BlobUnreadable(str(error)) from error
    except ValueError as error:
        raise BlobUnreadable("GitHub's answer is not base64") from error
    git_name = hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()
    if answer.get("size") != len(data) or git_name != sha:
        raise InvalidField("client_payload.blob", "a blob whose size and content match its SHA")
    return data


def repository_names(settings: Settings) -> Iterator[str]:
    """The names of the repositories of the apps' owner, newest first; raises as `get_json`."""
    query: dict[str, str | int] = {"sort": "created", "direction": "desc", "per_page": PER_PAGE}
    for page in range(1, MAX_PAGES + 1):
        listed = get_json(settings, f"/users/{settings.target_owner}/repos", list, **query, page=page)
        yield from (str(entry.get("name", "")) for entry in listed if isinstance(entry, dict))
        if len(listed) < PER_PAGE:
            return


def find_target(envelope: Envelope, settings: Settings) -> Target:
    """The target of a task; asks GitHub only for a later round of an older sender, whose `task` is a verb.

    Raises:
        SettingsError: nothing says whose the app is.
        NoAnswer: GitHub does not list the owner's repositories.
    """
    owner, task = settings.target_owner, envelope.task
    if not owner:
        raise SettingsError("TARGET_OWNER", "the account or organisation that owns the apps")
    repo = repository_name(task) or _newest(owner_suffix(task), settings)
    repo = repo or str(repository_name(task.model_copy(update={"round": 1})))
    return Target(owner=owner, repo=repo, pages_url=pages_url(settings.pages_url, owner, repo))


def _newest(suffix: str, settings: Settings) -> str | None:
    names = repository_names(settings)
    return next((name for name in names if name.startswith(PREFIX) and name.endswith(suffix)), None)

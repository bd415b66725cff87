"""Reading a large task from the control repository's git blobs.

Who knows the SHA can read the task, so no message names it: logs of public repositories are public.
"""

import base64
import hashlib
import re
from typing import Any

from orchestrator.errors import InvalidField, OrchestratorError
from orchestrator.network.github_rest import NoAnswer, get_json
from orchestrator.network.retry import retrying
from orchestrator.runtime.deadline import Deadline


class BlobUnreadable(OrchestratorError):
    """GitHub did not return the blob that holds the task."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"the task's blob cannot be read: {reason}; run the job again")


def read_blob(api_url: str, repository: str, token: str, deadline: Deadline, sha: str) -> bytes:
    """Fetch blob `sha` of `repository` (OWNER/NAME) and check its size and SHA.

    Raises:
        InvalidField: `sha` is not an object name, or the content does not match it.
        BlobUnreadable: GitHub does not return the blob within three attempts or by the deadline.
    """
    if not re.fullmatch(r"[0-9a-f]{40}", sha):
        raise InvalidField("client_payload.blob", "the 40 hexadecimal digits of a git blob")
    url = f"{api_url}/repos/{repository}/git/blobs/{sha}"
    answer = retrying(lambda: _get(url, token), on=BlobUnreadable, deadline=deadline, attempts=3)
    try:
        data = base64.b64decode(str(answer.get("content", "")))
    except ValueError as error:
        raise BlobUnreadable("GitHub's answer is not base64") from error
    git_name = hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()
    if answer.get("size") != len(data) or git_name != sha:
        raise InvalidField("client_payload.blob", "a blob whose size and content match its SHA")
    return data


def _get(url: str, token: str) -> dict[str, Any]:
    try:
        status, body = get_json(url, token)
    except NoAnswer as error:
        raise BlobUnreadable(str(error)) from error
    if not isinstance(body, dict):
        raise BlobUnreadable(f"GitHub answered {status}")
    return body

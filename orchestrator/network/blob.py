"""Reading a large task back from the control repository's git blobs."""

import base64
import hashlib
import re
from typing import Any

from orchestrator.errors import InvalidField, OrchestratorError
from orchestrator.network.github_rest import NoAnswer, get_json
from orchestrator.network.retry import retrying
from orchestrator.runtime.deadline import Deadline


class BlobUnreadable(OrchestratorError):
    """GitHub did not hand out the blob that holds the task."""

    retry_after: float | None = None

    def __init__(self, sha: str, reason: str) -> None:
        """Name the blob and say what GitHub answered."""
        super().__init__(f"blob {sha}: {reason}; run the job again")


def read_blob(api_url: str, repository: str, token: str, deadline: Deadline, sha: str) -> bytes:
    """Fetch blob `sha` of `repository` (OWNER/NAME), and check its size and its SHA.

    Raises:
        InvalidField: `sha` is no object name, or the content is not what it names.
        BlobUnreadable: GitHub does not answer with the blob, after three attempts or at the deadline.
    """
    if not re.fullmatch(r"[0-9a-f]{40}", sha):
        raise InvalidField("client_payload.blob", "the 40 hexadecimal digits of a git blob")
    url = f"{api_url}/repos/{repository}/git/blobs/{sha}"
    answer = retrying(
        lambda: _get(url, token, sha),
        on=BlobUnreadable,
        deadline=deadline,
        attempts=3,
    )
    try:
        data = base64.b64decode(str(answer.get("content", "")))
    except ValueError as error:
        raise BlobUnreadable(sha, "GitHub's answer is no base64") from error
    if answer.get("size") != len(data) or _git_name(data) != sha:
        raise InvalidField("client_payload.blob", f"a blob whose size and content fit {sha}")
    return data


def _get(url: str, token: str, sha: str) -> dict[str, Any]:
    try:
        status, body = get_json(url, token)
    except NoAnswer as error:
        raise BlobUnreadable(sha, f"{error} while reading it") from error
    if not isinstance(body, dict):
        raise BlobUnreadable(sha, f"GitHub answered {status}")
    return body


def _git_name(data: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()

"""One GET of GitHub's REST API, for the jobs without PyGithub; without a token it is anonymous."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from orchestrator.network.http import OutsideError, fetch

TIMEOUT = 20.0
MAX_BYTES = 256 * 1024 * 1024


class NoAnswer(Exception):
    """No response, or one that is not JSON; the text names no path."""


def get_json(url: str, token: str, params: Mapping[str, str | int] | None = None) -> tuple[int, Any]:
    """The status, and the JSON if the status is 200, else None.

    Raises:
        NoAnswer: there was none within `TIMEOUT` seconds, or it is not JSON.
    """
    headers = {"accept": "application/vnd.github+json"} | (
        {"authorization": f"Bearer {token}"} if token else {}
    )
    address = f"{url}?{urlencode(params)}" if params else url
    try:
        answer = fetch(
            "GET", address, timeout=TIMEOUT, max_bytes=MAX_BYTES, allow_private=True, headers=headers
        )
        return answer.status, json.loads(answer.body) if answer.status == 200 else None
    except OutsideError as error:
        raise NoAnswer(error.reason) from error
    except ValueError as error:
        raise NoAnswer("it is not JSON") from error

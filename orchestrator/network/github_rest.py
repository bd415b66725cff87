"""One GET of GitHub's REST API, for the jobs without PyGithub; without a token it is anonymous."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from orchestrator.network.bounded import within

TIMEOUT = 20.0


class NoAnswer(Exception):
    """No response, or one that is not JSON; the text is the type of the error alone."""


def get_json(url: str, token: str, params: Mapping[str, str | int] | None = None) -> tuple[int, Any]:
    """The status, and the JSON if the status is 200, else None.

    Raises:
        NoAnswer: there was none within `TIMEOUT` seconds, or it is not JSON.
    """
    import requests

    headers = {"Accept": "application/vnd.github+json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    try:
        answer = within(TIMEOUT, partial(requests.get, url, params=params, headers=headers, timeout=TIMEOUT))
        return answer.status_code, answer.json() if answer.status_code == 200 else None
    except (TimeoutError, requests.RequestException) as error:
        raise NoAnswer(type(error).__name__) from error

"""One GET of GitHub's REST API, for the jobs that have no PyGithub; an unset token asks anonymously."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from orchestrator.network.bounded import within

ANSWER_SECONDS = 20.0


class NoAnswer(Exception):
    """Nothing came, or nothing that can be read; the text is the sort of the error alone."""


def get_json(url: str, token: str, params: Mapping[str, str | int] | None = None) -> tuple[int, Any]:
    """The status, and the JSON where it is 200, else None.

    Raises:
        NoAnswer: there was none within `ANSWER_SECONDS`, or it is no JSON.
    """
    import requests

    headers = {"Accept": "application/vnd.github+json"} | (
        {"Authorization": f"Bearer {token}"} if token else {}
    )
    ask = partial(requests.get, url, params=params, headers=headers, timeout=ANSWER_SECONDS)
    try:
        answer = within(ANSWER_SECONDS, ask)
        return answer.status_code, answer.json() if answer.status_code == 200 else None
    except (TimeoutError, requests.RequestException) as error:
        raise NoAnswer(type(error).__name__) from error

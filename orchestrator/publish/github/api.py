"""GitHub's REST API through PyGithub: bounded and counted calls, whose failures are sentences.

PyGithub's own pauses and repeats are off: it would wait a second between writes and repeat a POST by itself.
Temporary failures are repeated here, so every caller must accept "already exists" as an answer.
"""

import json
import logging
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, TypeVar

import requests
from github import Auth, Github
from github.Requester import Requester
from pydantic import SecretStr

from orchestrator.network.bounded import within
from orchestrator.network.retry import Sleep, retrying, seconds_asked
from orchestrator.publish.errors import TEMPORARY, GitHubBusy, Refused
from orchestrator.runtime.deadline import Deadline
from orchestrator.runtime.masking import masked

logger = logging.getLogger(__name__)

HEADERS = {"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"}

SECONDARY_WAIT = 60.0
"""Seconds that GitHub asks for where a secondary limit names no time (REST best practices)."""

T = TypeVar("T")


@dataclass(frozen=True)
class Reply:
    """An answer that is not a temporary failure."""

    status: int
    data: Any
    """The JSON or the text, or None."""
    headers: Mapping[str, str]
    token: str = field(default="", repr=False)
    """Of the call; masked where GitHub repeats it."""

    @property
    def fields(self) -> dict[str, Any]:
        """The JSON object of the answer; empty if it holds none."""
        return self.data if isinstance(self.data, dict) else {}

    @property
    def message(self) -> str:
        """GitHub's message, with the single errors of a 422 and without the token."""
        errors = self.fields.get("errors") or []
        listed = errors if isinstance(errors, list) else [errors]
        details = [str(e.get("message") or e.get("code")) if isinstance(e, dict) else str(e) for e in listed]
        text = ", ".join([str(self.fields.get("message") or "no reason given"), *details])
        return masked(text, [self.token])

    @property
    def outcome(self) -> str:
        """Status and message."""
        return f"GitHub answered {self.status}: {self.message}"


@dataclass
class Api:
    """A connection to the API of one GitHub, for one token."""

    url: str
    token: SecretStr
    deadline: Deadline
    sleep: Sleep
    calls: dict[str, int] = field(default_factory=dict)
    """Calls made, by class: `read`, `write`, `content`."""
    seconds: float = 20.0
    """Limit of one attempt."""

    def call(
        self,
        method: str,
        path: str,
        body: dict[str, Any] | None = None,
        *,
        what: str,
        grace: Deadline | None = None,
        repeat: Collection[int] = (403, 404, 422),
    ) -> Reply:
        """Send one request and return the answer, whatever its status, once it is no temporary failure.

        `what` names the action in the log and in errors. Until the end of `grace` the statuses in `repeat`,
        unless they say that something exists already, are temporary too: GitHub may not show yet what was
        created moments ago.
        """

        def once() -> Reply:
            reply = self._once(method, path, body, what)
            if grace and not grace.passed and reply.status in repeat and "already" not in reply.message:
                raise GitHubBusy(what, reply.outcome)
            return reply

        return retrying(once, on=GitHubBusy, deadline=self.deadline, sleep=self.sleep)

    def read_list(self, path: str, key: str, what: str, make: Callable[[dict[str, Any]], T]) -> list[T]:
        """The entries of the list `key` of an answer, each as `make` reads it.

        Raises:
            Refused: GitHub refuses.
            GitHubBusy: outage until the deadline, or an answer of another shape.
        """
        reply = self.call("GET", path, what=what)
        if reply.status != 200:
            raise Refused(what, reply.outcome)
        try:
            return [make(entry) for entry in reply.fields[key]]
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise GitHubBusy(what, f"GitHub's answer is not as documented ({key})") from error

    def _once(self, method: str, path: str, body: dict[str, Any] | None, what: str) -> Reply:
        kind = {"GET": "read", "POST": "content"}.get(method, "write")
        self.calls[kind] = self.calls.get(kind, 0) + 1
        seconds = max(1, round(min(self.seconds, self.deadline.remaining())))
        token = self.token.get_secret_value()
        send = partial(
            _client(self.url, token, seconds).requestJson, method, path, headers=dict(HEADERS), input=body
        )
        try:
            status, headers, text = within(seconds, send)
        except (TimeoutError, requests.Timeout) as error:
            raise GitHubBusy(what, f"no answer within {seconds} s") from error
        except requests.RequestException as error:
            raise GitHubBusy(what, f"no answer ({type(error).__name__})") from error
        except RuntimeError as error:  # PyGithub raises it for a redirect that it does not follow
            raise Refused(what, f"GITHUB_API_URL redirects elsewhere ({error})") from error
        reply = Reply(status, _content(status, headers, text, what), headers, token)
        _raise_if_busy(reply, what, self.deadline.now)
        logger.debug("%s %s: %d", method, path, reply.status)
        return reply


def _client(url: str, token: str, seconds: int) -> Requester:
    """A connection of its own for each attempt: one that timed out would still wait for its answer."""
    return Github(
        auth=Auth.Token(token) if token else None,
        base_url=url,
        timeout=seconds,
        retry=None,
        seconds_between_requests=None,
        seconds_between_writes=None,
    ).requester


def _content(status: int, headers: Mapping[str, str], text: str, what: str) -> Any:  # noqa: ANN401 - any JSON
    if "json" not in headers.get("content-type", ""):
        return text
    try:
        return json.loads(text) if text else None
    except ValueError as error:
        raise GitHubBusy(what, f"GitHub's answer {status} is not JSON") from error


def _raise_if_busy(reply: Reply, what: str, now: Callable[[], datetime]) -> None:
    if reply.status >= 500:
        asked = seconds_asked(reply.headers.get("retry-after"), now())
        raise GitHubBusy(what, f"GitHub answered {reply.status}", asked)
    limit = rate_limit(what, reply.status, reply.headers, reply.message, now())
    if limit:
        raise limit


def rate_limit(
    what: str, status: int | None, headers: Mapping[str, str], message: str, now: datetime
) -> GitHubBusy | None:
    """The rate limit that an answer reports in its headers or its `message`; None if it reports none."""
    if status not in {403, 429}:
        return None
    kind, asked = "secondary", seconds_asked(headers.get("retry-after"), now)
    reset = headers.get("x-ratelimit-reset", "")
    if asked is None and headers.get("x-ratelimit-remaining") == "0" and re.fullmatch(r"\d{1,11}", reset):
        kind, asked = "primary", max(1.0, (datetime.fromtimestamp(int(reset), UTC) - now).total_seconds())
    if asked is None and (status == 429 or TEMPORARY.search(message)):
        asked = SECONDARY_WAIT
    if asked is None:
        return None
    end = now + timedelta(seconds=asked)
    return GitHubBusy(what, f"GitHub's {kind} rate limit holds until {end:%H:%M:%S} UTC", asked)

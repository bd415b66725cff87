"""GitHub's REST API through PyGithub: bounded and counted calls, whose failures are sentences.

PyGithub's own pauses and repeats are off: it would wait a second between writes and repeat a POST by itself.
The repeats are made here, so every caller must accept "already exists" as an answer.
"""

import json
import logging
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property, partial
from typing import Any

import requests
from github import Auth, Github
from github.Requester import Requester
from pydantic import SecretStr

from orchestrator.errors import PublishError
from orchestrator.network.bounded import within
from orchestrator.network.retry import Sleep, retrying, seconds_asked
from orchestrator.publish.errors import TEMPORARY, Refused
from orchestrator.runtime.deadline import Deadline
from orchestrator.runtime.masking import masked

logger = logging.getLogger(__name__)

HEADERS = {"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"}

SECONDARY_WAIT = 60.0
"""Seconds that GitHub asks for where a secondary limit names no time (REST best practices)."""

NOT_VISIBLE = frozenset({403, 404, 422})
"""How GitHub answers for some seconds about a repository that it has just created."""


class GitHubBusy(PublishError):
    """A call that failed, but may succeed when repeated."""

    def __init__(self, what: str, reason: str, retry_after: float | None = None) -> None:
        """Say `what` was tried and the `reason`; `retry_after`: the wait that GitHub asked for, in s."""
        super().__init__(f"{what}: {reason}")
        self.retry_after = retry_after


class RateLimited(GitHubBusy):
    """GitHub wants fewer calls."""

    def __init__(self, what: str, kind: str, until: datetime, retry_after: float) -> None:
        """`kind` is primary or secondary; `until` (aware) is the end of the limit."""
        super().__init__(what, f"GitHub's {kind} rate limit holds until {until:%H:%M:%S} UTC", retry_after)
        self.until = until


@dataclass(frozen=True)
class Reply:
    """An answer that is not a temporary failure."""

    status: int
    data: Any
    """The JSON, or None."""
    headers: dict[str, str]

    @property
    def fields(self) -> dict[str, Any]:
        """The JSON object of the answer; empty if it holds none."""
        return self.data if isinstance(self.data, dict) else {}

    @property
    def message(self) -> str:
        """GitHub's message, with the single errors of a 422."""
        errors = self.fields.get("errors") or []
        listed = errors if isinstance(errors, list) else [errors]
        details = [str(e.get("message") or e.get("code")) if isinstance(e, dict) else str(e) for e in listed]
        return ", ".join([str(self.fields.get("message") or "no reason given"), *details])


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
        repeat: Collection[int] = NOT_VISIBLE,
    ) -> Reply:
        """Send one request and return the answer, whatever its status, once it is no temporary failure.

        `what` names the action in the log and in errors. Until the end of `grace` the statuses in `repeat`
        are temporary too, because what was created moments ago may not be visible yet.

        Raises:
            GitHubBusy: outage, broken answer or rate limit until the deadline.
        """

        def once() -> Reply:
            reply = self._once(method, path, body, what)
            if grace and not grace.passed and reply.status in repeat:
                raise GitHubBusy(what, f"GitHub answered {reply.status}: {self.masked(reply.message)}")
            return reply

        return retrying(once, on=GitHubBusy, deadline=self.deadline, sleep=self.sleep)

    def _once(self, method: str, path: str, body: dict[str, Any] | None, what: str) -> Reply:
        kind = {"GET": "read", "POST": "content"}.get(method, "write")
        self.calls[kind] = self.calls.get(kind, 0) + 1
        seconds = self._timeout
        send = partial(self._requester.requestJson, method, path, headers=dict(HEADERS), input=body)
        try:
            status, headers, text = within(seconds, send)
        except (TimeoutError, requests.Timeout) as error:
            self.__dict__.pop("_requester", None)  # its connection is still waiting for that answer
            raise GitHubBusy(what, f"no answer within {seconds} s") from error
        except requests.RequestException as error:
            raise GitHubBusy(what, f"no answer ({type(error).__name__})") from error
        except RuntimeError as error:  # PyGithub raises it for a redirect that it does not follow
            raise Refused(what, f"GITHUB_API_URL redirects elsewhere ({error})") from error
        reply = Reply(status, _json(status, headers, text, what), headers)
        _raise_if_busy(reply, what, self.deadline.now)
        logger.debug("%s %s: %d", method, path, reply.status)
        return reply

    @property
    def _timeout(self) -> int:
        """Whole seconds, as PyGithub wants them."""
        return max(1, round(min(self.seconds, self.deadline.remaining())))

    @cached_property
    def _requester(self) -> Requester:
        token = self.token.get_secret_value()
        return Github(
            auth=Auth.Token(token) if token else None,
            base_url=self.url,
            timeout=self._timeout,
            retry=None,
            seconds_between_requests=None,
            seconds_between_writes=None,
        ).requester

    def masked(self, text: str) -> str:
        """`text` without the token."""
        return masked(text, [self.token.get_secret_value()])


def _json(status: int, headers: Mapping[str, str], text: str, what: str) -> Any:  # noqa: ANN401 - any JSON
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
) -> RateLimited | None:
    """The rate limit that an answer reports in its headers or its `message`; None if it reports none."""
    if status not in {403, 429}:
        return None
    asked = seconds_asked(headers.get("retry-after"), now)
    if asked is not None:
        return RateLimited(what, "secondary", now + timedelta(seconds=asked), asked)
    reset = headers.get("x-ratelimit-reset", "")
    if headers.get("x-ratelimit-remaining") == "0" and re.fullmatch(r"\d{1,11}(\.\d*)?", reset):
        until = datetime.fromtimestamp(float(reset), UTC)
        return RateLimited(what, "primary", until, max(1.0, (until - now).total_seconds()))
    if status == 429 or TEMPORARY.search(message):
        until = now + timedelta(seconds=SECONDARY_WAIT)
        return RateLimited(what, "secondary", until, SECONDARY_WAIT)
    return None

"""Envelope → event: a task is accepted when GitHub has answered 204, and never before."""

import base64
import time
from dataclasses import dataclass
from typing import Any

from orchestrator.task.event import Envelope, blob_payload, inline_payload, pack
from relay.errors import CallFailed, Unavailable
from relay.github.client import GitHub
from relay.github.schemas import Blob, parse

EVENT_TYPE = "task"

RETRY_SOON = 5.0
RETRY_WHEN_FIXED = 300.0

SEND_AGAIN = (
    "Send the same request again: a task that did start is recognised by its digest and not built twice."
)

_MOVED = "CONTROL_REPO has moved, its new name must be set"
_REASONS = {
    301: _MOVED,
    307: _MOVED,
    308: _MOVED,
    401: "GITHUB_TOKEN is wrong or has expired",
    403: "GITHUB_TOKEN lacks Contents: write on CONTROL_REPO, or that is archived",
    404: "CONTROL_REPO does not exist, or GITHUB_TOKEN may not write to it",
    413: "it finds the event too large",
    422: "it finds the event malformed or too large",
}


@dataclass(frozen=True)
class Event:
    """A task ready to be sent: inline, or, where it is too large for that, packed for a blob (base64)."""

    envelope: Envelope
    payload: dict[str, Any] | None
    packed: str = ""


def event_of(envelope: Envelope) -> Event:
    """Prepare the event of a task; for a large one this takes a while."""
    payload = inline_payload(envelope)
    return Event(envelope, payload, "" if payload else base64.b64encode(pack(envelope.task)).decode())


async def dispatch(event: Event, github: GitHub, seconds: float) -> None:
    """Send an event within `seconds`; returning means that GitHub has accepted it.

    Raises:
        Unavailable: the message says what was and what was not done.
    """
    ends, payload = time.monotonic() + seconds, event.payload
    github.limit.spend_posts(1 if payload else 2)
    if payload is None:
        payload = blob_payload(event.envelope, await _store(event.packed, github, ends))
    body = {"event_type": EVENT_TYPE, "client_payload": payload}
    try:
        response, wait = await github.post("/dispatches", body, ends)
    except CallFailed as error:
        if error.sent:
            raise _unknown(str(error)) from error
        raise _not_started(f"The task was not sent: {error}.") from error
    status = response.status_code
    if status >= 500 or (status < 300 and status != 204):  # 204 alone is how events are accepted
        raise _unknown(f"GitHub answered {status}")
    if status != 204:
        raise _rejected("the event", status, wait)


async def _store(packed: str, github: GitHub, ends: float) -> str:
    try:
        response, wait = await github.post("/git/blobs", {"content": packed, "encoding": "base64"}, ends)
    except CallFailed as error:
        raise _not_started(f"The task could not be stored: {error}.") from error
    if response.status_code != 201:
        raise _rejected("to store the task", response.status_code, wait)
    if blob := parse(Blob, response):
        return blob.sha
    raise _not_started("GitHub did not say where it stored the task.")


def _not_started(message: str, retry_after: float = RETRY_SOON) -> Unavailable:
    return Unavailable(f"{message} Nothing was started.", retry_after)


def _unknown(reason: str) -> Unavailable:
    return Unavailable(f"It is not known whether the task has started: {reason}. {SEND_AGAIN}", RETRY_SOON)


def _rejected(what: str, status: int, wait: float) -> Unavailable:
    """GitHub rejected `what`; `wait` is how long its limits ask for, 0.0 if they are not the reason."""
    if wait:
        return _not_started("GitHub limits the rate at present.", wait)
    down = status >= 500
    reason = _REASONS.get(status, "it may be down" if down else "no reason is known")
    message = f"GitHub refused {what} with {status}: {reason}."
    return _not_started(message, RETRY_SOON if down else RETRY_WHEN_FIXED)

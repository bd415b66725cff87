"""Envelope → event: the task counts as taken when GitHub has said 204, and never before."""

import asyncio
import base64
import time
from typing import Any

from orchestrator.task.event import Envelope, blob_payload, inline_payload, pack
from relay.errors import AGAIN, CallFailed, NotSent, Unavailable
from relay.github.client import GitHub
from relay.github.pacing import Pacing
from relay.settings import Settings

EVENT_TYPE = "task"

INLINE_AT_MOST = 30_000
"""Bytes of a body below which the payload is put together on the spot; a larger one goes to a thread."""

RETRY_SOON = 5.0
RETRY_WHEN_MENDED = 300.0

_MOVED = "CONTROL_REPO has moved, its new name must be set"
_MENDING = {
    301: _MOVED,
    307: _MOVED,
    308: _MOVED,
    401: "GITHUB_TOKEN is wrong or has expired",
    403: "GITHUB_TOKEN lacks Contents: write on CONTROL_REPO, or that is archived",
    404: "CONTROL_REPO does not exist, or GITHUB_TOKEN may not write to it",
    413: "it finds the event too large",
    422: "it finds the event malformed or too large",
}


class Dispatcher:
    """Hands envelopes to the control repository."""

    def __init__(self, github: GitHub, pacing: Pacing, settings: Settings) -> None:
        """Take the client, the pace and where the events go."""
        self._github = github
        self._pacing = pacing
        self._repo = f"/repos/{settings.control_repo}"
        self._seconds = settings.answer_seconds

    async def dispatch(self, envelope: Envelope, size: int) -> None:
        """Hand on a task whose body had `size` bytes; returning means that GitHub has accepted the event.

        Raises:
            Unavailable: the message says what was and what was not done.
        """
        ends = time.monotonic() + self._seconds
        payload, packed = (
            _prepare(envelope) if size <= INLINE_AT_MOST else await asyncio.to_thread(_prepare, envelope)
        )
        self._pacing.spend(posts=1 if packed is None else 2)
        if packed is not None:
            payload = blob_payload(envelope, await self._store(packed, ends))
        await self._send(payload, ends)

    async def _store(self, packed: str, ends: float) -> str:
        try:
            reply = await self._github.post(
                f"{self._repo}/git/blobs", {"content": packed, "encoding": "base64"}, _left(ends)
            )
        except CallFailed as error:
            raise Unavailable(
                f"The task could not be stored: {error}. Nothing was started.", RETRY_SOON
            ) from error
        wait = self._pacing.learn(reply)
        if reply.status != 201:
            raise _refused("to store the task", reply.status, wait)
        stored = reply.json()
        if not isinstance(stored, dict) or not isinstance(stored.get("sha"), str):
            raise Unavailable("GitHub did not say where it stored the task. Nothing was started.", RETRY_SOON)
        return str(stored["sha"])

    async def _send(self, payload: dict[str, Any], ends: float) -> None:
        event = {"event_type": EVENT_TYPE, "client_payload": payload}
        try:
            reply = await self._github.post(f"{self._repo}/dispatches", event, _left(ends))
        except NotSent as error:
            raise Unavailable(
                f"The task was not handed on: {error}. Nothing was started.", RETRY_SOON
            ) from error
        except CallFailed as error:
            raise _unknown(str(error)) from error
        wait = self._pacing.learn(reply)
        if reply.status == 204:
            return
        if reply.status >= 500 or reply.status < 300:  # 204 alone is how events are accepted
            raise _unknown(f"GitHub answered {reply.status}")
        raise _refused("the event", reply.status, wait)


def _unknown(reason: str) -> Unavailable:
    return Unavailable(f"It is not known whether the task has started: {reason}. {AGAIN}", RETRY_SOON)


def _refused(what: str, status: int, wait: float) -> Unavailable:
    """GitHub said no to `what`; `wait` is how long its limits ask for, 0.0 if it is not about limits."""
    if wait:
        return Unavailable("GitHub limits the rate at present. Nothing was started.", wait)
    down = status >= 500
    reason = _MENDING.get(status, "it may be down" if down else "the relay knows no reason for that")
    return Unavailable(
        f"GitHub refused {what} with {status}: {reason}. Nothing was started.",
        RETRY_SOON if down else RETRY_WHEN_MENDED,
    )


def _prepare(envelope: Envelope) -> tuple[dict[str, Any], None] | tuple[dict[str, Any], str]:
    """The payload, or the packed task in base64 where it is too large for one."""
    payload = inline_payload(envelope)
    if payload is not None:
        return payload, None
    return {}, base64.b64encode(pack(envelope.task)).decode()


def _left(ends: float) -> float:
    return max(0.1, ends - time.monotonic())

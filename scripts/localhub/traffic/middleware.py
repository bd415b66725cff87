"""What every request passes: faults, latency, limits, conditional requests, and the record of it."""

import asyncio
import hashlib
import socket
import struct
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass

from fastapi import Request, Response
from fastapi.responses import JSONResponse
from starlette.middleware.base import RequestResponseEndpoint
from starlette.types import ASGIApp, Receive, Scope, Send

from scripts.localhub.errors import ApiError
from scripts.localhub.state import State
from scripts.localhub.traffic.access import token_value
from scripts.localhub.traffic.calls import REST, Call, CallLog, Exchange, Kind, kind_of
from scripts.localhub.traffic.faults import Faults, Rule
from scripts.localhub.traffic.limits import Limits
from scripts.localhub.traffic.tokens import Token


def with_transport(app: ASGIApp) -> ASGIApp:
    """Put uvicorn's connection into the scope, so that a fault can reset it."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        scope["transport"] = getattr(getattr(send, "__self__", None), "transport", None)
        await app(scope, receive, send)

    return wrapped


@dataclass(frozen=True)
class Incoming:
    """A request with what is known of it before it is answered."""

    request: Request
    kind: Kind
    token: Token | None
    rule: Rule | None
    start: float

    @property
    def rest(self) -> bool:
        """Whether it is a REST call."""
        return self.kind in REST


@dataclass
class TrafficMiddleware:
    """HTTP middleware around the application."""

    state: State
    calls: CallLog
    limits: Limits
    faults: Faults

    async def __call__(self, request: Request, call_next: RequestResponseEndpoint) -> Response:
        """Answer one request, or apply its fault, and record the call before the caller has the answer."""
        incoming = self._incoming(request)
        rule = incoming.rule
        if rule and rule.replaces_answer:
            self._record(incoming, 0 if rule.reset or rule.half else rule.status or 0, b"")
        latency = self.state.latency.api if incoming.rest else 0.0
        await asyncio.sleep(latency + (rule.delay if rule else 0.0))
        if rule and rule.replaces_answer:
            return await _fault(rule, request, call_next)
        response = await self._answer(incoming, call_next)
        self._record(incoming, response.status_code, bytes(response.body))
        return response

    def _incoming(self, request: Request) -> Incoming:
        method, path = request.method, request.scope["path"]
        kind = kind_of(method, path, runner="x-localhub-runner" in request.headers)
        rule = None if kind == "runner" else self.faults.match(method, path)
        token = self.state.tokens.get(token_value(request) or "")
        return Incoming(request, kind, token, rule, time.monotonic())

    async def _answer(self, incoming: Incoming, call_next: RequestResponseEndpoint) -> Response:
        request, token = incoming.request, incoming.token
        if not incoming.rest:
            return await _complete(await call_next(request))
        await request.body()  # keeps it for the record
        try:
            if not request.url.path.endswith("/rate_limit"):
                self.limits.charge(token, incoming.kind)
            response = await _complete(await call_next(request))
        except ApiError as error:
            response = JSONResponse(error.body, error.status, error.headers)
        if incoming.kind == "read" and response.status_code == 200:
            response = self._conditional(incoming, response)
        response.headers.update(self.limits.headers(token) | (token.headers if token else {}))
        return response

    def _conditional(self, incoming: Incoming, response: Response) -> Response:
        """Give the answer an ETag, or 304, which is free, if the caller knows it already."""
        tag = f'W/"{hashlib.sha256(response.body).hexdigest()}"'
        if incoming.request.headers.get("if-none-match") == tag:
            self.limits.refund(incoming.token)
            return Response(status_code=304, headers={"ETag": tag})
        response.headers["ETag"] = tag
        return response

    def _record(self, incoming: Incoming, status: int, answer: bytes) -> None:
        request, rule = incoming.request, incoming.rule
        scope = request.scope
        route = str(getattr(scope.get("route"), "path", scope["path"])).removeprefix("/api/v3")
        call = Call(
            kind=incoming.kind,
            endpoint=f"{request.method} {route}",
            path=scope["path"],
            status=status,
            token=incoming.token.label if incoming.token else "",
            seconds=time.monotonic() - incoming.start,
            fault=bool(rule and rule.replaces_answer),
        )
        body: bytes = getattr(request, "_body", b"")
        recorded = incoming.rest and not call.fault
        self.calls.add(call, Exchange(call, request.url.query, body, answer) if recorded else None)


async def _complete(response: Response) -> Response:
    """The response with its whole body in memory."""
    chunks: AsyncIterator[bytes] | None = getattr(response, "body_iterator", None)
    if chunks is None:
        return response
    body = b"".join([chunk async for chunk in chunks])
    return Response(body, response.status_code, dict(response.headers))


async def _fault(rule: Rule, request: Request, call_next: RequestResponseEndpoint) -> Response:
    answer = Response()
    if rule.done or rule.half:
        answer = await _complete(await call_next(request))
    if rule.reset:
        _reset(request.scope["transport"])
    elif not rule.half:
        return Response(rule.body, rule.status or 500, dict(rule.headers))
    return CutOff(answer)


class CutOff(Response):
    """Announces the whole answer and sends half of it; uvicorn then closes the connection."""

    def __init__(self, whole: Response) -> None:
        """Take the status and headers of `whole`."""
        headers = dict(whole.headers) | {"content-length": str(len(whole.body) or 1)}
        super().__init__(whole.body, whole.status_code, headers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 # ASGI
        """Send the head and half of the body."""
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        half = self.body[: len(self.body) // 2]
        await send({"type": "http.response.body", "body": half, "more_body": True})


def _reset(transport: asyncio.Transport) -> None:
    """Close the connection so that the peer sees a reset, not an end."""
    raw: socket.socket = transport.get_extra_info("socket")
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()

"""What every request passes: faults, latency, limits, conditional requests, and the record of it."""

import asyncio
import hashlib
import socket
import struct
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

API_VERSIONS = ("2022-11-28", "2026-03-10")


def with_transport(app: ASGIApp) -> ASGIApp:
    """Put uvicorn's connection into the scope, so that a fault can reset it."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        scope["transport"] = getattr(getattr(send, "__self__", None), "transport", None)
        await app(scope, receive, send)

    return wrapped


@dataclass
class TrafficMiddleware:
    """HTTP middleware around the application."""

    state: State
    calls: CallLog
    limits: Limits
    faults: Faults

    async def __call__(self, request: Request, call_next: RequestResponseEndpoint) -> Response:
        """Answer one request, or apply its fault, and record the call before the caller has the answer."""
        headers, path = request.headers, request.scope["path"]
        kind = kind_of(request.method, path, runner="x-localhub-runner" in headers)
        anonymous = "authorization" not in headers
        rule = None if kind == "runner" else self.faults.match(request.method, path, anonymous=anonymous)
        latency = self.state.latency.api if kind in REST else 0.0
        if rule and rule.replaces_answer:
            self._record(request, kind, Response(status_code=rule.status or 0), fault=True)
            await asyncio.sleep(latency + rule.delay)
            return await _fault(rule, request, call_next)
        await asyncio.sleep(latency + (rule.delay if rule else 0.0))
        if kind in REST:
            response = await self._rest(request, kind, call_next)
        else:
            response = await _complete(await call_next(request))
        self._record(request, kind, response, fault=False)
        return response

    def _token(self, request: Request) -> Token | None:
        return self.state.tokens.get(token_value(request) or "")

    async def _rest(self, request: Request, kind: Kind, call_next: RequestResponseEndpoint) -> Response:
        token = self._token(request)
        await request.body()  # keeps it for the record
        _take_body_as_json(request)
        try:
            _check_headers(request)
            self.limits.charge(token, kind)
            response = await _complete(await call_next(request))
        except ApiError as error:
            response = JSONResponse(error.body, error.status, error.headers)
        if kind == "read" and response.status_code == 200:
            response = self._conditional(request, response)
        response.headers.update(self.limits.headers(token) | (token.headers if token else {}))
        return response

    def _conditional(self, request: Request, response: Response) -> Response:
        """Give the answer an ETag, or 304, which is free, if the caller knows it already."""
        tag = f'W/"{hashlib.sha256(response.body).hexdigest()}"'
        if request.headers.get("if-none-match") == tag:
            self.limits.refund(self._token(request))
            return Response(status_code=304, headers={"ETag": tag})
        response.headers["ETag"] = tag
        return response

    def _record(self, request: Request, kind: Kind, response: Response, *, fault: bool) -> None:
        scope, token = request.scope, self._token(request)
        route = str(getattr(scope.get("route"), "path", scope["path"])).removeprefix("/api/v3")
        label, endpoint = token.label if token else "", f"{request.method} {route}"
        call = Call(kind, endpoint, scope["path"], response.status_code, label)
        body: bytes = getattr(request, "_body", b"")
        exchange = Exchange(call, request.url.query, body, bytes(response.body))
        self.calls.add(call, exchange if kind in REST and not fault else None)


def _take_body_as_json(request: Request) -> None:
    """GitHub reads a body as JSON whatever its Content-Type says: curl's -d needs no header."""
    others = [pair for pair in request.scope["headers"] if pair[0] != b"content-type"]
    request.scope["headers"] = [*others, (b"content-type", b"application/json")]


def _check_headers(request: Request) -> None:
    if not request.headers.get("user-agent"):
        raise ApiError(403, "Request forbidden by administrative rules: it has no User-Agent header.")
    if request.headers.get("x-github-api-version", API_VERSIONS[0]) not in API_VERSIONS:
        raise ApiError(400, "The API version you have requested is not supported.")


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
    if rule.status is not None:
        return Response(rule.body, rule.status, dict(rule.headers))
    if rule.reset:
        _reset(request.scope["transport"])
    return CutOff(answer.body, answer.status_code, dict(answer.headers))


class CutOff(Response):
    """Announces the whole answer and sends half of it; uvicorn then closes the connection."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 # ASGI
        """Send the head and half of the body."""
        self.headers["content-length"] = str(len(self.body) or 1)
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        half = self.body[: len(self.body) // 2]
        await send({"type": "http.response.body", "body": half, "more_body": True})


def _reset(transport: asyncio.Transport) -> None:
    """Close the connection so that the peer sees a reset, not an end."""
    raw: socket.socket = transport.get_extra_info("socket")
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()

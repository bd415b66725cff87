"""What every request passes: faults, latency, limits, conditional requests, and the record of it."""

import asyncio
import hashlib
import socket
import struct
from typing import TYPE_CHECKING

from fastapi import Request, Response
from fastapi.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from scripts.localhub.errors import ApiError
from scripts.localhub.traffic.access import token_of
from scripts.localhub.traffic.calls import REST, Call, Kind, kind_of
from scripts.localhub.traffic.faults import Rule
from scripts.localhub.traffic.tokens import NO_TOKEN

if TYPE_CHECKING:
    from scripts.localhub.actions.engine import Engine

API_VERSIONS = ("2022-11-28", "2026-03-10")


class Traffic:
    """The application of a stand-in behind everything that a call passes before it is answered."""

    def __init__(self, app: ASGIApp, engine: "Engine") -> None:
        """`app` finds the engine, and the body once more, in the state of each request."""
        self.app, self.engine, self.state = app, engine, engine.state

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or apply its fault, and record the call before the caller has the answer."""
        request = Request(scope, receive)
        body = await request.body()
        scope["state"] = {"engine": self.engine, "body": body}
        kind = kind_of(request.method, scope["path"], runner="x-localhub-runner" in request.headers)
        anonymous, rule = "authorization" not in request.headers, None
        if kind != "runner":
            rule = self.state.faults.match(request.method, scope["path"], anonymous=anonymous)
        delay = (self.state.latency.api if kind in REST else 0.0) + (rule.delay if rule else 0.0)
        if rule and rule.replaces_answer:
            self._record(request, kind, rule.status or 0)
            await asyncio.sleep(delay)
            await self._fail(rule, request, receive, send)
            return
        await asyncio.sleep(delay)
        response = await self._rest(request, kind) if kind in REST else await self._answer(request)
        bodies = (body, bytes(response.body)) if kind in REST else ()
        self._record(request, kind, response.status_code, *bodies)
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        """The application's whole answer to a request whose body has been read."""
        incoming: list[Message] = [{"type": "http.request", "body": request.state.body}]
        messages: list[Message] = []

        async def receive() -> Message:
            return incoming.pop() if incoming else await asyncio.Future[Message]()  # the client stays

        async def send(message: Message) -> None:
            messages.append(message)

        await self.app(request.scope, receive, send)
        response = Response(b"".join(part.get("body", b"") for part in messages), messages[0]["status"])
        response.raw_headers = list(messages[0]["headers"])
        return response

    async def _rest(self, request: Request, kind: Kind) -> Response:
        limits, token = self.state.limits, token_of(request) or NO_TOKEN
        _take_body_as_json(request.scope)
        try:
            _check_headers(request)
            limits.charge(token, kind)
            response = await self._answer(request)
        except ApiError as error:
            response = JSONResponse(error.body, error.status, error.headers)
        if kind == "read" and response.status_code == 200:
            response.headers["ETag"] = tag = f'W/"{hashlib.sha256(response.body).hexdigest()}"'
            if request.headers.get("if-none-match") == tag:  # an answer that the caller knows is free
                limits.refund(token)
                response = Response(status_code=304, headers={"ETag": tag})
        if response.status_code == 204:
            del response.headers["content-type"]
        response.headers.update(limits.headers(token) | token.headers)
        return response

    def _record(
        self, request: Request, kind: Kind, status: int, body: bytes = b"", answer: bytes | None = None
    ) -> None:
        route = str(getattr(request.scope.get("route"), "path", request.scope["path"]))
        endpoint, token = f"{request.method} {route.removeprefix('/api/v3')}", token_of(request) or NO_TOKEN
        call = Call(kind, endpoint, status, token.label, request.url.query, body, answer)
        self.state.calls.append(call)

    async def _fail(self, rule: Rule, request: Request, receive: Receive, send: Send) -> None:
        """Apply a rule that replaces the answer."""
        answer = await self._answer(request) if rule.done or rule.half else Response()
        if rule.status is not None:
            await Response(rule.body, rule.status, rule.headers)(request.scope, receive, send)
        elif rule.reset:
            _reset(send.__self__.transport)  # type: ignore[attr-defined] # a method of uvicorn's connection
        else:
            await _send_half(answer, send)


async def _send_half(answer: Response, send: Send) -> None:
    """Announce the whole answer and send half of it; uvicorn then closes the connection."""
    answer.headers["content-length"] = str(len(answer.body) or 1)
    await send({"type": "http.response.start", "status": answer.status_code, "headers": answer.raw_headers})
    half = bytes(answer.body)[: len(answer.body) // 2]
    await send({"type": "http.response.body", "body": half, "more_body": True})


def _reset(transport: asyncio.Transport) -> None:
    """Close the connection so that the peer sees a reset, not an end."""
    raw: socket.socket = transport.get_extra_info("socket")
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()


def _take_body_as_json(scope: Scope) -> None:
    """GitHub reads a body as JSON whatever its Content-Type says: curl's -d needs no header."""
    others = [pair for pair in scope["headers"] if pair[0] != b"content-type"]
    scope["headers"] = [*others, (b"content-type", b"application/json")]


def _check_headers(request: Request) -> None:
    if not request.headers.get("user-agent"):
        raise ApiError(403, "Request forbidden by administrative rules: it has no User-Agent header.")
    if request.headers.get("x-github-api-version", API_VERSIONS[0]) not in API_VERSIONS:
        raise ApiError(400, "The API version you have requested is not supported.")

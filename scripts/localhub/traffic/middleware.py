"""What every request passes: faults, latency, limits, conditional requests, and the record of it."""

import asyncio
import hashlib
import socket
import struct

from fastapi import Request, Response
from fastapi.responses import JSONResponse
from starlette.middleware.base import RequestResponseEndpoint
from starlette.types import ASGIApp, Receive, Scope, Send

from scripts.localhub.errors import ApiError
from scripts.localhub.traffic.access import state_of, token_value
from scripts.localhub.traffic.calls import REST, Call, Exchange, Kind, kind_of
from scripts.localhub.traffic.faults import Rule
from scripts.localhub.traffic.tokens import NO_TOKEN, Token

API_VERSIONS = ("2022-11-28", "2026-03-10")


def with_transport(app: ASGIApp) -> ASGIApp:
    """Put uvicorn's connection into the scope, so that a fault can reset it."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        scope["transport"] = getattr(getattr(send, "__self__", None), "transport", None)
        await app(scope, receive, send)

    return wrapped


async def traffic(request: Request, call_next: RequestResponseEndpoint) -> Response:
    """Answer one request, or apply its fault, and record the call before the caller has the answer."""
    state, headers, path = state_of(request), request.headers, request.scope["path"]
    kind = kind_of(request.method, path, runner="x-localhub-runner" in headers)
    anonymous = "authorization" not in headers
    rule = None if kind == "runner" else state.faults.match(request.method, path, anonymous=anonymous)
    latency = (state.latency.api if kind in REST else 0.0) + (rule.delay if rule else 0.0)
    if rule and rule.replaces_answer:
        _record(request, kind, Response(status_code=rule.status or 0), fault=True)
        await asyncio.sleep(latency)
        return await _fault(rule, request, call_next)
    await asyncio.sleep(latency)
    if kind in REST:
        response = await _rest(request, kind, call_next)
    else:
        response = await _complete(await call_next(request))
    _record(request, kind, response, fault=False)
    return response


def _token(request: Request) -> Token:
    return state_of(request).tokens.get(token_value(request) or "", NO_TOKEN)


async def _rest(request: Request, kind: Kind, call_next: RequestResponseEndpoint) -> Response:
    limits, token = state_of(request).limits, _token(request)
    await request.body()  # keeps it for the record
    _take_body_as_json(request)
    try:
        _check_headers(request)
        limits.charge(token, kind)
        response = await _complete(await call_next(request))
    except ApiError as error:
        response = JSONResponse(error.body, error.status, error.headers)
    if kind == "read" and response.status_code == 200:
        response.headers["ETag"] = tag = f'W/"{hashlib.sha256(response.body).hexdigest()}"'
        if request.headers.get("if-none-match") == tag:  # an answer that the caller knows is free
            limits.refund(token)
            response = Response(status_code=304, headers={"ETag": tag})
    response.headers.update(limits.headers(token) | token.headers)
    return response


def _record(request: Request, kind: Kind, response: Response, *, fault: bool) -> None:
    scope, log = request.scope, state_of(request).call_log
    route = str(getattr(scope.get("route"), "path", scope["path"])).removeprefix("/api/v3")
    endpoint = f"{request.method} {route}"
    call = Call(kind, endpoint, scope["path"], response.status_code, _token(request).label)
    log.calls.append(call)
    if log.record_exchanges and kind in REST and not fault:
        body: bytes = getattr(request, "_body", b"")
        log.exchanges.append(Exchange(call, request.url.query, body, bytes(response.body)))


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
    body = b"".join([chunk async for chunk in response.body_iterator])  # type: ignore[attr-defined] # it streams
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

"""What every request passes: faults, latency, limits, and the count of it."""

import asyncio
import json
import socket
import struct
import time
from dataclasses import dataclass, field

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from scripts.localhub.errors import ApiError
from scripts.localhub.recorder import Exchange, Recorder
from scripts.localhub.traffic.access import presented
from scripts.localhub.traffic.calls import Call, Kind, Ledger, kind_of
from scripts.localhub.traffic.conditional import conditional
from scripts.localhub.traffic.faults import Faults, Rule
from scripts.localhub.traffic.limits import Limits
from scripts.localhub.traffic.tokens import Token
from scripts.localhub.traffic.waiting import wait
from scripts.localhub.world import World

_transports: dict[tuple[object, object], asyncio.Transport] = {}
"""By the addresses of both ends."""


class Protocol(H11Protocol):
    """uvicorn's HTTP protocol, with its connections within reach of a fault."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn has it
        """Remember the connection."""
        super().connection_made(transport)
        _transports[transport.get_extra_info("peername"), transport.get_extra_info("sockname")] = transport

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        ends = self.transport.get_extra_info("peername"), self.transport.get_extra_info("sockname")
        _transports.pop(ends, None)
        super().connection_lost(exc)


@dataclass
class Passage:
    """One request on its way through the gate."""

    scope: Scope
    kind: Kind
    token: Token | None
    fault: Rule | None
    start: float = field(default_factory=time.monotonic)
    status: int = 0
    noted: bool = False
    asked: bytearray = field(default_factory=bytearray)
    answered: bytearray = field(default_factory=bytearray)

    @property
    def rest(self) -> bool:
        """Whether it is a REST call."""
        return self.kind in {"read", "write", "content"}


@dataclass
class Gate:
    """Middleware around the application."""

    app: ASGIApp
    world: World
    ledger: Ledger
    limits: Limits
    faults: Faults
    recorder: Recorder

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let one request through, spoil it if a rule says so, and write it down."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        passage = self._passage(scope)
        try:
            await self._pass(passage, receive, send)
        finally:
            self._note(passage)

    def _passage(self, scope: Scope) -> Passage:
        request = Request(scope)
        method, path = scope["method"], scope["path"]
        kind = kind_of(method, path, runner="x-localhub-runner" in request.headers)
        fault = None if kind == "runner" else self.faults.strike(method, path)
        return Passage(scope, kind, self.world.tokens.get(presented(request) or ""), fault)

    async def _pass(self, passage: Passage, receive: Receive, send: Send) -> None:
        fault = passage.fault
        if fault and fault.spoils:
            passage.status = 0 if fault.reset or fault.half else fault.status or 500
            self._note(passage)  # its caller may be gone before the end
        latency = self.world.latency.api if passage.rest else 0.0
        if pause := latency + (fault.delay if fault else 0.0):
            await run_in_threadpool(wait, pause)
        if fault and fault.spoils:
            await self._spoil(passage, fault, receive, send)
            return
        if passage.rest and not passage.scope["path"].endswith("/rate_limit"):
            try:
                self.limits.charge(passage.token, passage.kind)
            except ApiError as error:
                await self._answer(passage, error, send)
                return
        noting = self._noting(passage, send)
        if passage.kind == "read":
            noting = conditional(passage.scope, noting)
        await self.app(passage.scope, self._listening(passage, receive), noting)

    def _listening(self, passage: Passage, receive: Receive) -> Receive:
        async def heard() -> Message:
            message = await receive()
            if self.recorder.active and passage.rest:
                passage.asked.extend(message.get("body", b""))
            return message

        return heard

    def _noting(self, passage: Passage, send: Send) -> Send:
        async def noted(message: Message) -> None:
            if message["type"] == "http.response.start":
                passage.status = message["status"]
                if passage.status == 304:
                    self.limits.refund(passage.token)
                if passage.rest:
                    extra = self.limits.headers(passage.token)
                    extra |= passage.token.headers if passage.token else {}
                    pairs = [(name.encode(), value.encode()) for name, value in extra.items()]
                    message["headers"] = [*message["headers"], *pairs]
            elif self.recorder.active and passage.rest:
                passage.answered.extend(message.get("body", b""))
            if message["type"] == "http.response.body" and not message.get("more_body"):
                self._note(passage)
            await send(message)

        return noted

    async def _answer(self, passage: Passage, error: ApiError, send: Send) -> None:
        headers = {"content-type": "application/json", **error.headers}
        send = self._noting(passage, send)
        pairs = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
        await send({"type": "http.response.start", "status": error.status, "headers": pairs})
        await send({"type": "http.response.body", "body": json.dumps(error.body).encode()})

    async def _spoil(self, passage: Passage, fault: Rule, receive: Receive, send: Send) -> None:
        kept: list[Message] = []
        if fault.done or fault.half:
            await self.app(passage.scope, receive, _collector(kept))
        if fault.reset:
            _reset(passage.scope)
        elif fault.half:
            await _half(kept, send)
        else:
            pairs = [(name.lower().encode(), value.encode()) for name, value in fault.headers.items()]
            pairs.append((b"content-length", str(len(fault.body.encode())).encode()))
            await send({"type": "http.response.start", "status": passage.status, "headers": pairs})
            await send({"type": "http.response.body", "body": fault.body.encode()})

    def _note(self, passage: Passage) -> None:
        """Count a call, once, before its caller can know that it was answered."""
        if passage.noted:
            return
        passage.noted = True
        scope = passage.scope
        route = str(getattr(scope.get("route"), "path", scope["path"])).removeprefix("/api/v3")
        label = passage.token.label if passage.token else ""
        spoilt = bool(passage.fault and passage.fault.spoils)
        seconds = time.monotonic() - passage.start
        endpoint = f"{scope['method']} {route}"
        call = Call(passage.kind, endpoint, scope["path"], passage.status, label, seconds, spoilt)
        self.ledger.add(call)
        if passage.rest and not spoilt:
            query = scope["query_string"].decode()
            exchange = Exchange(call, query, bytes(passage.asked), bytes(passage.answered))
            self.recorder.take(exchange)


def _collector(kept: list[Message]) -> Send:
    async def keep(message: Message) -> None:
        kept.append(message)

    return keep


def _reset(scope: Scope) -> None:
    """Close the connection so that the peer sees a reset, not an end."""
    transport = _transports.get((tuple(scope["client"]), tuple(scope["server"])))
    if transport:
        raw: socket.socket = transport.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()


async def _half(kept: list[Message], send: Send) -> None:
    """Announce the whole answer, send half of it; uvicorn then closes the connection."""
    start, body = kept[0], b"".join(message.get("body", b"") for message in kept[1:])
    headers = [pair for pair in start["headers"] if pair[0].lower() != b"content-length"]
    headers.append((b"content-length", str(len(body) or 1).encode()))
    await send({**start, "headers": headers})
    await send({"type": "http.response.body", "body": body[: len(body) // 2], "more_body": True})

"""What every request passes: latency, and the count of it."""

import time

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from scripts.localhub.access import presented
from scripts.localhub.calls import Call, Ledger, kind_of
from scripts.localhub.limits import Limits
from scripts.localhub.waiting import wait
from scripts.localhub.world import World


class Gate:
    """Middleware around the application."""

    def __init__(self, app: ASGIApp, world: World, ledger: Ledger, limits: Limits) -> None:
        """Stand before `app`."""
        self.app, self.world, self.ledger, self.limits = app, world, ledger, limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let one request through and write it down."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        start = time.monotonic()
        status = 0

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        if scope["path"].startswith("/api/v3") and self.world.latency.api:
            await run_in_threadpool(wait, self.world.latency.api)
        try:
            await self.app(scope, receive, noting)
        finally:
            self._note(scope, status, time.monotonic() - start)

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        token = self.world.tokens.get(presented(Request(scope)) or "")
        route = getattr(scope.get("route"), "path", scope["path"]).removeprefix("/api/v3")
        endpoint = f"{scope['method']} {route}"
        kind = kind_of(scope["method"], endpoint, scope["path"])
        self.ledger.add(Call(kind, endpoint, scope["path"], status, token.label if token else "", seconds))

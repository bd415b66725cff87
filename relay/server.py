"""The relay's own HTTP server: uvicorn, with limits on what clients may hold, and the address in the log."""

import asyncio
import logging
import signal
from socket import socket

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.auto import AutoHTTPProtocol

from relay.app import create_app
from relay.settings import Settings

logger = logging.getLogger("relay")

GRACE_SECONDS = 5.0
"""Added to the longest time that an answer may take, before requests being handled are given up."""

KEEP_ALIVE_SECONDS = 75
"""Longer than the hosts' proxies keep idle connections (60): who reuses one must be the one to close it."""


HEADER_SECONDS = 10.0
MAX_HEADER_BYTES = 65_536

MAX_CONNECTIONS = 500
"""Below the 1,024 files that a process may usually open, GitHub's connections included."""


class LimitedProtocol(AutoHTTPProtocol):  # type: ignore[misc, valid-type]  # uvicorn chooses it when imported
    """uvicorn's protocol, which by itself lets a client hold a connection for ever without a request.

    A request's header has to arrive in time and in size. Over `MAX_CONNECTIONS`, the connection that has
    waited longest for its client is closed, so that idle ones never keep others out.
    """

    def connection_made(self, transport: asyncio.Transport) -> None:
        """Start the clock of the first header."""
        super().connection_made(transport)
        self._header_bytes = 0
        self.since = self.loop.time()
        self._timer: asyncio.TimerHandle | None = self.loop.call_later(HEADER_SECONDS, transport.abort)
        if len(self.connections) > MAX_CONNECTIONS:
            waiting = [connection for connection in self.connections if connection.waits_for_client()]
            min(waiting, key=lambda connection: connection.since, default=self).transport.abort()

    def data_received(self, data: bytes) -> None:
        """Pass data on, and look whether a header is still incomplete."""
        super().data_received(data)
        if self.cycle is not None and not self.cycle.response_complete:
            self._stop_timer()
            self._header_bytes = 0
            return
        if self._timer is None:
            self.since = self.loop.time()
            self._timer = self.loop.call_later(HEADER_SECONDS, self.transport.abort)
        if self.cycle is None or not self.cycle.more_body:
            self._header_bytes += len(data)
        if self._header_bytes > MAX_HEADER_BYTES:
            self.transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the clock."""
        self._stop_timer()
        super().connection_lost(exc)

    def waits_for_client(self) -> bool:
        """Whether a header or the rest of a body is yet to come, or nothing was asked."""
        return self.cycle is None or self.cycle.response_complete or self.cycle.more_body

    def _stop_timer(self) -> None:
        if self._timer:
            self._timer.cancel()
        self._timer = None


class Server(uvicorn.Server):
    """Says in the log where it listens."""

    url = ""

    async def startup(self, sockets: list[socket] | None = None) -> None:
        """Start, then log the address, which API_PORT=0 leaves open."""
        try:
            await super().startup(sockets)
        except SystemExit:  # uvicorn has logged the system's words, which name no setting
            logger.critical("API_HOST, API_PORT: expected an address of this machine and a free port")
            raise
        host, port = self.servers[0].sockets[0].getsockname()[:2]
        self.url = f"http://{host}:{port}"
        logger.info("listening", extra={"fields": {"url": self.url}})


def server_for(app: ASGIApp, settings: Settings) -> Server:
    """A server for the relay's app."""
    return Server(
        uvicorn.Config(
            app,
            host=settings.host,
            port=settings.port,
            http=LimitedProtocol,
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_keep_alive=KEEP_ALIVE_SECONDS,
            timeout_graceful_shutdown=int(settings.answer_seconds + GRACE_SECONDS),
        )
    )


def serve(settings: Settings) -> None:
    """Serve until a signal comes."""
    server = server_for(create_app(settings), settings)
    for number in (signal.SIGTERM, signal.SIGINT):  # uvicorn raises them once more at the end, for us
        signal.signal(number, lambda *_: setattr(server, "should_exit", True))
    server.run()
    logger.info("stopped")

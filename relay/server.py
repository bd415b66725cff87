"""The relay's own HTTP server: uvicorn, with the address in the log and a gentle end."""

import logging
import signal
from socket import socket

import uvicorn
from fastapi import FastAPI

from relay.app import create_app
from relay.settings import Settings

logger = logging.getLogger("relay")

GRACE_SECONDS = 5.0
"""Added to the longest time that an answer may take, before requests being handled are given up."""

KEEP_ALIVE_SECONDS = 75
"""Longer than the hosts' proxies keep idle connections (60): who reuses one must be the one to close it."""


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


def server_for(app: FastAPI, settings: Settings) -> Server:
    """A server for the relay's app."""
    return Server(
        uvicorn.Config(
            app,
            host=settings.host,
            port=settings.port,
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

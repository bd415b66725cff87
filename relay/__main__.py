"""`python -m relay`: serve on API_HOST and API_PORT until SIGTERM; requests being handled finish."""

import argparse
import logging
import os
import signal
import sys
from collections.abc import Sequence
from socket import socket

import uvicorn

from orchestrator.errors import SettingsError
from relay import __version__
from relay.logs import set_up_logging
from relay.settings import Settings, read_settings

logger = logging.getLogger("relay")

SETTINGS = """\
settings (environment):
  GITHUB_TOKEN     writes events to the control repository (Contents: write, Actions: read)
  CONTROL_REPO     OWNER/NAME of the repository that runs the workflow
  ALLOWED_SECRETS  the shared secrets, separated by commas
  TARGET_OWNER     account of the target repositories (or GITHUB_USERNAME; default: the control repository's)
  API_HOST, API_PORT         where to listen (default 127.0.0.1, 8000; port 0 takes a free one, see the log)
  PUBLIC_URL                 the relay's own address in status_url (default: as the request names it)
  GITHUB_API_URL, GITHUB_SERVER_URL, PAGES_URL    another GitHub than github.com
  MAX_BODY_BYTES, BODY_SECONDS, ANSWER_SECONDS    limits of a request (default 10000000, 30, 10)
  GITHUB_CONNECTIONS, GITHUB_POINTS_PER_MINUTE, GITHUB_POSTS_PER_MINUTE    pace (default 64, 700, 75)
  DEBUG            1 logs more

exit codes: 0 ended by a signal, 3 a setting is missing or wrong"""

GRACE_SECONDS = 5.0
"""Added to the longest time that an answer may take, before requests being handled are given up."""

KEEP_ALIVE_SECONDS = 75
"""Longer than the hosts' proxies keep idle connections (60): who reuses one must be the one to close it."""


class Server(uvicorn.Server):
    """Says in the log where it listens."""

    async def startup(self, sockets: list[socket] | None = None) -> None:
        """Start, then log the address, which API_PORT=0 leaves open."""
        try:
            await super().startup(sockets)
        except SystemExit:  # uvicorn has logged the system's words, which name no setting
            logger.critical("API_HOST, API_PORT: expected an address of this machine and a free port")
            raise
        for server in self.servers:
            for bound in server.sockets:
                host, port = bound.getsockname()[:2]
                logger.info("listening", extra={"fields": {"url": f"http://{host}:{port}"}})


def main(argv: Sequence[str] | None = None) -> int:
    """Serve, and return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m relay",
        description="Turn POSTed tasks into events of the control repository.",
        epilog=SETTINGS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"relay {__version__}")
    parser.parse_args(argv)
    try:
        settings = read_settings(os.environ)
    except SettingsError as error:
        sys.stderr.write(f"relay: {error}\n")
        return error.exit_code
    set_up_logging(debug=settings.debug)
    serve(settings)
    return 0


def serve(settings: Settings) -> None:
    """Serve until a signal comes."""
    from relay.app import create_app

    config = uvicorn.Config(
        create_app(settings),
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=int(settings.answer_seconds + GRACE_SECONDS),
    )
    server = Server(config)
    for number in (signal.SIGTERM, signal.SIGINT):  # uvicorn raises them once more at the end, for us
        signal.signal(number, lambda *_: setattr(server, "should_exit", True))
    server.run()
    logger.info("stopped")


if __name__ == "__main__":
    sys.exit(main())

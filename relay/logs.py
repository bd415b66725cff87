"""One JSON line a request, with a request id; never a body, a secret, a query or a header."""

import json
import logging
import sys
import time
import traceback
from collections.abc import MutableMapping
from datetime import UTC, datetime
from secrets import token_hex
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

logger = logging.getLogger(__name__)


class JsonLines(logging.Formatter):
    """A record as one line of JSON; an exception gives type and frames, its message might quote data."""

    def format(self, record: logging.LogRecord) -> str:
        """Time, level, logger, message, and what the call gave as `fields`."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info and record.exc_info[0]:
            line["exception"] = record.exc_info[0].__name__
            line["frames"] = "".join(traceback.format_tb(record.exc_info[2])).splitlines()
        return json.dumps(line, ensure_ascii=False)


def set_up_logging(*, debug: bool) -> None:
    """Send every record to stderr as JSON; debug only of this package."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    logging.getLogger("uvicorn").setLevel(logging.WARNING)
    if debug:
        logging.getLogger("relay").setLevel(logging.DEBUG)


class RequestLog:
    """ASGI middleware: gives each request an id, sent back as X-Request-Id, and logs its end."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request; anything else is passed on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        facts: dict[str, Any] = {"request_id": token_hex(8)}
        scope.setdefault("state", {})["facts"] = facts
        status = 0

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (b"x-request-id", facts["request_id"].encode())]
            await send(message)

        try:
            await self._app(scope, receive, sending)
        finally:
            _log(scope, facts, status, time.perf_counter() - started)


def _log(scope: MutableMapping[str, Any], facts: dict[str, Any], status: int, seconds: float) -> None:
    fields = {
        "method": scope["method"],
        "path": scope["path"][:200],
        "status": status,
        "ms": round(seconds * 1000, 1),
    }
    logger.info("request", extra={"fields": facts | fields})

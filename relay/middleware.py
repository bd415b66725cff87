"""What every request passes: an id and a line in the log, HEAD as GET, one slash where there are several."""

import json
import logging
import sys
import time
import traceback
from datetime import UTC, datetime
from secrets import token_hex
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

logger = logging.getLogger(__name__)


class JsonFormatter(logging.Formatter):
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
    handler.setFormatter(JsonFormatter())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for library in ("uvicorn", "httpx", "httpcore"):
        logging.getLogger(library).setLevel(logging.WARNING)
    if debug:
        logging.getLogger("relay").setLevel(logging.DEBUG)


class RequestMiddleware:
    """ASGI middleware: the request's id is sent back as X-Request-Id; body, secret and query are not logged.

    HEAD is answered wherever GET is (RFC 9110, section 9.1). `//task/` is `/task`, because senders join
    addresses carelessly, and a redirect would lead the secret past a proxy that ends TLS.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request; anything else is passed on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        fields: dict[str, Any] = {"request_id": token_hex(8)}
        scope.setdefault("state", {})["log_fields"] = fields
        head = scope["method"] == "HEAD"
        path = "/" + "/".join(filter(None, scope["path"].split("/")))
        status = 0

        async def send_answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                added = [
                    (b"x-request-id", fields["request_id"].encode()),
                    (b"x-content-type-options", b"nosniff"),
                ]
                message["headers"] = [*message["headers"], *added]
            elif head:
                message = {**message, "body": b""}
            await send(message)

        try:
            method = "GET" if head else scope["method"]
            await self._app({**scope, "path": path, "method": method}, receive, send_answer)
        finally:
            milliseconds = round((time.perf_counter() - started) * 1000, 1)
            fields |= {"method": scope["method"], "path": scope["path"][:200], "status": status}
            logger.info("request", extra={"fields": fields | {"ms": milliseconds}})

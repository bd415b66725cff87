"""Conditional requests: every REST answer has an ETag, and 304 comes where the caller knows it already."""

import hashlib

from starlette.datastructures import Headers
from starlette.types import Message, Scope, Send


def conditional(scope: Scope, send: Send) -> Send:
    """Wrap `send` for one GET: the head of a 200 waits for its body, whose digest is the tag."""
    known = Headers(scope=scope).get("if-none-match")
    held: list[Message] = []

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            held.append(message)
            if message["status"] == 200:
                return
        elif len(held) == 1 and held[0]["status"] == 200:
            start, body = held[0], message.get("body", b"")
            held.append(message)
            tag = f'W/"{hashlib.sha256(body).hexdigest()}"'
            start["headers"] = [*start["headers"], (b"etag", tag.encode())]
            if known == tag:
                plain = [pair for pair in start["headers"] if not pair[0].startswith(b"content-")]
                start.update(status=304, headers=plain)
                message = {**message, "body": b""}
            await send(start)
        await send(message)

    return sending

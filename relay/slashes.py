"""Addresses with slashes too many, as senders put them together from two halves."""

from starlette.types import ASGIApp, Receive, Scope, Send


class OneSlash:
    """ASGI middleware: `//task/` is `/task`. A redirect would lead the secret past a proxy that ends TLS."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on one request."""
        if scope["type"] == "http":
            scope = {**scope, "path": "/" + "/".join(filter(None, scope["path"].split("/")))}
        await self._app(scope, receive, send)

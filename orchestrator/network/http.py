"""One HTTP request to an address that somebody else chose: bounded in time and size, public addresses only.

Proxies of the environment are not used: they would resolve the name themselves.
"""

import json as jsonlib
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import SplitResult, quote

import httpcore

from orchestrator.errors import OrchestratorError
from orchestrator.network.connection import CheckedBackend, NotPublic
from orchestrator.text.addresses import host_of, join_address, split_address

USER_AGENT = "pages-orchestrator"

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_SEE_OTHER = 303
_CREDENTIALS = frozenset({"authorization", "cookie"})
_SAFE_IN_TARGET = "%/:=&?~#+!$,;'@()*[]|"
Json = dict[str, Any] | list[Any] | str | int | float | bool | None


class OutsideError(OrchestratorError):
    """A request to an address from outside failed; `reason` is the message without the host."""

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(f"{host_of(url) or 'the address'}: {reason}")
        self.reason = reason


class AddressRefused(OutsideError):
    """The address must not be called; a retry is useless."""

    retryable = False


class Unreachable(OutsideError):
    """No response: name not found, connection refused or reset, TLS error, timeout."""


@dataclass(frozen=True)
class Answer:
    """The response."""

    status: int
    headers: Mapping[str, str]  # names in lower case
    body: bytes
    url: str  # the address that answered, after redirects
    whole: bool = True
    """False: the body was cut by `max_bytes`, by `timeout`, or by the end of the connection."""

    def text(self) -> str:
        """The body as UTF-8; wrong bytes become replacement characters."""
        return self.body.decode("utf-8", "replace")


def fetch(
    method: str,
    url: str,
    *,
    timeout: float,
    max_bytes: int,
    allow_private: bool,
    json: Json = None,
    headers: Mapping[str, str] | None = None,
    redirects: int = 5,
) -> Answer:
    """Send one request and follow at most `redirects` redirects, each checked like the first address.

    `timeout` counts seconds for everything together: names, connections, redirects, the whole body. A body of
    more than `max_bytes` is cut. `json` is sent as the body. A redirect keeps method and body, except 303,
    which RFC 9110 turns into GET; to another origin it loses credentials.

    Raises:
        AddressRefused: not http(s), credentials in the URL, an address that is not public (unless
            `allow_private`), a redirect that would take the body from https to http.
        Unreachable: no response in time, or too many redirects.
    """
    backend = CheckedBackend(time.monotonic() + timeout, allow_private=allow_private)
    body = None if json is None else jsonlib.dumps(json).encode()
    sent = {name.lower(): value for name, value in (headers or {}).items()}
    parts = _checked_url(url)
    for _ in range(redirects + 1):
        answer = _exchange(method, parts, body, sent, backend, max_bytes)
        location = answer.headers.get("location")
        if answer.status not in _REDIRECTS or not location:
            return answer
        following = _checked_url(join_address(parts.geturl(), location) or "")
        if (parts.scheme, parts.netloc.lower()) != (following.scheme, following.netloc.lower()):
            sent = {name: value for name, value in sent.items() if name not in _CREDENTIALS}
        if answer.status == _SEE_OTHER:
            method, body = "GET", None
        if body is not None and (parts.scheme, following.scheme) == ("https", "http"):
            raise AddressRefused(following.geturl(), "a redirect from https to plain http is not followed")
        parts = following
    raise Unreachable(url, f"more than {redirects} redirects")


def _checked_url(url: str) -> SplitResult:
    parts = split_address(url)
    if not parts or parts.scheme not in {"http", "https"} or not parts.hostname or parts.port == 0:
        raise AddressRefused(url, "only http and https addresses are called")
    if "@" in parts.netloc:
        raise AddressRefused(url, "an address with credentials in it is not called")
    return parts


def _exchange(
    method: str,
    parts: SplitResult,
    body: bytes | None,
    headers: Mapping[str, str],
    backend: httpcore.NetworkBackend,
    max_bytes: int,
) -> Answer:
    host = _ascii(parts.netloc)
    sent = {"host": host, "user-agent": USER_AGENT, "accept": "*/*", "connection": "close", **headers}
    if body is not None:
        sent["content-type"] = "application/json"
    target = quote(parts.path or "/", safe=_SAFE_IN_TARGET)
    target += f"?{quote(parts.query, safe=_SAFE_IN_TARGET)}" if parts.query else ""
    try:
        name = _ascii(parts.hostname or "").encode("ascii")
        url = httpcore.URL(scheme=parts.scheme.encode(), host=name, port=parts.port, target=target.encode())
        context = _tls_context() if parts.scheme == "https" else None
        with (
            httpcore.ConnectionPool(ssl_context=context, network_backend=backend) as pool,
            pool.stream(method, url, headers=list(sent.items()), content=body) as response,
        ):
            content, whole = _read(response, max_bytes)
    except NotPublic as error:
        raise AddressRefused(parts.geturl(), "its address is not a public one") from error
    except (OSError, httpcore.RemoteProtocolError, httpcore.LocalProtocolError, ValueError) as error:
        raise Unreachable(parts.geturl(), _reason(error)) from error
    received = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
    return Answer(response.status, received, content, parts.geturl(), whole)


_tls_context = cache(ssl.create_default_context)
"""Made once, because the authorities take tens of milliseconds to read."""


def _ascii(host: str) -> str:
    """A host as HTTP writes it: `bücher.example` becomes `xn--bcher-kva.example`; what cannot be stays."""
    try:
        return host.encode("idna").decode()
    except UnicodeError:
        return host


def _read(response: httpcore.Response, max_bytes: int) -> tuple[bytes, bool]:
    content = bytearray()
    try:
        for chunk in response.iter_stream():
            content += chunk
            if len(content) > max_bytes:
                break
    except (OSError, httpcore.RemoteProtocolError):
        return bytes(content[:max_bytes]), False
    return bytes(content[:max_bytes]), len(content) <= max_bytes


def _reason(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "no answer in time"
    if isinstance(error, ssl.SSLError):
        return f"TLS failed ({error.reason or error})"
    if isinstance(error, socket.gaierror):
        return "its name cannot be resolved"
    if isinstance(error, httpcore.RemoteProtocolError) and "disconnected" not in str(error):
        return "what it answered is not HTTP/1.1"
    return f"no answer ({getattr(error, 'strerror', None) or str(error) or type(error).__name__})"

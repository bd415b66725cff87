"""One HTTP request to an address that somebody else chose: bounded, pinned, never into a private network.

The name is resolved once, every address it has is checked, and the connection goes to a checked address, so a
name server that changes its answer gains nothing. Host header and TLS name stay those of the URL. Proxies of
the environment are not used: they would resolve the name a second time.
"""

import http.client
import json as jsonlib
import socket
import ssl
import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from orchestrator.errors import OrchestratorError
from orchestrator.network.pinned import BoundSocket, NotPublic, connect

USER_AGENT = "pages-orchestrator"

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PRIVATE_HEADERS = frozenset({"authorization", "cookie"})
_SAFE_IN_TARGET = "%/:=&?~#+!$,;'@()*[]|"
_CHUNK = 65_536
Json = dict[str, Any] | list[Any] | str | int | float | bool | None


class OutsideError(OrchestratorError):
    """A request to an address from outside brought no answer; `reason` is the sentence without the host."""

    def __init__(self, url: str, reason: str) -> None:
        """Name the host only: the rest of the `url` may be private."""
        super().__init__(f"{_host_of(url)}: {reason}")
        self.reason = reason


class AddressRefused(OutsideError):
    """The address must not be called at all; calling again is useless."""

    repeatable = False


class Unreachable(OutsideError):
    """No answer came: name not found, connection refused or reset, TLS error, time over."""


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes
    url: str
    """The address that answered, after redirects."""
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
    """Send one request and follow at most `redirects` redirects, each of them checked like the first.

    `timeout` counts seconds for everything together: names, connections, redirects, the whole body. A body of
    more than `max_bytes` is cut. `json` is sent as the body. A redirect keeps method and body, except 303,
    which RFC 9110 turns into GET; to another origin it loses credentials.

    Raises:
        AddressRefused: not http(s), credentials in the URL, an address that is not public (unless
            `allow_private`), a redirect that would take the body from https to http.
        Unreachable: no answer in time, or too many redirects.
    """
    end = time.monotonic() + timeout
    body = None if json is None else jsonlib.dumps(json).encode()
    sent = {name.lower(): value for name, value in (headers or {}).items()}
    for _ in range(redirects + 1):
        answer = _exchange(method, _checked_url(url), body, sent, end, max_bytes, allow_private)
        location = answer.headers.get("location")
        if answer.status not in _REDIRECTS or not location:
            return answer
        following = _joined(url, location)
        if _origin(url) != _origin(following):
            sent = {name: value for name, value in sent.items() if name not in _PRIVATE_HEADERS}
        if answer.status == http.HTTPStatus.SEE_OTHER:
            method, body = "GET", None
        if body is not None:
            _refuse_downgrade(url, following)
        url = following
    raise Unreachable(url, f"more than {redirects} redirects")


def _exchange(
    method: str,
    parts: SplitResult,
    body: bytes | None,
    headers: Mapping[str, str],
    end: float,
    max_bytes: int,
    allow_private: bool,
) -> Answer:
    sent = {
        "host": _ascii(parts.netloc),
        "user-agent": USER_AGENT,
        "accept": "*/*",
        "connection": "close",
        **headers,
    }
    if body is not None:
        sent["content-type"] = "application/json"
    target = quote(parts.path or "/", safe=_SAFE_IN_TARGET)
    target += f"?{quote(parts.query, safe=_SAFE_IN_TARGET)}" if parts.query else ""
    try:
        with closing(connect(parts, end, allow_private)) as sock:
            connection = http.client.HTTPConnection("")
            connection.sock = BoundSocket(sock, end)
            connection.request(method, target, body, sent)
            response = connection.getresponse()
            content, whole = _read(response, max_bytes)
    except NotPublic as error:
        raise AddressRefused(parts.geturl(), "its address is not a public one") from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise Unreachable(parts.geturl(), _reason(error)) from error
    received = {name.lower(): value for name, value in response.getheaders()}
    return Answer(response.status, received, content, parts.geturl(), whole)


def _ascii(netloc: str) -> str:
    """A host as HTTP writes it: `bücher.example` becomes `xn--bcher-kva.example`; what cannot be stays."""
    try:
        return netloc.encode("idna").decode()
    except UnicodeError:
        return netloc


def _read(response: http.client.HTTPResponse, max_bytes: int) -> tuple[bytes, bool]:
    content, announced = bytearray(), response.length
    try:
        while len(content) <= max_bytes and (chunk := response.read1(_CHUNK)):
            content += chunk
    except (OSError, http.client.HTTPException):
        return bytes(content[:max_bytes]), False
    complete = announced is None or len(content) == announced
    return bytes(content[:max_bytes]), complete and len(content) <= max_bytes


def _checked_url(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        port_is_fine = parts.port is None or parts.port > 0
    except ValueError as error:
        raise AddressRefused(url, f"not an address ({error})") from error
    if parts.scheme not in {"http", "https"} or not parts.hostname or not port_is_fine:
        raise AddressRefused(url, "only http and https addresses are called")
    if parts.username is not None or parts.password is not None:
        raise AddressRefused(url, "an address with credentials in it is not called")
    return parts


def _joined(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError as error:
        raise AddressRefused(url, f"it redirects to what is no address ({error})") from error


def _refuse_downgrade(url: str, following: str) -> None:
    if urlsplit(url).scheme == "https" and _origin(following)[0] != "https":
        raise AddressRefused(following, "a redirect from https to plain http is not followed")


def _origin(url: str) -> tuple[str, str]:
    parts = _checked_url(url)
    return parts.scheme, parts.netloc.lower()


def _host_of(url: str) -> str:
    try:
        return urlsplit(url).hostname or "the address"
    except ValueError:
        return "the address"


def _reason(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "no answer in time"
    if isinstance(error, ssl.SSLError):
        return f"TLS failed ({error.reason or error})"
    if isinstance(error, socket.gaierror):
        return "its name cannot be resolved"
    if isinstance(error, http.client.BadStatusLine) and not isinstance(error, ConnectionError):
        return "what it answered is not HTTP/1.1"
    return f"no answer ({getattr(error, 'strerror', None) or str(error) or type(error).__name__})"

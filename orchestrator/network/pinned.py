"""Connections to checked addresses: resolved once, public unless allowed otherwise, every wait bounded."""

import io
import socket
import ssl
import time
from functools import partial
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any
from urllib.parse import SplitResult

from orchestrator.network.bounded import within

_CLOUD_HOST = ip_address("168.63.129.16")
"""Azure's own services on every hosted runner; a public address by number only."""
_NAT64 = IPv6Network("64:ff9b::/96")

Address = IPv4Address | IPv6Address


class NotPublic(Exception):
    """A name leads into a private network."""


def connect(parts: SplitResult, end: float, allow_private: bool) -> socket.socket:
    """Connect to the host of a URL, with TLS where it says https; `end` is a moment of `time.monotonic`.

    Raises:
        NotPublic: one of its addresses is not public, and `allow_private` is off.
        OSError: no address answers, or TLS fails; a TimeoutError at the end of the time.
    """
    host, secure = parts.hostname or "", parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    last: OSError = TimeoutError()
    for address in _resolve(host, port, end, allow_private):
        try:
            plain = socket.create_connection((address, port), timeout=left(end))
        except OSError as error:
            last = error
            continue
        if not secure:
            return plain
        plain.settimeout(left(end))
        return ssl.create_default_context().wrap_socket(plain, server_hostname=host)
    raise last


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet, with IPv4 inside IPv6 looked through."""
    ip: Address = ip_address(address)
    if isinstance(ip, IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if ip in _NAT64:
            inner = IPv4Address(int(ip) & 0xFFFFFFFF)
        ip = inner or ip
    return ip.is_global and not ip.is_multicast and not ip.is_reserved and ip != _CLOUD_HOST


class BoundSocket:
    """What http.client needs of a socket, every wait of it bounded by one end."""

    def __init__(self, sock: socket.socket, end: float) -> None:
        """Wrap `sock`; `end` is a moment of `time.monotonic`."""
        self._sock = sock
        self._end = end

    def sendall(self, data: bytes) -> None:
        """Send everything."""
        self._sock.settimeout(left(self._end))
        self._sock.sendall(data)

    def makefile(self, mode: str) -> io.BufferedReader:
        """A reader of what comes back."""
        assert mode == "rb"  # noqa: S101 - http.client reads in no other way
        return io.BufferedReader(_BoundReader(self._sock, self._end))

    def close(self) -> None:
        """Nothing: http.client closes as soon as it has the head, and the body is still to come."""


def _resolve(host: str, port: int, end: float, allow_private: bool) -> list[str]:
    """Every address of `host`, all checked; the lookup itself knows no time limit."""
    try:
        infos = within(left(end), partial(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM))
    except UnicodeError as error:
        raise OSError(str(error)) from error
    found = list(dict.fromkeys(str(info[4][0]) for info in infos))
    if not allow_private and not all(is_public(address) for address in found):
        raise NotPublic
    return found


class _BoundReader(io.RawIOBase):
    """Reads from a socket until its end; a peer that drips gains no more time."""

    def __init__(self, sock: socket.socket, end: float) -> None:
        super().__init__()
        self._sock = sock
        self._end = end

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401 - any writable buffer
        """Fill `buffer` with what is there, or wait for it."""
        self._sock.settimeout(left(self._end))
        return self._sock.recv_into(buffer)


def left(end: float) -> float:
    """Seconds until `end`; a TimeoutError once it has passed."""
    seconds = end - time.monotonic()
    if seconds <= 0:
        raise TimeoutError
    return seconds

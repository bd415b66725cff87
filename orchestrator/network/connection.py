"""Connections for httpcore: to public addresses only unless allowed otherwise, with one time limit for all.

A name is resolved once, all its addresses are checked, and the connection goes to a checked address, so a
name server that changes its answer gains nothing.
"""

import socket
import ssl
import time
from functools import partial
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

import httpcore

from orchestrator.network.bounded import within

_AZURE_HOST = ip_address("168.63.129.16")
"""Azure's internal services, reachable from every hosted runner; public by number only."""
_NAT64 = IPv6Network("64:ff9b::/96")


class NotPublic(Exception):
    """A name leads into a private network."""


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the public internet; of IPv4 inside IPv6 the inner address counts."""
    ip: IPv4Address | IPv6Address = ip_address(address)
    if isinstance(ip, IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if ip in _NAT64:
            inner = IPv4Address(int(ip) & 0xFFFFFFFF)
        ip = inner or ip
    return ip.is_global and not ip.is_multicast and not ip.is_reserved and ip != _AZURE_HOST


class CheckedBackend(httpcore.NetworkBackend):
    """Connects for one call, which ends at `end` (of `time.monotonic`); httpcore's timeouts are unused."""

    def __init__(self, end: float, *, allow_private: bool) -> None:
        self._end = end
        self._allow_private = allow_private

    def connect_tcp(self, host: str, port: int, *_: object, **__: object) -> httpcore.NetworkStream:
        """Connect to the first address of `host` that answers.

        Raises:
            NotPublic: one of its addresses is not public, and `allow_private` is off.
            OSError: no address answers, or the time is over (TimeoutError).
        """
        last: OSError = TimeoutError()
        for address in self._resolve(host, port):
            try:
                sock = socket.create_connection((address, port), timeout=_seconds_until(self._end))
            except OSError as error:
                last = error
                continue
            return _Stream(sock, self._end)
        raise last

    def _resolve(self, host: str, port: int) -> list[str]:
        lookup = partial(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)  # has no time limit itself
        found = [str(info[4][0]) for info in within(_seconds_until(self._end), lookup)]
        if not self._allow_private and not all(is_public(address) for address in found):
            raise NotPublic
        return list(dict.fromkeys(found))


class _Stream(httpcore.NetworkStream):
    """A socket whose waits together end at `end`: a peer that sends a byte now and then gains no time."""

    def __init__(self, sock: socket.socket, end: float) -> None:
        self._sock = sock
        self._end = end

    def read(self, max_bytes: int, *_: object, **__: object) -> bytes:
        """What has arrived, at most `max_bytes`."""
        self._sock.settimeout(_seconds_until(self._end))
        return self._sock.recv(max_bytes)

    def write(self, buffer: bytes, *_: object, **__: object) -> None:
        """Send all of `buffer`."""
        rest = memoryview(buffer)
        while rest:
            self._sock.settimeout(_seconds_until(self._end))
            rest = rest[self._sock.send(rest) :]

    def close(self) -> None:
        """Close the socket."""
        self._sock.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, *_: object, **__: object
    ) -> httpcore.NetworkStream:
        """The same connection with TLS."""
        self._sock.settimeout(_seconds_until(self._end))
        return _Stream(ssl_context.wrap_socket(self._sock, server_hostname=server_hostname), self._end)


def _seconds_until(end: float) -> float:
    seconds = end - time.monotonic()
    if seconds <= 0:
        raise TimeoutError
    return seconds

"""Reading addresses that strangers wrote: parts or None, never an exception."""

import re
from urllib.parse import SplitResult, urljoin, urlsplit

_IPV6_AND_PORT = re.compile(r"\[[0-9A-Fa-f:.]+\](:[0-9]*)?")


def split_address(text: str) -> SplitResult | None:
    """The parts of a URL or relative link; None if it cannot be one (`http://[x`, a wrong port, `http://a℀b/`).

    `hostname` and `port` of the result are safe to read. Line breaks and tabs are removed, as browsers do.
    """
    try:
        parts = urlsplit(text)
        _ = parts.port  # read here because it raises
    except ValueError:
        return None
    host_and_port = parts.netloc.rpartition("@")[2]
    if "[" in host_and_port or "]" in host_and_port:
        return parts if _IPV6_AND_PORT.fullmatch(host_and_port) else None
    return parts


def join_address(base: str, link: str) -> str | None:
    """The address that `link` means on the page `base`, or None if one of the two cannot be read."""
    try:
        joined = urljoin(base, link)
    except ValueError:
        return None
    return joined if split_address(joined) else None


def host_of(text: str) -> str:
    """The host of an address in small letters; empty if it has none or cannot be read."""
    parts = split_address(text)
    return (parts.hostname or "") if parts else ""

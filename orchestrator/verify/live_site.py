"""Brings home the files of a live site, as far as they are linked or named: Pages lists no folder."""

import re
from collections.abc import Callable, Collection
from urllib.parse import quote, urljoin, urlsplit

from orchestrator.errors import InputError, InvalidField
from orchestrator.records.site import MARKER, Site
from orchestrator.text.paths import checked_path
from orchestrator.verify.files.links import own_targets, readme_targets

Get = Callable[[str], bytes | None]
"""Takes an address and returns its content; None if there is none."""

ALWAYS = ("index.html", "README.md", "LICENSE", MARKER)
MAX_FILES = 60


def live_site(url: str, names: Collection[str], get: Get) -> Site:
    """The files that stand in ALWAYS, in `names`, and behind the links of index and README.

    What is not served is left out: dot files never are, so rules about workflows cannot be judged.
    """
    root = url if url.endswith("/") else f"{url}/"
    files = _fetched(root, [*ALWAYS, *names], get)
    found = Site(files)
    linked = own_targets(found.text("index.html")) if "index.html" in found else []
    linked += readme_targets(found.text("README.md")) if "README.md" in found else []
    return found.changed(_fetched(root, [name for name in linked if name not in found][:MAX_FILES], get))


def host_and_port(url: str) -> str:
    """`HOST:PORT` of an address, for the browser's list of what it may call itself.

    Raises:
        InvalidField: it is no address of a page.
    """
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError as error:
        raise InvalidField("--url", f"an http or https address ({error})") from error
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise InvalidField("--url", f"an http or https address, not {url!r}")
    return f"{parts.hostname}:{port}"


def _fetched(root: str, names: Collection[str], get: Get) -> dict[str, bytes]:
    files = {}
    for name in dict.fromkeys(names):
        try:
            content = get(urljoin(root, quote(checked_path(name))))
        except InputError:
            continue
        if content is not None:
            files[name] = content
    return files


def named_files(text: str) -> list[str]:
    """Names in a text that look like files of a site."""
    return re.findall(r"(?<![\w/.:-])[A-Za-z0-9_][\w-]*(?:[./][\w-]+)*\.[a-z]{2,5}\b", text)

"""What a brief names by URL, fetched before the model runs: what a model cannot look up, it invents."""

import logging
import re
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from orchestrator.network.http import Answer, OutsideError, fetch
from orchestrator.records import SourceFile

logger = logging.getLogger(__name__)

MAX_SOURCES = 6
MAX_BYTES = 2_000_000
SECONDS = 10.0
FOLDER = "sources"
"""Where fetched files lie in the app, if it uses them."""

AGENT = "pages-orchestrator/0.1 (fetches what a task names, once)"

_URL = re.compile(r"https?://[^\s\"'<>`\[\]{}|\\^]{4,1000}", re.IGNORECASE)
_PUNCTUATION = ".,;:!?*_\u201d\u2019\u00bb\u3001\u3002\uff0c\uff09"
_NOT_DATA = re.compile(
    r"(?i)(^|\.)(jsdelivr\.net|unpkg\.com|cdnjs\.cloudflare\.com|googleapis\.com|gstatic\.com|"
    r"bootstrapcdn\.com|"
    r"example\.(com|org|net)|localhost)$"
)
"""Hosts of libraries, which a page loads by itself, and of examples."""

_TYPES = {
    "text/csv": "csv", "application/json": "json", "text/html": "html", "text/plain": "txt",
    "text/markdown": "md",
    "application/geo+json": "geojson", "image/png": "png", "image/jpeg": "jpg", "image/gif": "gif",
    "image/webp": "webp", "image/svg+xml": "svg", "application/xml": "xml", "text/xml": "xml",
}  # fmt: skip


@dataclass(frozen=True)
class Source:
    """One fetched file and the record about it; no bytes if it could not be had."""

    record: SourceFile
    data: bytes


def urls_in(text: str) -> tuple[str, ...]:
    """The addresses that a brief names: whole ones only, no patterns, no libraries, each once."""
    found = dict.fromkeys(_trimmed(match[0]) for match in _URL.finditer(text) if _whole(text, match))
    return tuple(url for url in found if _wanted(url))[:MAX_SOURCES]


def fetch_sources(
    urls: Sequence[str],
    now: Callable[[], datetime],
    allow_private: bool,
    seconds: float = SECONDS,
) -> tuple[Source, ...]:
    """Fetch all of them at the same time; what fails is kept as a record that says why."""
    if not urls:
        return ()
    with ThreadPoolExecutor(len(urls)) as pool:
        fetched = list(pool.map(lambda url: _fetched(url, now, allow_private, seconds), urls))
    taken: set[str] = set()
    named = [_named(source, taken) for source in fetched]
    for source in named:
        logger.info("source %s: %s", urlsplit(source.record.url).hostname, source.record.status)
    return tuple(named)


def _fetched(url: str, now: Callable[[], datetime], allow_private: bool, seconds: float) -> Source:
    try:
        answer = fetch(
            "GET",
            url,
            headers={"User-Agent": AGENT},
            timeout=seconds,
            max_bytes=MAX_BYTES,
            allow_private=allow_private,
        )
    except OutsideError as error:
        return Source(SourceFile(url=url, path="", fetched_at=now(), bytes=0, status=error.reason), b"")
    trouble = _trouble(answer)
    good, status = not trouble, trouble or "fetched"
    body = answer.body if good else b""
    path = _file_name(answer) if good else ""
    return Source(SourceFile(url=url, path=path, fetched_at=now(), bytes=len(body), status=status), body)


def _trouble(answer: Answer) -> str:
    """Why an answer is not the file that was asked for; empty if it is."""
    packed = answer.headers.get("content-encoding", "identity").strip().lower()
    if answer.status != 200:
        return f"answered {answer.status}"
    if not answer.whole:
        return f"cut off, or larger than {MAX_BYTES} bytes"
    return "" if packed in {"", "identity"} else "packed, although it was asked for as it is"


def _named(source: Source, taken: set[str]) -> Source:
    """The same source under a path that no other has."""
    path, stem, dot, ending = source.record.path, *_split(source.record.path)
    number = 2
    while path in taken:
        path, number = f"{stem}-{number}{dot}{ending}", number + 1
    if path:
        taken.add(path)
    return Source(source.record.model_copy(update={"path": path}), source.data)


def _split(path: str) -> tuple[str, str, str]:
    stem, dot, ending = path.rpartition(".")
    return stem, dot, ending


def _file_name(answer: Answer) -> str:
    """`sources/HOST-NAME.ENDING`, made of plain characters only."""
    parts = urlsplit(answer.url)
    last = parts.path.rstrip("/").rpartition("/")[2]
    stem, dot, ending = last.rpartition(".")
    media = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    if not dot or not re.fullmatch(r"[A-Za-z0-9]{1,8}", ending):
        stem, ending = last, _TYPES.get(media, "txt")
    if media == "text/html" and answer.body.lstrip()[:1] == b"<":
        ending = "html"  # a page about the file, such as GitHub's, or one to sign in
    words = re.sub(r"[^A-Za-z0-9]+", "-", f"{parts.hostname}-{stem}").strip("-").lower()[:60].strip("-")
    return f"{FOLDER}/{words or 'source'}.{ending.lower()}"


def _trimmed(url: str) -> str:
    """An address without the punctuation of the sentence around it."""
    url = url.rstrip(_PUNCTUATION)
    while url.endswith(")") and url.count(")") > url.count("("):
        url = url[:-1].rstrip(_PUNCTUATION)
    return url


def _whole(text: str, match: re.Match[str]) -> bool:
    """Whether an address is complete: none that goes on with `{id}` or `…`, and no part of a template."""
    after = text[match.end() : match.end() + 1]
    return after not in {"{", "[", "<"} and "..." not in match[0] and "…" not in match[0]


def _wanted(url: str) -> bool:
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return False
    return "." in host and not _NOT_DATA.search(host)

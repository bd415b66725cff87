"""The proof that what was pushed is what Pages serves: the marker, read past every cache."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urljoin

from orchestrator.deadline import Deadline
from orchestrator.outside import OutsideError, fetch
from orchestrator.publish.commit import read_marker
from orchestrator.records import MARKER, Deployment
from orchestrator.retry import Sleep

logger = logging.getLogger(__name__)

FIRST_PAUSE, LONGEST_PAUSE, GROWTH = 0.2, 3.0, 1.25
"""Seconds between two looks: GitHub needs 20 to 60 s, so some 25 looks at a static file."""

LOOK_SECONDS = 10.0
MAX_MARKER = 4 * 1024 * 1024


@dataclass
class Watch:
    """Looks at one Pages address for one marker."""

    pages_url: str
    expected: Deployment
    allow_private: bool
    sleep: Sleep
    seen: str = "nothing was looked at"
    """What the last look saw, for errors."""
    looks: int = 0

    def look(self, deadline: Deadline) -> bool:
        """Whether the marker is served now; the query is a new one each time, so no cache answers."""
        self.looks += 1
        url = urljoin(
            self.pages_url,
            f"{MARKER}?{self.expected.content[:12]}-{self.looks}-{deadline.now().timestamp():.3f}",
        )
        timeout = max(0.001, min(LOOK_SECONDS, deadline.remaining()))
        try:
            answer = fetch(
                "GET", url, timeout=timeout, max_bytes=MAX_MARKER, allow_private=self.allow_private
            )
        except OutsideError as error:
            self.seen = str(error)
            return False
        found = read_marker(answer.body) if answer.status == 200 else None
        self.seen = f"it answered {answer.status}" if answer.status != 200 else _difference(found)
        return found is not None and shows(found, self.expected)

    def wait(self, until: Deadline, stop: Callable[[], bool] = lambda: False) -> bool:
        """Look until the marker is served; False at the end of `until`, or when `stop` says so."""
        pause = FIRST_PAUSE
        while not self.look(until):
            if until.remaining() <= pause or stop():
                return False
            self.sleep(pause)
            pause = min(pause * GROWTH, LONGEST_PAUSE)
        logger.info("live after %d looks: %s", self.looks, self.pages_url)
        return True


def shows(found: Deployment, expected: Deployment) -> bool:
    """Whether a served marker proves that `expected` is live: its content, or a later round built on it."""
    if found.request == expected.request:
        return found.content == expected.content
    return expected.request in {past.request for past in found.rounds}


def _difference(found: Deployment | None) -> str:
    if found is None:
        return f"its {MARKER} is not one of this system"
    return f"it serves round {found.round} of another request or content"

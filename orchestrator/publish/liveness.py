"""The proof that what was pushed is what Pages serves: the marker, read past every cache.

The other files are not compared: a deployment is one artifact, switched as a whole, and the marker
holds the digest of all of them.
"""

import logging
from dataclasses import dataclass
from urllib.parse import urljoin

from orchestrator.network.http import OutsideError, fetch
from orchestrator.publish.commit import read_marker
from orchestrator.publish.job import Job
from orchestrator.records import Deployment
from orchestrator.records.site import MARKER
from orchestrator.runtime.deadline import Deadline

logger = logging.getLogger(__name__)

FIRST_PAUSE, LONGEST_PAUSE, GROWTH = 0.05, 1.5, 1.25
"""Seconds between two looks: GitHub needs 20 to 60 s, so some 25 to 50 looks at a static file."""

MAX_MARKER = 4 * 1024 * 1024


@dataclass
class Watch:
    """Looks at one Pages address for one marker."""

    job: Job
    expected: Deployment
    seen: str = "nothing was looked at"
    """What the last look saw, for errors."""
    looks: int = 0

    def look(self) -> bool:
        """Whether the marker is served now; the query is a new one each time, so no cache answers."""
        job, self.looks = self.job, self.looks + 1
        fresh = f"{self.expected.content[:12]}-{self.looks}-{job.deadline.now().timestamp():.3f}"
        try:
            answer = fetch(
                "GET",
                urljoin(job.target.pages_url, f"{MARKER}?{fresh}"),
                timeout=job.attempt_seconds(),
                max_bytes=MAX_MARKER,
                allow_private=job.settings.allow_private_urls,
            )
        except OutsideError as error:
            self.seen = str(error)
            return False
        found = read_marker(answer.body) if answer.status == 200 else None
        self.seen = f"it answered {answer.status}" if answer.status != 200 else _difference(found)
        return found is not None and shows(found, self.expected)

    def wait(self, until: Deadline) -> bool:
        """Look until the marker is served; False at the end of `until`."""
        pause = FIRST_PAUSE
        while not self.look():
            if until.remaining() <= pause:
                return False
            self.job.sleep(pause)
            pause = min(pause * GROWTH, LONGEST_PAUSE)
        logger.info("live after %d looks: %s", self.looks, self.job.target.pages_url)
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

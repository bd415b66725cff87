"""The proof that Pages serves what was pushed: the marker and some of the files, read past every cache."""

import hashlib
import logging
from dataclasses import dataclass, field

from orchestrator.network.http import Answer, OutsideError
from orchestrator.publish.job import Job
from orchestrator.publish.marker import MAX_MARKER
from orchestrator.records import Deployment
from orchestrator.records.site import MARKER, Site
from orchestrator.runtime.deadline import Deadline

logger = logging.getLogger(__name__)

FIRST_PAUSE, MAX_PAUSE, GROWTH = 0.05, 1.5, 1.25
"""Seconds between two probes: GitHub needs 20 to 60 s, so some 25 to 50 reads of a static file."""

MAX_COMPARED, MAX_COMPARED_BYTES = 8, 2 * 1024 * 1024
"""Files that are compared, and the size of the largest one."""


@dataclass
class LivenessProbe:
    """Reads one Pages address until it serves one commit."""

    job: Job
    marker: Deployment
    site: Site = field(default_factory=lambda: Site({}))
    """Of these files some are compared with what is served."""
    seen: str = "nothing was read"
    """What the last probe saw, for errors."""
    probes: int = 0
    pause: float = FIRST_PAUSE
    """Until the next one; it grows also from one look at the run to the next."""

    def probe(self) -> bool:
        """Whether the commit is served now."""
        self.probes += 1
        try:
            self.seen = self._difference()
        except OutsideError as error:
            self.seen = str(error)
        return not self.seen

    def wait(self, until: Deadline) -> bool:
        """Probe until the commit is served; False at the end of `until`."""
        while not self.probe():
            self.job.sleep(min(self.pause, until.remaining()))
            self.pause = min(self.pause * GROWTH, MAX_PAUSE)
            if until.passed:
                return False
        logger.info("live after %d probes: %s", self.probes, self.job.target.pages_url)
        return True

    def _difference(self) -> str:
        """What is served instead of the commit; empty if it is served, or a later round built on it."""
        answer = self._fetch(MARKER, MAX_MARKER)
        if answer.status != 200:
            return f"it answered {answer.status}"
        found = Deployment.read(answer.body)
        if found is None:
            return f"its {MARKER} is not one of this system"
        if not serves(found, self.marker):
            return f"it serves round {found.round} of another request or content"
        if found.request != self.marker.request:
            return ""
        wrong = (path for path in _compared_files(self.site) if not self._is_served(path))
        return next((f"it serves {path} with other bytes than were pushed" for path in wrong), "")

    def _is_served(self, path: str) -> bool:
        answer = self._fetch(path, MAX_COMPARED_BYTES)
        pushed, served = (hashlib.sha256(data).digest() for data in (self.site[path], answer.body))
        return answer.status == 200 and pushed == served

    def _fetch(self, path: str, max_bytes: int) -> Answer:
        return self.job.served(path, f"{self.marker.content[:12]}-{self.probes}", max_bytes)


def serves(found: Deployment, expected: Deployment) -> bool:
    """Whether a served marker proves that `expected` is live: its content, or a later round built on it."""
    if found.request == expected.request:
        return found.content == expected.content
    return expected.request in {past.request for past in found.rounds}


def _compared_files(site: Site) -> list[str]:
    """Some files, `index.html` first; Pages leaves out what begins with a dot."""
    paths = [
        path
        for path, data in site.items()
        if path != MARKER and "/." not in f"/{path}" and len(data) <= MAX_COMPARED_BYTES
    ]
    return sorted(paths, key=lambda path: (path != "index.html", path))[:MAX_COMPARED]

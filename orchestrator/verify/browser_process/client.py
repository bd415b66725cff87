"""Sends jobs to the browser worker, and replaces it when a page ended it."""

import logging
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from pydantic import ValidationError

from orchestrator.verify.browser_process.child_process import ChildProcess
from orchestrator.verify.browser_process.chromium import find_chromium, sandboxed
from orchestrator.verify.browser_process.protocol import BrowserSettings, Job, JobResult
from orchestrator.verify.errors import BrowserLost, BrowserTimeout

logger = logging.getLogger(__name__)

GRACE_SECONDS = 15.0
"""For the browser to start, and for the worker to answer after a job's time is up."""
ATTEMPTS = 2
"""A browser that something else ended is replaced and asked again; a page that ends it twice is to blame."""


class BrowserClient:
    """The worker for all jobs of one verifier, started early so that Chromium gets ready meanwhile."""

    def __init__(
        self, mirror: str | None, online: bool, live: str | None, env: Mapping[str, str] | None
    ) -> None:
        """See `Verifier`."""
        chromium = find_chromium(os.environ if env is None else env)
        self.problem = "" if chromium else "no Chromium was found; install one, or set CHROMIUM_PATH"
        """Why there is no browser."""
        self._settings = chromium and BrowserSettings(
            channel=chromium.channel,
            executable=chromium.executable,
            sandbox=sandboxed(),
            mirror=str(Path(mirror).resolve()) if mirror else None,
            online=online,
            live=live,
        )
        self._child: ChildProcess | None = None
        self._works = False

    def start(self) -> None:
        """Start the worker, if there is a Chromium and it does not run yet."""
        if self._settings and self._child is None:
            self._child = ChildProcess("orchestrator.verify.browser_process.worker")
            with suppress(BrowserLost):  # who asks it finds out too, and says so
                self._child.send(self._settings.model_dump_json())

    def stop(self) -> None:
        """End the worker with its browser."""
        if self._child:
            self._child.kill()
            self._child = None

    def ask(self, job: Job) -> JobResult | None:
        """The result of a job; None if there is no browser here that works.

        A page that ends the browser twice gets a result that says so.
        """
        for _ in range(ATTEMPTS):
            try:
                result = self._answer(job)
            except BrowserLost as error:
                logger.warning("%s", error)
                self.problem = str(error)
                self.stop()
                if isinstance(error, BrowserTimeout):
                    break
            else:
                self._works = self._works or result is not None
                if result and result.ended:  # the next page gets a new browser
                    self.stop()
                return result
        return JobResult(ended=self.problem) if self._works else None

    def _answer(self, job: Job) -> JobResult | None:
        self.start()
        if self._child is None:
            return None
        self._child.send(job.model_dump_json())
        line = self._child.receive(job.seconds + GRACE_SECONDS)
        try:
            return JobResult.model_validate_json(line)
        except ValidationError as error:
            problem = error.errors(include_url=False, include_input=False)[0]
            raise BrowserLost(f"the browser's process sent what cannot be read: {problem['msg']}") from error

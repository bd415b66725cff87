"""Starts the browser worker, sends it jobs, and replaces it when a page ended it."""

import logging
import os
from collections.abc import Mapping
from pathlib import Path

from pydantic import ValidationError

from orchestrator.verify.browser_process.child_process import ChildProcess
from orchestrator.verify.browser_process.chromium import find_chromium, sandboxed
from orchestrator.verify.browser_process.protocol import BrowserSettings, Job, JobResult
from orchestrator.verify.errors import BrowserLost

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
        self._mirror, self._online, self._live = mirror, online, live
        self._env = os.environ if env is None else env
        self._child: ChildProcess | None = None
        self._pending: Job | None = None
        self._works = False
        self.problem = ""
        """Why there is no browser."""

    def start(self) -> None:
        """Start the worker, if there is a Chromium and it does not run yet."""
        chromium = find_chromium(self._env)
        if chromium is None:
            self.problem = "no Chromium was found; install one, or set CHROMIUM_PATH"
        elif self._child is None:
            self._child = ChildProcess("orchestrator.verify.browser_process.worker")
            settings = BrowserSettings(
                channel=chromium.channel,
                executable=chromium.executable,
                sandbox=sandboxed(),
                mirror=str(Path(self._mirror).resolve()) if self._mirror else None,
                online=self._online,
                live=self._live,
            )
            self._write(settings.model_dump_json())

    def stop(self) -> None:
        """End the worker with its browser."""
        if self._child:
            self._child.kill()
            self._child = None

    def send(self, job: Job) -> None:
        """Give the worker a job; `receive` has the result."""
        self.start()
        self._pending = job
        self._write(job.model_dump_json())

    def receive(self) -> JobResult | None:
        """The result of the job that was sent; None if there is no browser here that works.

        A page that ends the browser twice gets a result that says so.
        """
        job, self._pending = self._pending, None
        for attempt in range(1, ATTEMPTS + 1):
            try:
                result = self._read(job.seconds if job else 0)
            except BrowserLost as error:
                logger.warning("%s", error)
                self.problem = str(error)
                self.stop()
                if job is None or error.timed_out or attempt == ATTEMPTS:
                    return JobResult(ended=str(error)) if self._works else None
                self.send(job)
                self._pending = None
            else:
                self._works = self._works or result is not None
                if result and result.ended:  # the next page gets a new browser
                    self.stop()
                return result
        return None

    def ask(self, job: Job) -> JobResult | None:
        """Send a job and wait for its result."""
        self.send(job)
        return self.receive()

    def _write(self, line: str) -> None:
        if self._child is not None:
            try:
                self._child.send(line)
            except BrowserLost as error:
                logger.debug("%s", error)  # `receive` finds out too, and says so

    def _read(self, seconds: float) -> JobResult | None:
        if self._child is None:
            return None
        line = self._child.receive(seconds + GRACE_SECONDS)
        try:
            return JobResult.model_validate_json(line)
        except ValidationError as error:
            problem = error.errors(include_url=False, include_input=False)[0]
            raise BrowserLost(f"the browser's process sent what cannot be read: {problem['msg']}") from error

"""Judges sites: gate and rules here, the page in a browser child that serves for all rounds."""

import logging
import os
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from pydantic import ValidationError

from orchestrator.records import CheckResult, Verdict
from orchestrator.records.site import Site
from orchestrator.verify.baseline import always_static
from orchestrator.verify.browser_process.child_process import ChildProcess
from orchestrator.verify.browser_process.chromium import find_chromium, sandboxed
from orchestrator.verify.browser_process.protocol import BrowserSettings, Job, JobResult
from orchestrator.verify.errors import BrowserLost
from orchestrator.verify.judge import (
    ORDER_SECONDS,
    judge_alike,
    judge_seen,
    judge_static,
    judge_unseen,
    order_for,
    picture_name,
    trial_for,
)
from orchestrator.verify.plan.check_types import Plan
from orchestrator.verify.static_checks.gate import gate

logger = logging.getLogger(__name__)

GRACE_SECONDS = 15.0
"""For the browser to start, and for the child to answer after its time is up."""

EMPTY_PAGE = {"index.html": b"<!DOCTYPE html><html lang=en><title>Empty</title><body></body></html>"}


class Verifier:
    """Keeps one browser child for all sites that it judges. Use it as a context manager.

    The child is started when the block is entered, so that Chromium gets ready while the site is written.
    """

    def __init__(
        self,
        screenshots: Path | None = None,
        *,
        mirror: str | None = None,
        online: bool = True,
        live: str | None = None,
        env: Mapping[str, str] | None = None,
    ) -> None:
        """Say where things are.

        `screenshots` is the folder for pictures, `mirror` a node_modules folder that stands in for CDNs,
        `online` whether CDNs are asked for what it lacks, `live` the HOST:PORT of a live site that is to be
        judged, `env` an environment in which Chromium is looked for (default: this process's).
        """
        self._screenshots, self._mirror, self._online, self._live = screenshots, mirror, online, live
        self._env = os.environ if env is None else env
        self._child: ChildProcess | None = None
        self._missing = ""
        self._tried: tuple[Plan, Mapping[str, str]] | None = None

    def __enter__(self) -> Self:
        self._start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def verify(self, site: Site, plan: Plan, url: str | None = None) -> Verdict:
        """Judge a furnished site by a plan, or with `url` the live site that has these files: past the gate.

        Nothing that the site or the browser does makes this raise: it becomes a result.
        """
        begun = time.monotonic()
        vacuous = self._vacuous(plan)
        waiting = self._send(order_for(site, plan, url))
        results = list(() if url else gate(site, plan.brief))
        results += [*always_static(site, plan.given), *judge_static(plan, site)]
        seen = self._receive() if waiting else None
        results += (
            self._kept(plan, seen, vacuous) if seen else judge_unseen(plan, f"not run: {self._missing}")
        )
        results += judge_alike(plan, results)
        return Verdict(
            content=site.content_digest(), results=tuple(results), seconds=round(time.monotonic() - begun, 3)
        )

    def prepare(self, plan: Plan) -> None:
        """Try the compiled checks on pages on which they must fail; `verify` does it otherwise."""
        self._vacuous(plan)

    def _vacuous(self, plan: Plan) -> Mapping[str, str]:
        """Which compiled checks prove nothing, and why: they pass without the work."""
        if self._tried is None or self._tried[0] is not plan:
            found = dict.fromkeys(self._passing(trial_for(EMPTY_PAGE, plan)), "it holds on an empty page too")
            if plan.base is not None:
                old = frozenset(id_ for id_ in map(str, range(len(plan.checks))) if _is_old(plan, id_))
                trial = trial_for(plan.base, plan, old | frozenset(found))
                found |= dict.fromkeys(self._passing(trial), "it held before this round too")
            self._tried = (plan, found)
        return self._tried[1]

    def _passing(self, trial: Job | None) -> list[str]:
        seen = self._ask(trial) if trial else None
        return [outcome.id for outcome in seen.outcomes if outcome.passed] if seen else []

    def _ask(self, order: Job) -> JobResult | None:
        return self._receive() if self._send(order) else None

    def _kept(self, plan: Plan, seen: JobResult, vacuous: Mapping[str, str]) -> list[CheckResult]:
        pictures = {
            f"{name}.png": data for name, data in (seen.audit.screenshots if seen.audit else {}).items()
        }
        pictures |= {picture_name(o.id): o.screenshot for o in seen.outcomes if o.screenshot}
        if self._screenshots and pictures:
            self._screenshots.mkdir(parents=True, exist_ok=True)
            for name, data in pictures.items():
                (self._screenshots / name).write_bytes(data)
        return judge_seen(plan, seen, vacuous)

    def _start(self) -> None:
        chromium = find_chromium(self._env)
        if chromium is None:
            self._missing = "no Chromium was found; install one, or set CHROMIUM_PATH"
            return
        self._child = ChildProcess("orchestrator.verify.browser_process.worker")
        setup = BrowserSettings(
            channel=chromium.channel,
            executable=chromium.executable,
            sandbox=sandboxed(),
            mirror=str(Path(self._mirror).resolve()) if self._mirror else None,
            online=self._online,
            live=self._live,
        )
        self._tell(setup.model_dump_json())

    def _stop(self) -> None:
        if self._child:
            self._child.kill()
            self._child = None

    def _tell(self, line: str) -> bool:
        if self._child is None:
            return False
        try:
            self._child.tell(line)
        except BrowserLost as error:
            self._lose(error)
        return self._child is not None

    def _send(self, order: Job) -> bool:
        if self._child is None:
            self._start()
        return self._tell(order.model_dump_json())

    def _receive(self) -> JobResult | None:
        """The child's answer; None if it was lost. After a wild page the next one gets a new browser."""
        if self._child is None:
            return None
        try:
            seen = JobResult.model_validate_json(self._child.hear(ORDER_SECONDS + GRACE_SECONDS))
        except BrowserLost as error:
            self._lose(error)
            return None
        except ValidationError as error:
            self._lose(
                BrowserLost(f"the browser's process sent what it should not: {error.error_count()} errors")
            )
            return None
        if seen.ended:
            self._stop()
        return seen

    def _lose(self, error: BrowserLost) -> None:
        logger.warning("%s", error)
        self._missing = str(error)
        self._stop()


def _is_old(plan: Plan, id_: str) -> bool:
    return plan.checks[int(id_)].round != plan.round

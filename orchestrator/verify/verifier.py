"""Judges sites: the files here, the page in a browser process that serves for all rounds."""

import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Self

from orchestrator.records import Verdict
from orchestrator.records.site import Site
from orchestrator.verify.baseline import judge_files
from orchestrator.verify.browser_process.client import BrowserClient
from orchestrator.verify.browser_process.protocol import Job, JobResult
from orchestrator.verify.judge import (
    baseline_copies,
    browser_results,
    file_check_results,
    job_for,
    screenshot_name,
    trial_job,
    without_browser,
)
from orchestrator.verify.plan.check_types import Plan
from orchestrator.verify.static_checks.gate import gate

INDEX = "index.html"

EMPTY_PAGE = {INDEX: b"<!DOCTYPE html><html lang=en><title>Empty</title><body></body></html>"}


class Verifier:
    """Keeps one browser process for all sites that it judges. Use it as a context manager.

    The process is started when the block is entered, so that Chromium gets ready while the site is written.
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

        `screenshots` is the folder for pictures, `mirror` a node_modules folder used in place of CDNs,
        `online` whether CDNs are asked for what it lacks, `live` the HOST:PORT of a live site that is to be
        judged, `env` an environment in which Chromium is looked for (default: this process's).
        """
        self._screenshots = screenshots
        self.browser = BrowserClient(mirror, online, live, env)
        self._trial: tuple[Plan, Mapping[str, str]] | None = None

    def __enter__(self) -> Self:
        self.browser.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.browser.stop()

    def verify(self, site: Site, plan: Plan, url: str | None = None) -> Verdict:
        """Judge a complete site by a plan; with `url`, the live site that has these files, without the gate.

        Nothing that the site or the browser does makes this raise: it becomes a result.
        """
        begun = time.monotonic()
        inconclusive = self._inconclusive(plan)
        with ThreadPoolExecutor(1) as pool:  # the files are judged while the browser works
            asked = pool.submit(self._ask, site, plan, url)
            results = [] if url else list(gate(site, plan.brief))
            request = "" if url else "\n".join([plan.brief, *(planned.check for planned in plan.checks)])
            results += [*judge_files(site, plan.given, request), *file_check_results(plan, site)]
            seen = asked.result()
        if seen is None:
            problem = self.browser.problem if url or INDEX in site else f"there is no {INDEX}"
            results += without_browser(plan, f"not run: {problem}")
        else:
            self._save_screenshots(seen)
            results += browser_results(plan, seen, inconclusive, site)
        results += baseline_copies(plan, results)
        return Verdict(
            content=site.content_digest(), results=tuple(results), seconds=round(time.monotonic() - begun, 3)
        )

    def _ask(self, site: Site, plan: Plan, url: str | None) -> JobResult | None:
        return self.browser.ask(job_for(site, plan, url)) if url or INDEX in site else None

    def prepare(self, plan: Plan) -> None:
        """Try the compiled checks on pages on which they must fail; `verify` does it otherwise."""
        self._inconclusive(plan)

    def _inconclusive(self, plan: Plan) -> Mapping[str, str]:
        """Which compiled checks prove nothing, and why: they pass without the work."""
        if self._trial is None or self._trial[0] is not plan:
            found = dict.fromkeys(self._passing(trial_job(EMPTY_PAGE, plan)), "it holds on an empty page too")
            if plan.base is not None:
                old = {str(number) for number, each in enumerate(plan.checks) if each.round != plan.round}
                trial = trial_job(plan.base, plan, old | set(found))
                found |= dict.fromkeys(self._passing(trial), "it held before this round too")
            self._trial = (plan, found)
        return self._trial[1]

    def _passing(self, trial: Job | None) -> list[str]:
        seen = self.browser.ask(trial) if trial else None
        return [id_ for id_, outcome in seen.outcomes.items() if outcome.passed] if seen else []

    def _save_screenshots(self, seen: JobResult) -> None:
        audit = seen.pages[0].audit if seen.pages else None
        pictures = {f"{name}.png": data for name, data in audit.screenshots.items()} if audit else {}
        pictures |= {screenshot_name(id_): shot for id_, o in seen.outcomes.items() if (shot := o.screenshot)}
        if self._screenshots and pictures:
            self._screenshots.mkdir(parents=True, exist_ok=True)
            for name, data in pictures.items():
                (self._screenshots / name).write_bytes(data)

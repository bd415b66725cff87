"""Judges sites: gate and rules here, the page in a browser child that serves for all rounds."""

import logging
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from pydantic import ValidationError

from orchestrator.records import CheckResult, Kind, Site, Status, Verdict
from orchestrator.verify.always import BROWSER_CHECKS, always_seen, always_static, not_run
from orchestrator.verify.chromium import find_chromium, sandboxed
from orchestrator.verify.failures import BrowserLost
from orchestrator.verify.gate import gate
from orchestrator.verify.offspring import Offspring
from orchestrator.verify.protocol import Order, Outcome, Script, Seen, Setup
from orchestrator.verify.ways import InPage, Plan, Planned, Static, Unjudged

logger = logging.getLogger(__name__)

ORDER_SECONDS = 60.0
"""Wall time for one site in the browser."""
GRACE_SECONDS = 15.0
"""For the browser to start, and for the child to answer after its time is up."""


class Verifier:
    """Keeps one browser child for all sites that it judges. Use it as a context manager.

    The child is started when the block is entered, so that Chromium gets ready while the model writes.
    """

    def __init__(
        self, env: Mapping[str, str], mirror: str | None = None, screenshots: Path | None = None
    ) -> None:
        """`env` tells where Chromium is, `mirror` is a node_modules folder in place of CDNs, `screenshots` a folder."""
        self._env, self._mirror, self._screenshots = env, mirror, screenshots
        self._child: Offspring | None = None
        self._missing = ""

    def __enter__(self) -> Self:
        self._start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def verify(self, site: Site, plan: Plan) -> Verdict:
        """Judge a furnished site by a plan. Never raises because of what the site or the browser does."""
        begun = time.monotonic()
        waiting = self._send(site, plan)
        results = [*gate(site, plan.brief), *always_static(site)]
        results += [_static(planned, site) for planned in plan.checks if not isinstance(planned.way, InPage)]
        if waiting:
            results += self._receive(plan)
        else:
            results += _without_browser(plan, self._missing)
        return Verdict(
            content=site.content_digest(), results=tuple(results), seconds=time.monotonic() - begun
        )

    def _start(self) -> None:
        chromium = find_chromium(self._env)
        if chromium is None:
            self._missing = "no Chromium was found; set CHROMIUM_PATH or install one"
            return
        self._child = Offspring("orchestrator.verify.child")
        setup = Setup(
            channel=chromium.channel,
            executable=chromium.executable,
            sandbox=sandboxed(),
            mirror=str(Path(self._mirror).resolve()) if self._mirror else None,
            fetch_cdn=True,
        )
        self._tell(setup.model_dump_json())

    def _stop(self) -> None:
        if self._child:
            self._child.kill()
            self._child = None

    def _tell(self, line: str) -> None:
        if self._child:
            try:
                self._child.tell(line)
            except BrowserLost as error:
                self._lose(error)

    def _lose(self, error: BrowserLost) -> None:
        logger.warning("%s", error)
        self._missing = str(error)
        self._stop()

    def _send(self, site: Site, plan: Plan) -> bool:
        if self._child is None:
            self._start()
        if self._child is not None:
            self._tell(_order(site, plan).model_dump_json())
        return self._child is not None

    def _receive(self, plan: Plan) -> list[CheckResult]:
        assert self._child is not None  # noqa: S101 - _send said so
        try:
            line = self._child.hear(ORDER_SECONDS + GRACE_SECONDS)
            seen = Seen.model_validate_json(line)
        except BrowserLost as error:
            self._lose(error)
            return list(_without_browser(plan, str(error)))
        except ValidationError as error:
            self._lose(BrowserLost(f"the browser's process answered nonsense: {error.error_count()} errors"))
            return list(_without_browser(plan, self._missing))
        if seen.ended:
            self._stop()
        self._keep(seen.screenshots)
        outcomes = {outcome.id: outcome for outcome in seen.outcomes}
        judged = [_judged(planned, outcomes.get(id_), seen) for id_, planned in _in_page(plan)]
        return [*always_seen(seen), *judged]

    def _keep(self, screenshots: Mapping[str, bytes]) -> None:
        if self._screenshots and screenshots:
            self._screenshots.mkdir(parents=True, exist_ok=True)
            for name, data in screenshots.items():
                (self._screenshots / f"{name}.png").write_bytes(data)


def _order(site: Site, plan: Plan) -> Order:
    return Order.model_construct(
        files=dict(site),
        path=plan.path,
        hosts=plan.hosts,
        scripts=tuple(
            Script(id=id_, code=way.code, seconds=way.seconds, alone=way.alone, explains=way.explains)
            for id_, planned in _in_page(plan)
            if isinstance(way := planned.way, InPage)
        ),
        seconds=ORDER_SECONDS,
    )


def _in_page(plan: Plan) -> Iterator[tuple[str, Planned]]:
    for number, planned in enumerate(plan.checks):
        if isinstance(planned.way, InPage):
            yield str(number), planned


def _static(planned: Planned, site: Site) -> CheckResult:
    way = planned.way
    if isinstance(way, Static):
        found = way.judge(site)
        status = Status.PASSED if found.passed else Status.FAILED
        return _result(planned, status, found.expected, found.seen, found.where)
    reason = way.reason if isinstance(way, Unjudged) else ""
    return _result(planned, Status.NOT_RUN, "", reason)


def _judged(planned: Planned, outcome: Outcome | None, seen: Seen) -> CheckResult:
    expected = planned.way.expected if isinstance(planned.way, InPage) else ""
    if outcome is None:
        status = Status.FAILED if seen.ended else Status.NOT_RUN
        return _result(planned, status, expected, seen.ended or "the browser had no time for it")
    status = Status.PASSED if outcome.passed else Status.FAILED
    told = outcome.seen
    if not outcome.passed and seen.unreachable:
        told += f" (not reached: {seen.unreachable[0].text})"
    return _result(planned, status, expected, told, outcome.where)


def _without_browser(plan: Plan, reason: str) -> Sequence[CheckResult]:
    told = f"not run: {reason}"
    always = [not_run(name, told) for name in BROWSER_CHECKS]
    return [*always, *(_result(planned, Status.NOT_RUN, "", told) for _, planned in _in_page(plan))]


def _result(planned: Planned, status: Status, expected: str, seen: str, where: str = "") -> CheckResult:

    return CheckResult(
        check=planned.check,
        kind=planned.kind,
        status=status,
        round=planned.round,
        expected=expected,
        seen=seen,
        where=where,
    )

"""Write, verify, repair: the best candidate is kept, and only an improvement replaces it."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from orchestrator.deadline import Deadline
from orchestrator.records import Site, Status, Verdict

logger = logging.getLogger(__name__)

MAX_REPAIRS = 3
"""Measured gains of repair with real test output flatten after three rounds."""

MIN_REPAIR_SECONDS = 20.0
"""With less time left no repair is begun."""

Judge = Callable[[Site], Verdict]

Repair = Callable[[Site, Verdict], Site | None]
"""Takes the best site so far and its verdict; None if nothing better can be written."""

Better = Callable[[Verdict, Verdict], bool]
"""Whether the first verdict is better than the second."""


@dataclass(frozen=True)
class Outcome:
    """The best site that was found, and how many repairs were tried."""

    site: Site
    verdict: Verdict
    repairs: int = 0


def improve(first: Site, judge: Judge, repair: Repair | None, better: Better, deadline: Deadline) -> Outcome:
    """Judge `first`, then repair it until nothing fails or rounds or time run out."""
    best = Outcome(first, judge(first))
    _tell(best.verdict, "first version")
    repairs = 0
    while repair and _worth_repairing(best.verdict) and repairs < MAX_REPAIRS:
        if deadline.remaining() < MIN_REPAIR_SECONDS:
            logger.info("repair: %.0f s left are too few for another round", deadline.remaining())
            break
        repairs += 1
        site = repair(best.site, best.verdict)
        if site is None or site.content_digest() == best.site.content_digest():
            logger.info("repair %d: nothing new came", repairs)
            continue
        verdict = judge(site)
        _tell(verdict, f"repair {repairs}")
        if better(verdict, best.verdict):
            best = Outcome(site, verdict)
        else:
            logger.info("repair %d: not better, so the earlier version is kept", repairs)
    return Outcome(best.site, best.verdict, repairs)


def _worth_repairing(verdict: Verdict) -> bool:
    return bool(verdict.counted(Status.FAILED))


def _tell(verdict: Verdict, what: str) -> None:
    passed, failed, not_run = (len(verdict.counted(status)) for status in Status)
    logger.info("%s: %d checks passed, %d failed, %d not run", what, passed, failed, not_run)
    for result in verdict.counted(Status.FAILED):
        logger.info("failed: %s: expected %s, saw %s", result.check[:200], result.expected, result.seen[:200])

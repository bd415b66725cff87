"""Judge, repair, judge again: the best candidate is kept, and only an improvement replaces it."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from orchestrator.records import Kind, Status, Verdict
from orchestrator.records.site import Site
from orchestrator.runtime.deadline import Deadline

logger = logging.getLogger(__name__)

MAX_REPAIRS = 3
"""Measured gains of repair with real test output flatten after three rounds."""

MAX_FRUITLESS = 2
"""Repairs in a row that brought nothing; a third has not been seen to help."""

MAX_POLISH = 1
"""Repairs of a site that meets the request, and fails only what is asked of every site."""

MIN_REPAIR_SECONDS = 20.0
"""With less time left no repair is begun."""

Judge = Callable[[Site], Verdict]

Better = Callable[[Verdict, Verdict], bool]
"""Whether the first verdict is better than the second."""

Repair = Callable[[Site, Verdict, Verdict | None], Site | None]
"""Takes the best site, its verdict, and that of a later one that was not better."""


@dataclass(frozen=True)
class Outcome:
    """The best site that was found, and how many repairs were tried."""

    site: Site
    verdict: Verdict
    repairs: int = 0


def improve(first: Site, judge: Judge, repair: Repair | None, better: Better, deadline: Deadline) -> Outcome:
    """Judge `first`, then repair it until nothing fails, nothing helps, or rounds or time run out."""
    site, verdict = first, judge(first)
    _log(verdict, "first version")
    worse: Verdict | None = None
    repairs = fruitless = 0
    while repair and repairs < _most_repairs(verdict) and fruitless < MAX_FRUITLESS:
        if deadline.remaining() < MIN_REPAIR_SECONDS:
            logger.info("repair: %.0f s are too few for another round", deadline.remaining())
            break
        repairs += 1
        fruitless += 1
        candidate = repair(site, verdict, worse)
        if candidate is None or candidate.content_digest() == site.content_digest():
            logger.info("repair %d: no change", repairs)
            continue
        judged = judge(candidate)
        _log(judged, f"repair {repairs}")
        if better(judged, verdict):
            site, verdict, worse, fruitless = candidate, judged, None, 0
        else:
            worse = judged
            logger.info("repair %d: not better, so the earlier version is kept", repairs)
    return Outcome(site, verdict, repairs)


def _most_repairs(verdict: Verdict) -> int:
    kinds = {result.kind for result in verdict.counted(Status.FAILED)}
    return (MAX_POLISH if kinds == {Kind.ALWAYS} else MAX_REPAIRS) if kinds else 0


def _log(verdict: Verdict, what: str) -> None:
    passed, failed, not_run = (len(verdict.counted(status)) for status in Status)
    logger.info("%s: %d checks passed, %d failed, %d not run", what, passed, failed, not_run)
    for result in verdict.counted(Status.FAILED):
        logger.info("failed: %s: expected %s, saw %s", result.check[:200], result.expected, result.seen[:200])

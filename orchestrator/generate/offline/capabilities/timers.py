"""Stopwatch and countdown, with laps, sessions and breaks where their ids are named."""

import re
from collections.abc import Iterable

from orchestrator.generate.offline.feature import Ask, Capability, Feature, Known, claims, standing
from orchestrator.generate.offline.parts import assigned, free_ids, still_open
from orchestrator.generate.offline.subject import is_wanted

_TIMER = r"\b(timer|stopwatch|stop-watch|countdown|pomodoro)\b"
_UNTIL = r"\bcount(?:s|ing)?[ -]?down(?: timer| clock)? (?:to|until|till)\b(?! (?:zero|0))"
"""A countdown to a date, which the timer is not."""
_MORE = {
    "minutes_id": r"(?:set |work )?minutes?(?: input| field)?$|duration",
    "lap_id": r"(?:record |add )?lap(?: btn| button)?$",
    "laps_id": r"laps(?: list)?$|lap (?:list|times)$",
    "sessions_id": r".*sessions?(?: count)?$|.*(?:completed|cycles)$",
    "work_id": r"(?:work|focus|pomodoro)(?: btn| button| mode)?$",
    "short_id": r"\bshort\b.*",
    "long_id": r"\blong\b.*",
}
_USUAL = {"short": 5, "long": 15}
"""Minutes of a break that no words measure."""


def find_timer(ask: Ask, known: Known) -> Iterable[Feature]:
    """A stopwatch, or a countdown where minutes or a countdown are asked for; later rounds add to it."""
    before = standing(known, "timer")
    if before:
        yield _with_more(ask, known, before)
    elif is_wanted(ask.words, _TIMER) and not ask.words.says(_UNTIL):
        first = _first(ask, known)
        yield _with_more(ask, [*known, first], first)


def _first(ask: Ask, known: Known) -> Feature:
    minutes = re.search(r"(\d+)[ -]?min", ask.words.prose, re.IGNORECASE)
    seconds = re.search(r"(\d+)[ -]?sec", ask.words.prose, re.IGNORECASE)
    pomodoro = ask.words.says(r"pomodoro")
    down = (
        minutes
        or seconds
        or pomodoro
        or (ask.words.says(r"countdown|count down|\btimer\b") and not ask.words.says(r"stop-?watch"))
    )
    return Feature(
        "timer",
        {
            **claims(
                ask,
                known,
                {
                    "start_id": (r"\bstart|\bplay\b|\bgo$", "", "timer-start"),
                    "stop_id": (r"\bstop\b|pause", "", "timer-pause"),
                    "reset_id": (r"reset|clear", "", "timer-reset"),
                    "id": (r"timer|time|display|clock|watch|countdown|remaining", "", "timer-display"),
                },
            ),
            "seconds": _seconds(minutes, seconds, bool(pomodoro)) if down else None,
            "heading": "Timer" if down else "Stopwatch",
        },
    )


def _with_more(ask: Ask, known: Iterable[Feature], timer: Feature) -> Feature:
    """The timer with the laps, sessions and breaks whose ids are named."""
    params = {**dict.fromkeys(_MORE, ""), **timer.params}
    params |= assigned(ask, free_ids(ask, known), still_open(_MORE, params))
    for kind, usual in _USUAL.items():
        said = re.search(
            rf"\b{kind}[- ]break\b[^.#\d]{{0,20}}(\d{{1,3}})|(\d{{1,3}})[- ]min\w* {kind}",
            ask.words.prose,
            re.IGNORECASE,
        )
        params[kind] = int(said[1] or said[2]) * 60 if said else params.get(kind, usual * 60)
    return Feature("timer", params)


def _seconds(minutes: re.Match[str] | None, seconds: re.Match[str] | None, pomodoro: bool) -> int:
    total = 60 * int(minutes[1]) if minutes else 0
    total += int(seconds[1]) if seconds else 0
    return total or (1500 if pomodoro else 300)


TIMERS = (
    Capability("timer", find_timer, rf"{_TIMER}|\b(?:start|stop|pause|reset)\b", "timer", "measures time"),
)

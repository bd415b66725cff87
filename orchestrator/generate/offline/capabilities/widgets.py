"""Small tools that need no data: counter, calculator, timer; and a quiz on attached questions."""

import json
import re
from collections.abc import Iterable
from typing import Any

from orchestrator.generate.offline.feature import Ask, Capability, Feature, Known, claim, claims, standing
from orchestrator.generate.offline.keeping import KEPT
from orchestrator.generate.offline.shapes import text_of
from orchestrator.generate.offline.subject import is_wanted

_COUNTER = (
    r"(?<!\bword )(?<!\bcharacter )(?<!\bmove )(?<!\bvisit )(?<!\bvisitor )(?<!\bhit )(?<!\bview )"
    r"\b(counter|tally)\b(?! argument| of\b| for\b)|increment\w*\b.*\bdecrement"
)
_CALCULATOR = (
    r"(?:^|[.:;,#]\s*|\b(?:a|an|the|simple|basic|scientific|standard|web|online|arithmetic|modern|responsive|small|"
    r"functional|working|pocket|browser|browser-based|javascript|four-function)[ -])calculator\b"
)
_TIMER = r"\b(timer|stopwatch|stop-watch|countdown|pomodoro)\b"
_UNTIL = r"\bcount(?:s|ing)?[ -]?down (?:to|until|till)\b(?! (?:zero|0))"
"""A countdown to a date, which the timer is not."""
_CLOCK = r"\b(digital |analog |live )?clock\b|\bcurrent time\b"
_QUIZ = r"\b(quiz|trivia|flash ?cards)\b"
_SNAKES = r"\bsnakes?\b[^.]{0,12}\bladders?\b"


def find_counter(ask: Ask, known: Known) -> Iterable[Feature]:
    """A number that goes up, down and back."""
    if is_wanted(ask.words, _COUNTER) and not standing(known, "counter"):
        step = re.search(r"\bsteps?(?: of| size)?[ :=]*(\d+)|\bby (\d+)\b", ask.words.prose)
        yield Feature(
            "counter",
            {
                **claims(
                    ask,
                    known,
                    {
                        "up_id": (r"\binc|plus|\badd|\bup\b", "", "increment"),
                        "down_id": (r"\bdec|minus|\bsub|\bdown\b", "", "decrement"),
                        "reset_id": (r"reset|clear|zero", "", "reset"),
                        "id": (r"count|value|number|display", "", "counter"),
                    },
                ),
                "step": int(next(filter(None, step.groups()))) if step else 1,
                "heading": "Counter",
            },
        )


def find_calculator(ask: Ask, known: Known) -> Iterable[Feature]:
    """A calculator with the four operations, brackets, keyboard."""
    there = standing(known, "calculator") or standing(known, "formula")
    if is_wanted(ask.words, _CALCULATOR) and not there:
        yield Feature(
            "calculator",
            {
                "id": claim(ask, known, r"display|result|output|screen", "input") or "calculator-display",
                "heading": "Calculator",
            },
        )


def find_timer(ask: Ask, known: Known) -> Iterable[Feature]:
    """A stopwatch, or a countdown where minutes or a countdown are asked for."""
    if not is_wanted(ask.words, _TIMER) or ask.words.says(_UNTIL) or standing(known, "timer"):
        return
    minutes = re.search(r"(\d+)[ -]?min", ask.words.prose, re.IGNORECASE)
    seconds = re.search(r"(\d+)[ -]?sec", ask.words.prose, re.IGNORECASE)
    pomodoro = ask.words.says(r"pomodoro")
    down = (
        minutes
        or seconds
        or pomodoro
        or (ask.words.says(r"countdown|count down|\btimer\b") and not ask.words.says(r"stop-?watch"))
    )
    yield Feature(
        "timer",
        {
            **claims(
                ask,
                known,
                {
                    "start_id": (r"\bstart|\bplay\b|\bgo$", "", "timer-start"),
                    "stop_id": (r"\bstop\b|pause", "", "timer-pause"),
                    "reset_id": (r"reset|clear", "", "timer-reset"),
                    "id": (r"timer|time|display|clock|watch|countdown", "", "timer-display"),
                },
            ),
            "seconds": _seconds(minutes, seconds, bool(pomodoro)) if down else None,
            "heading": "Timer" if down else "Stopwatch",
        },
    )


def find_clock(ask: Ask, known: Known) -> Iterable[Feature]:
    """The time of day."""
    if is_wanted(ask.words, _CLOCK) and not standing(known, "clock"):
        yield Feature("clock", {"id": claim(ask, known, r"clock|time") or "clock", "heading": "Clock"})


def find_quiz(ask: Ask, known: Known) -> Iterable[Feature]:
    """A quiz on the questions of a JSON file; without a file of questions there is none."""
    files = [name for name in ask.files_like(".json") if _has_questions(ask.files.get(name, b""))]
    if ask.words.says(_QUIZ) and files and not standing(known, "quiz"):
        yield Feature(
            "quiz",
            {
                "file": files[0],
                "heading": "Quiz",
                **claims(
                    ask,
                    known,
                    {
                        "score_id": (r"score|result|points", "", "quiz-score"),
                        "id": (r"quiz|question", "", "quiz"),
                    },
                ),
            },
        )


def find_snakes(ask: Ask, known: Known) -> Iterable[Feature]:
    """Snakes and ladders for two; names, scoreboard and moving tokens are part of it in any round."""
    if ask.words.says(_SNAKES) and not standing(known, "snakes"):
        yield Feature(
            "snakes",
            {
                **claims(
                    ask,
                    known,
                    {
                        "roll_id": (r"\broll|\bdice\b.*(btn|button)", "", "roll-dice"),
                        "dice_id": (r"\bdice|\bdie\b", "", "dice"),
                        "told_id": (r"winner|message|status|announce|result|turn|info", "", "announcement"),
                        "scores_id": (r"score|wins", "", "scoreboard"),
                        "again_id": (r"reset|restart|new|again", "", "new-game"),
                        "id": (r"board|game|grid", "", "board"),
                    },
                ),
                "heading": "Snakes and ladders",
            },
        )


def _seconds(minutes: re.Match[str] | None, seconds: re.Match[str] | None, pomodoro: bool) -> int:
    total = 60 * int(minutes[1]) if minutes else 0
    total += int(seconds[1]) if seconds else 0
    return total or (1500 if pomodoro else 300)


def _has_questions(data: bytes) -> bool:
    try:
        value: Any = json.loads(text_of(data))
    except (ValueError, RecursionError):
        return False
    rows = (
        next((part for part in value.values() if isinstance(part, list)), None)
        if isinstance(value, dict)
        else value
    )
    return (
        isinstance(rows, list)
        and bool(rows)
        and all(isinstance(row, dict) and _is_question(row) for row in rows)
    )


def _is_question(row: dict[str, Any]) -> bool:
    return bool({"question", "q", "prompt"} & row.keys()) and bool(
        {"options", "choices", "answers"} & row.keys()
    )


WIDGETS = (
    Capability(
        "counter",
        find_counter,
        rf"{_COUNTER}|{KEPT}|\bcount|\breset|\bbuttons?\b",
        "counter",
        "counts up and down",
    ),
    Capability(
        "calculator",
        find_calculator,
        r"calculator|\boperat|\bkeyboard\b|\bclear\b",
        "calculator",
        "calculates",
    ),
    Capability("timer", find_timer, rf"{_TIMER}|\b(?:start|stop|pause|reset)\b", "timer", "measures time"),
    Capability("clock", find_clock, _CLOCK, "clock", "shows the time"),
    Capability("quiz", find_quiz, rf"{_QUIZ}|\bquestions?\b|\bscore", "quiz", "asks the questions of a file"),
    Capability(
        "snakes",
        find_snakes,
        rf"{_SNAKES}|\bgame\b|\bdice\b|\bplayers?\b|\bwinner|\bwins\b|score ?board|\btokens?\b|{KEPT}",
        "snakes",
        "plays snakes and ladders",
    ),
)

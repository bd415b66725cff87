"""Small tools that need no data: counter, calculator, timer; and a quiz on attached questions."""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from orchestrator.generate.offline.feature import (
    Ask,
    Capability,
    Feature,
    Known,
    Wanted,
    claim,
    claims,
    standing,
)
from orchestrator.generate.offline.keeping import KEPT
from orchestrator.generate.offline.parts import assigned, free_ids, still_open
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
_CLOCK = r"\b(digital |analog |live )?clock\b|\bcurrent time\b"
_QUIZ = r"\b(quiz|trivia|flash ?cards)\b"
_SNAKES = r"\bsnakes?\b[^.]{0,12}\bladders?\b"


_COUNTER_IDS: Mapping[str, Wanted] = {
    "up_id": (r"\binc|plus|\badd|\bup\b", "", "increment"),
    "down_id": (r"\bdec|minus|\bsub|\bdown\b", "", "decrement"),
    "reset_id": (r"reset|clear|zero", "", "reset"),
    "id": (r"count|value|number|display", "", "counter"),
}
_FLOOR = r"\bnever (?:go(?:es)? )?below (?:zero|0)|\bnot (?:go |drop )?below (?:zero|0)|\bnegative\b"
_QUIZ_IDS = {
    "question_id": r"(?:current )?question(?: text)?$",
    "options_id": r"(?:answer )?(?:options?|choices|answers)(?: list| container)?$",
    "score_id": r".*score.*|.*result.*|points",
    "next_id": r"next.*",
    "restart_id": r".*(?:restart|again|retry|reset).*",
    "progress_id": r".*progress.*",
    "id": r"quiz(?: \w+)?$|question (?:box|area|card|container)",
}


def find_counter(ask: Ask, known: Known) -> Iterable[Feature]:
    """A number that goes up, down and back; later rounds may give it a field for the step, or a floor."""
    before = standing(known, "counter")
    if not before and not is_wanted(ask.words, _COUNTER):
        return
    step = re.search(r"\bsteps?(?: of| size)?[ :=]*(\d+)|\bby (\d+)\b", ask.words.prose)
    params = dict(before.params) if before else {**claims(ask, known, _COUNTER_IDS), "step": 1}
    mine = [*known, Feature("counter", params)]
    field = (
        {} if params.get("step_id") else assigned(ask, free_ids(ask, mine), {"step_id": r"step.*|.*amount"})
    )
    yield Feature("counter", {
        "step_id": "", "floor": None, **params, **field, "heading": "Counter",
        **({"step": int(next(filter(None, step.groups())))} if step else {}),
        **({"floor": 0} if ask.words.says(_FLOOR) else {}),
    })  # fmt: skip


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


def find_clock(ask: Ask, known: Known) -> Iterable[Feature]:
    """The time of day."""
    if is_wanted(ask.words, _CLOCK) and not standing(known, "clock"):
        yield Feature("clock", {"id": claim(ask, known, r"clock|time") or "clock", "heading": "Clock"})


def find_quiz(ask: Ask, known: Known) -> Iterable[Feature]:
    """A quiz on the questions of a JSON file; without a file of questions there is none."""
    before = standing(known, "quiz")
    files = [name for name in ask.files_like(".json") if _has_questions(ask.files.get(name, b""))]
    if not before and not (ask.words.says(_QUIZ) and files):
        return
    held: dict[str, Any] = dict(before.params) if before else {"file": files[0], "heading": "Quiz"}
    named = assigned(ask, free_ids(ask, known), still_open(_QUIZ_IDS, held))
    own = {"id": "quiz", "score_id": "quiz-score"}
    yield Feature("quiz", {**dict.fromkeys(_QUIZ_IDS, ""), **own, **held, **named})


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


def _quiz_covers(feature: Feature) -> str:
    return rf"{_QUIZ}|\bquestions?\b|\bscore" + (r"|\bprogress" if feature.params.get("progress_id") else "")


WIDGETS = (
    Capability(
        "counter",
        find_counter,
        rf"{_COUNTER}|{_FLOOR}|{KEPT}|\bcount|\breset|\bbuttons?\b",
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
    Capability("clock", find_clock, _CLOCK, "clock", "shows the time"),
    Capability("quiz", find_quiz, _quiz_covers, "quiz", "asks the questions of a file"),
    Capability(
        "snakes",
        find_snakes,
        rf"{_SNAKES}|\bgame\b|\bdice\b|\bplayers?\b|\bwinner|\bwins\b|score ?board|\btokens?\b|{KEPT}",
        "snakes",
        "plays snakes and ladders",
    ),
)

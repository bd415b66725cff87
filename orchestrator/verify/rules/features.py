"""Rules about what a page can do: adapt, turn dark, move, be played."""

import re

from orchestrator.verify.page.scripts import call
from orchestrator.verify.plan.check_types import Method, PageScript, StepSequence
from orchestrator.verify.plan.steps import Step
from orchestrator.verify.rules.context import Asked

WINNER = "wins|winner|won|game over|congratulations"
ROLL = Step(do="click", by="role", find="button", name="roll|dice|throw")
MOST_TURNS = 600
_WINS = "[id*=win i]:not(:has(*))"
SCORES = f"body:has({_WINS}) {_WINS}, body:not(:has({_WINS})) :is([id*=score i], [class*=score i])"
"""The numbers of wins by themselves where they have ids, else the whole scoreboard."""


def responsive(_match: re.Match[str], _asked: Asked) -> Method:
    """A viewport declaration and a layout that gives way."""
    expected = "a viewport meta tag and a layout that adapts"
    return PageScript(call("rules/responsive"), expected, returns_finding=True, own_page=True)


def dark_mode(_match: re.Match[str], _asked: Asked) -> Method:
    """A control that makes the page dark or light, or colours that follow the system's preference."""
    expected = "a control, or the system's preference, switches between light and dark"
    return PageScript(call("rules/dark"), expected, returns_finding=True, own_page=True)


def animations(_match: re.Match[str], _asked: Asked) -> Method:
    """Transitions, keyframes, smooth scrolling or scripted animation in the page's own code."""
    return PageScript(
        call("rules/animations"), "transitions, animations or smooth scrolling", returns_finding=True
    )


def smooth_scrolling(_match: re.Match[str], _asked: Asked) -> Method:
    """Smooth scrolling in the page's own styles or scripts."""
    return PageScript(
        call("rules/animations", '"smooth scrolling"'), "smooth scrolling", returns_finding=True
    )


def roll(_match: re.Match[str], _asked: Asked) -> Method:
    """A click on the dice button changes what the page says."""
    steps = (
        Step(do="remember", value="before"),
        ROLL,
        Step(do="changed", value="before"),
    )
    return StepSequence(steps, "a click on the dice button changes the page")


def winner(_match: re.Match[str], _asked: Asked) -> Method:
    """Played to its end, the game says who won."""
    steps = (_until(WINNER),)
    return StepSequence(steps, "after enough turns the page names a winner", seconds=60.0)


def names(_match: re.Match[str], _asked: Asked) -> Method:
    """There are fields for players' names that take a name."""
    field = {"by": "selector", "find": "input:not([type]), input[type=text]"}
    steps = (
        Step.model_validate({"do": "count", "number": 2, **field}),
        Step.model_validate({"do": "fill", "value": "Ada", **field}),
        Step.model_validate({"do": "value", "value": "Ada", **field}),
    )
    return StepSequence(steps, "at least two fields that take names")


def landing(_match: re.Match[str], _asked: Asked) -> Method:
    """Played until a snake or a ladder is told of, the page shows the square that it leads to."""
    expected = "after a snake or a ladder the position shown is the square it leads to"
    return PageScript(call("rules/landing"), expected, seconds=40.0, returns_finding=True, own_page=True)


def scoreboard(_match: re.Match[str], _asked: Asked) -> Method:
    """A won game changes the scoreboard, and a reload does not."""
    scores = {"by": "selector", "find": SCORES}
    steps = (
        Step.model_validate({"do": "remember", "value": "before", **scores}),
        _until(WINNER),
        Step.model_validate({"do": "changed", "value": "before", **scores}),
        Step.model_validate({"do": "remember", "value": "after", **scores}),
        Step(do="reload"),
        Step.model_validate({"do": "unchanged", "value": "after", **scores}),
    )
    return StepSequence(steps, "a won game is counted, and still is after a reload", seconds=60.0)


def _until(words: str) -> Step:
    return ROLL.model_copy(update={"do": "click_until", "value": words, "number": MOST_TURNS})

"""The tasks of the benchmark: briefs with checks in code, in two halves, `tasks-a.yaml` and `tasks-b.yaml`.

Checks are JavaScript whose value must be true in a freshly loaded page. The files have them in short forms,
of which `plain_code` makes code that needs nothing but a browser.
"""

import re
from functools import partial
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

HALVES = ("a", "b")

_ARGUMENTS = r"('[^']*'(?:, ?(?:'[^']*'|\d+))*)"
_EVENTS = "['input', 'change'].forEach(name => e.dispatchEvent(new Event(name, {bubbles: true})))"
_SHORT_FORMS = {
    "set": f"((e, v) => {{ e.value = v; {_EVENTS}; return true }})(document.querySelector(%s), %s)",
    "click": "(document.querySelector(%s).dispatchEvent(new MouseEvent('click', {bubbles: true})), true)",
    "submit": "(document.querySelector(%s).requestSubmit(), true)",
    "press": "(document.body.dispatchEvent(new KeyboardEvent('keydown', {key: %s, bubbles: true})), true)",
    "visible": "[...document.querySelectorAll(%s)].filter(e => e.getClientRects().length)",
    "pixel": "document.querySelector(%s).getContext('2d').getImageData(%s, %s, 1, 1).data.slice(0, 3).join()",
    "clickAt": (
        "((e, x, y) => { const r = e.getBoundingClientRect(); e.dispatchEvent(new MouseEvent('click', "
        "{clientX: r.left + x, clientY: r.top + y, bubbles: true})); return true })"
        "(document.querySelector(%s), %s, %s)"
    ),
    "$": "document.querySelector(%s)",
}


def plain_code(check: str) -> str:
    """A check without short forms."""
    for name, code in _SHORT_FORMS.items():
        pattern = rf"(?<![\w.]){re.escape(name)}\({_ARGUMENTS}\)"
        check = re.sub(pattern, partial(_filled, code), check)
    return check


def _filled(code: str, found: re.Match[str]) -> str:
    return code % tuple(re.findall(r"'[^']*'|\d+", found[1]))


class Round(BaseModel):
    """One request."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    brief: str
    short_checks: tuple[str, ...] = Field(alias="checks")
    attachments: dict[str, str] = {}

    @property
    def checks(self) -> tuple[str, ...]:
        """Its checks as code."""
        return tuple(map(plain_code, self.short_checks))


class BenchTask(BaseModel):
    """One app in one or three rounds. Checks of earlier rounds must still hold after later ones."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    rounds: tuple[Round, ...]

    def checks(self, number: int) -> tuple[str, ...]:
        """All checks that hold after round `number`, counted from 1."""
        return tuple(check for each in self.rounds[:number] for check in each.checks)

    def files(self, number: int) -> dict[str, bytes]:
        """The attachments of the rounds up to `number`."""
        sent = (pair for each in self.rounds[:number] for pair in each.attachments.items())
        return {name: text.encode() for name, text in sent}


def read_tasks(half: str) -> tuple[BenchTask, ...]:
    """The tasks of a half."""
    text = (Path(__file__).parent / f"tasks-{half}.yaml").read_text("utf-8")
    return TypeAdapter(tuple[BenchTask, ...]).validate_python(yaml.safe_load(text))

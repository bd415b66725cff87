"""The closed vocabulary into which sentences are compiled: what a visitor does, and must then see."""

import re
from collections.abc import Mapping
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

Verb = Literal[
    "open", "reload", "viewport", "click", "fill", "choose", "press", "click_until", "wait_for",
    "remember", "text", "no_text", "visible", "hidden", "count", "value", "attribute", "address",
    "changed", "unchanged", "number", "page_title",
]  # fmt: skip

ASSERTIONS = frozenset(
    {"text", "no_text", "visible", "hidden", "count", "value", "attribute", "address", "changed", "unchanged",
     "number", "page_title", "click_until"}
)  # fmt: skip
"""Verbs that can fail because of what the page shows; a walk without one proves nothing."""

Find = Literal["page", "role", "label", "text", "placeholder", "selector"]

_NEEDS_TARGET = frozenset(
    {"click", "fill", "choose", "click_until", "visible", "hidden", "count", "value", "attribute"}
)
_NEEDS_VALUE = frozenset(
    {"open", "fill", "choose", "press", "click_until", "remember", "text", "no_text", "value", "attribute",
     "address", "changed", "unchanged", "number", "page_title"}
)  # fmt: skip

_NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?")
MAX_STEPS = 30
MAX_NUMBER = 2000


class Step(BaseModel):
    """One action or assertion. All fields are always there, because strict JSON schemas ask for that."""

    model_config = ConfigDict(frozen=True, defer_build=True, extra="forbid")

    do: Verb
    by: Find = "page"
    """How the element is found; `page` means the whole page, or no element."""
    find: str = Field(default="", max_length=300)
    """The role, label, text, placeholder or CSS selector. In text, `|` separates alternatives."""
    name: str = Field(default="", max_length=300)
    """The accessible name of a role; `|` separates alternatives."""
    value: str = Field(default="", max_length=2000)
    """What is typed, chosen, pressed, remembered under this word, or expected."""
    number: int = Field(default=0, ge=0, le=MAX_NUMBER)
    """How often, how many, how many seconds, or how wide."""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.do in _NEEDS_TARGET and (self.by == "page" or not self.find):
            raise ValueError(f"{self.do} needs an element: by and find")
        if self.do in _NEEDS_VALUE and not self.value:
            raise ValueError(f"{self.do} needs a value")
        if self.do == "number" and not _NUMBER.fullmatch(self.value):
            raise ValueError(f"number needs a number, not {self.value[:40]!r}")
        return self

    def __str__(self) -> str:
        target = (
            ""
            if self.by == "page"
            else f" {self.by} {self.find!r}" + (f" named {self.name!r}" if self.name else "")
        )
        value = f" {self.value!r}" if self.value else ""
        return f"{self.do}{target}{value}" + (f" {self.number}" if self.number else "")


def step_schema() -> Mapping[str, Any]:
    """The JSON schema of one step, in the strict form: every property required, no others."""
    schema = Step.model_json_schema()
    properties = {
        name: {key: value for key, value in field.items() if key in {"type", "enum", "description"}}
        for name, field in schema["properties"].items()
    }
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }

"""The closed vocabulary into which sentences are compiled: what a visitor does, and must then see."""

import re
from collections.abc import Mapping
from typing import Any, Literal, NamedTuple, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator


class Verb(NamedTuple):
    """One word of the vocabulary, as it is explained to the model."""

    meaning: str
    needs: str = ""
    """`t` for an element, `v` for a value."""
    expects: bool = False
    """Whether it can fail because of what the page shows; steps without such a one prove nothing."""


VERBS: Mapping[str, Verb] = {
    "open": Verb('go to value, an address relative to the app, such as "?tab=2", "#a" or "about.html"', "v"),
    "reload": Verb("load the page again"),
    "back": Verb("go back in the history"),
    "viewport": Verb("set the width to number pixels"),
    "click": Verb("click the element, number times", "t"),
    "double_click": Verb("double-click the element", "t"),
    "right_click": Verb("click the element with the right button", "t"),
    "hover": Verb("move the pointer over the element", "t"),
    "drag": Verb("drag the element onto value, a CSS selector or a text on the page", "tv"),
    "scroll": Verb("scroll the element into view, or with by page to the end of the page"),
    "fill": Verb("type value into the field, in place of what is in it", "tv"),
    "choose": Verb("choose the option value of a select", "tv"),
    "upload": Verb('give the file input a file: value is its name, or "name=content"', "tv"),
    "press": Verb('press the key value ("Enter", "Control+a"), on the element or the page', "v"),
    "answer": Verb('how later dialogs are answered: "accept", "dismiss", or the text for a prompt', "v"),
    "click_until": Verb("click until value is newly on the page, at most number times", "tv", True),
    "wait_for": Verb("wait number seconds for the element, or with by page for value"),
    "remember": Verb("keep the text of the element, or of the page, under the word value", "v"),
    "text": Verb("value is in the text of the element, or of the page and its dialogs", "v", True),
    "no_text": Verb("value is not", "v", True),
    "visible": Verb("the element is visible", "t", True),
    "hidden": Verb("no such element is visible", "t", True),
    "count": Verb("there are at least number such elements", "t", True),
    "exactly": Verb("there are exactly number such elements", "t", True),
    "value": Verb("the field holds value", "tv", True),
    "attribute": Verb('it has the attribute value, or with "name=text" one that contains text', "tv", True),
    "style": Verb('its computed style: "color=red", "display=none", "font-weight=700"', "tv", True),
    "state": Verb('it is value: "enabled", "disabled", "checked", "unchecked", "focused"', "tv", True),
    "animated": Verb("the element, or something in it, is being animated or moves", "t", True),
    "sorted": Verb('the texts of the elements are in "ascending" or "descending" order', "tv", True),
    "address": Verb("the address contains value", "v", True),
    "requested": Verb("an address that contains value was requested, at least number times", "v", True),
    "stored": Verb('local or session storage has the key value, or with "key=text" such an entry', "v", True),
    "page_title": Verb("the title contains value", "v", True),
    "changed": Verb("the text differs from what was remembered under value", "v", True),
    "unchanged": Verb("it does not", "v", True),
    "number": Verb("a number in the text equals value", "v", True),
}  # fmt: skip

Find = Literal["page", "role", "label", "text", "placeholder", "selector"]
_NUMBER = re.compile(r"-?\d[\d,]{0,30}(?:\.\d{1,20})?")
_STATES = frozenset({"enabled", "disabled", "checked", "unchecked", "focused"})
MAX_STEPS = 30
MAX_NUMBER = 2000


class Step(BaseModel):
    """One action or assertion. All fields are always there, because strict JSON schemas ask for that."""

    model_config = ConfigDict(frozen=True, defer_build=True, extra="forbid")

    do: str = Field(json_schema_extra={"enum": list(VERBS)})
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
        verb = VERBS.get(self.do)
        if verb is None:
            raise ValueError(f"no such step: {self.do[:40]!r}")
        if "t" in verb.needs and (self.by == "page" or not self.find):
            raise ValueError(f"{self.do} needs an element: by and find")
        if "v" in verb.needs and not self.value:
            raise ValueError(f"{self.do} needs a value")
        wrong = (
            (self.do == "number" and not _NUMBER.fullmatch(self.value))
            or (self.do == "state" and self.value not in _STATES)
            or (self.do == "style" and "=" not in self.value)
        )
        if wrong:
            raise ValueError(f"{self.do} cannot be judged by the value {self.value[:40]!r}")
        return self

    def __str__(self) -> str:
        named = f" named {self.name!r}" if self.name else ""
        target = "" if self.by == "page" else f" {self.by} {self.find!r}{named}"
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

"""A visit in the course of a walk: which elements a step means, what they say, and what a visitor does."""

import base64
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from mimetypes import guess_type
from typing import Any

from orchestrator.text.addresses import join_address
from orchestrator.verify.browser import Locator, Page
from orchestrator.verify.browser_process.protocol import HEIGHTS
from orchestrator.verify.page.page_log import PageLog
from orchestrator.verify.plan.steps import Step

FIND_SECONDS = 5.0
"""How long an element may take to appear, or an expectation to come true."""
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
"""An image for file inputs."""
MOST = FIND_SECONDS * 1000
"""Milliseconds that an element may take to let itself be used."""
LOAD = 10_000.0
"""Milliseconds that a page may take to load."""


@dataclass(frozen=True)
class Visit:
    """The page of one walk, and what was remembered on the way."""

    page: Page
    log: PageLog
    home: str
    """The address where the site begins."""
    remembered: dict[str, str] = field(default_factory=dict)

    def find(self, step: Step) -> Locator:
        """The elements that a step means."""
        if step.by == "role":
            name = any_of(step.name) if step.name else None
            return self.page.get_by_role(step.find, name=name)  # type: ignore[arg-type]
        if step.by == "selector":
            return self.page.locator(step.find)
        ways: dict[str, Callable[[re.Pattern[str]], Locator]] = {
            "label": self.page.get_by_label,
            "placeholder": self.page.get_by_placeholder,
            "text": self.page.get_by_text,
        }
        return ways[step.by](any_of(step.find)) if step.by in ways else self.page.locator("body")

    def named(self, text: str) -> Locator:
        """The elements that a CSS selector means, or else those with this text."""
        is_selector = re.match(r"[#.\[]|[a-z]+[\w-]*[#.\[:>]", text)
        return self.page.locator(text) if is_selector else self.page.get_by_text(any_of(text))

    async def words(self, step: Step) -> str:
        """The visible text of the page with its fields' values, or of all elements that a step means."""
        if step.by == "page":
            return "\n".join([await self.body(), *(line.partition(": ")[2] for line in self.log.dialogs)])
        found = self.find(step)
        return "\n".join([await found.nth(n).inner_text() for n in range(min(await found.count(), 50))])

    async def body(self) -> str:
        """The visible text of the page."""
        text: str = await self.log.worlds.call("() => document.body ? document.body.innerText : ''")
        return text


def any_of(text: str) -> re.Pattern[str]:
    """Any of the alternatives that `|` separates, in either case."""
    return re.compile(
        "|".join(re.escape(part.strip()) for part in text.split("|") if part.strip()), re.IGNORECASE
    )


async def _viewport(visit: Visit, step: Step) -> None:
    width = step.number or 375
    await visit.page.set_viewport_size({"width": width, "height": HEIGHTS.get(width, 800)})  # type: ignore[call-overload]


async def _click(visit: Visit, step: Step) -> None:
    for _ in range(step.number or 1):
        await visit.find(step).first.click(timeout=MOST)


async def _scroll(visit: Visit, step: Step) -> None:
    if step.by == "page":
        await visit.page.evaluate("() => scrollTo(0, document.documentElement.scrollHeight)")
    else:
        await visit.find(step).first.scroll_into_view_if_needed(timeout=MOST)


async def _upload(visit: Visit, step: Step) -> None:
    name, _, content = step.value.partition("=")
    kind = guess_type(name)[0] or "text/plain"
    data = PIXEL if kind.startswith("image/") and not content else (content or "a,b\n1,2\n").encode()
    file: Any = {"name": name, "mimeType": kind, "buffer": data}
    await visit.find(step).first.set_input_files(file, timeout=MOST)


async def _answer(visit: Visit, step: Step) -> None:
    visit.log.accept_dialogs = step.value != "dismiss"
    visit.log.dialog_text = "" if step.value in {"accept", "dismiss"} else step.value


async def _choose(visit: Visit, step: Step) -> None:
    element = visit.find(step).first
    wanted = any_of(step.value)
    options = await element.locator("option").all_inner_texts()
    label = next((option for option in options if wanted.search(option)), None)
    if label is None:
        await element.select_option(step.value, timeout=MOST)
    else:
        await element.select_option(label=label, timeout=MOST)


async def _press(visit: Visit, step: Step) -> None:
    if step.by == "page":
        await visit.page.keyboard.press(step.value)
    else:
        await visit.find(step).first.press(step.value, timeout=MOST)


async def _remember(visit: Visit, step: Step) -> None:
    visit.remembered[step.value] = await visit.words(step)


ACTIONS: Mapping[str, Callable[[Visit, Step], Awaitable[object]]] = {
    "answer": _answer,
    "back": lambda visit, _: visit.page.go_back(timeout=LOAD),
    "choose": _choose,
    "click": _click,
    "double_click": lambda visit, step: visit.find(step).first.dblclick(timeout=MOST),
    "drag": lambda visit, step: visit.find(step).first.drag_to(visit.named(step.value).first, timeout=MOST),
    "fill": lambda visit, step: visit.find(step).first.fill(step.value, timeout=MOST),
    "hover": lambda visit, step: visit.find(step).first.hover(timeout=MOST),
    "open": lambda visit, step: visit.page.goto(
        join_address(visit.home, step.value) or visit.home, timeout=LOAD
    ),
    "press": _press,
    "reload": lambda visit, _: visit.page.reload(timeout=LOAD),
    "remember": _remember,
    "right_click": lambda visit, step: visit.find(step).first.click(button="right", timeout=MOST),
    "scroll": _scroll,
    "upload": _upload,
    "viewport": _viewport,
}

"""A visit in the course of a walk: which elements a step means, what they say, what is remembered."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from orchestrator.verify.browser import Locator, Page
from orchestrator.verify.page.page_log import PageLog
from orchestrator.verify.plan.steps import Step

FIND_SECONDS = 5.0
"""How long an element may take to appear, or an expectation to come true."""


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

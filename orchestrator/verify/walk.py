"""Carries out the steps of a walk in a page, and says which one failed and why."""

import asyncio
import base64
import re
import time
from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import urljoin

from orchestrator.verify.browser import BrowserError, Locator, Page
from orchestrator.verify.failures import Hung, StepFailed
from orchestrator.verify.protocol import HEIGHTS, Outcome, Walk
from orchestrator.verify.question import POLL_SECONDS, ask, first_line, still
from orchestrator.verify.steps import Step
from orchestrator.verify.watch import Watch

FIND_SECONDS = 5.0
"""How long an element may take to appear, or an expectation to come true."""


class Walker:
    """One walk: the page, and what was remembered on the way."""

    def __init__(self, page: Page, watch: Watch, address: str) -> None:
        """`address` is where the site begins."""
        self._page, self._watch, self._home = page, watch, address
        self._remembered: dict[str, str] = {}

    async def take(self, step: Step) -> str:
        """Take one step and return what was seen.

        Raises:
            StepFailed: it could not be taken, or its expectation did not come true.
        """
        action = _ACTIONS.get(step.do)
        if action or step.do == "click_until":
            await self._await_element(step)
        if action:
            try:
                await action(self, step)
            except BrowserError as error:
                raise StepFailed(first_line(error)) from error
            return ""
        return await self._expect(_ASSERTIONS[step.do], step, step.number if step.do == "wait_for" else 0)

    async def _expect(self, look: "Assertion", step: Step, seconds: float = 0) -> str:
        begun, limit = time.monotonic(), seconds or FIND_SECONDS
        while True:
            try:
                passed, seen = await look(self, step)
            except BrowserError as error:
                passed, seen = False, first_line(error)
            left = limit - (time.monotonic() - begun)
            if passed:
                return seen
            if left <= 0 or self._watch.ended or await still(self._page, self._watch, left):
                raise StepFailed(self._watch.ended or seen)
            await asyncio.sleep(POLL_SECONDS)

    async def _await_element(self, step: Step) -> None:
        if step.by != "page":
            await self._expect(Walker._there, step)

    async def _there(self, step: Step) -> tuple[bool, str]:
        return await self.find(step).count() > 0, "no such element"

    def find(self, step: Step) -> Locator:
        """The elements that a step means."""
        page, text = self._page, _any_of(step.find)
        match step.by:
            case "role":
                name = _any_of(step.name) if step.name else None
                return page.get_by_role(step.find, name=name)  # type: ignore[arg-type]
            case "label":
                return page.get_by_label(text)
            case "placeholder":
                return page.get_by_placeholder(text)
            case "text":
                return page.get_by_text(text)
            case "selector":
                return page.locator(step.find)
            case _:
                return page.locator("body")

    async def words(self, step: Step) -> str:
        """The visible text of the page with its fields' values, or of all elements that a step means."""
        if step.by == "page":
            return "\n".join([await self._body(), *(line.partition(": ")[2] for line in self._watch.dialogs)])
        return "\n".join(await self.find(step).all_inner_texts())

    async def _open(self, step: Step) -> None:
        await self._page.goto(urljoin(self._home, step.value), timeout=10_000)

    async def _reload(self, _step: Step) -> None:
        await self._page.reload(timeout=10_000)

    async def _viewport(self, step: Step) -> None:
        width = step.number or 375
        await self._page.set_viewport_size({"width": width, "height": HEIGHTS.get(width, 800)})  # type: ignore[call-overload]

    async def _click(self, step: Step) -> None:
        for _ in range(step.number or 1):
            await self.find(step).first.click(timeout=FIND_SECONDS * 1000)

    async def _fill(self, step: Step) -> None:
        await self.find(step).first.fill(step.value, timeout=FIND_SECONDS * 1000)

    async def _choose(self, step: Step) -> None:
        element = self.find(step).first
        wanted = _any_of(step.value)
        options = await element.locator("option").all_inner_texts()
        label = next((option for option in options if wanted.search(option)), None)
        if label is None:
            await element.select_option(step.value, timeout=FIND_SECONDS * 1000)
        else:
            await element.select_option(label=label, timeout=FIND_SECONDS * 1000)

    async def _press(self, step: Step) -> None:
        if step.by == "page":
            await self._page.keyboard.press(step.value)
        else:
            await self.find(step).first.press(step.value, timeout=FIND_SECONDS * 1000)

    async def _remember(self, step: Step) -> None:
        self._remembered[step.value] = await self.words(step)

    async def _click_until(self, step: Step) -> tuple[bool, str]:
        """Click until a new line with the words is on the page, the page's clock running ahead."""
        element, most = self.find(step).first, step.number or 50
        before = await self._lines_with(step.value)
        await element.click(timeout=FIND_SECONDS * 1000)
        for clicks in range(1, most + 1):
            await self._page.clock.run_for(1000)
            if new := await self._lines_with(step.value) - before:
                return True, f"{min(new)!r} after {clicks} clicks"
            if self._watch.ended:
                break
            await element.evaluate("element => element.click()", timeout=FIND_SECONDS * 1000)
        raise StepFailed(self._watch.ended or f"no new {step.value!r} on the page after {most} clicks")

    async def _lines_with(self, words: str) -> set[str]:
        wanted = _any_of(words)
        return {line.strip() for line in (await self._body()).splitlines() if wanted.search(line)}

    async def _body(self) -> str:
        """The visible text of the page."""
        text: str = await self._page.evaluate("() => document.body ? document.body.innerText : ''")
        return text

    async def _text(self, step: Step) -> tuple[bool, str]:
        words = await self.words(step)
        return bool(_any_of(step.value).search(words)), _excerpt(words)

    async def _no_text(self, step: Step) -> tuple[bool, str]:
        words = await self.words(step)
        return not _any_of(step.value).search(words), _excerpt(words)

    async def _visible(self, step: Step) -> tuple[bool, str]:
        there = await self.find(step).count()
        shown = [await self.find(step).nth(i).is_visible() for i in range(min(there, 20))]
        return any(shown), f"{there} in the page, {sum(shown)} visible"

    async def _wait_for(self, step: Step) -> tuple[bool, str]:
        return await (self._text(step) if step.by == "page" else self._visible(step))

    async def _hidden(self, step: Step) -> tuple[bool, str]:
        shown, seen = await self._visible(step)
        return not shown, seen

    async def _count(self, step: Step) -> tuple[bool, str]:
        there = await self.find(step).count()
        return there >= step.number, f"{there} of at least {step.number}"

    async def _value(self, step: Step) -> tuple[bool, str]:
        value = await self.find(step).first.input_value(timeout=1000)
        return bool(_any_of(step.value).search(value)), repr(value)

    async def _attribute(self, step: Step) -> tuple[bool, str]:
        name, equals, wanted = step.value.partition("=")
        value = await self.find(step).first.get_attribute(name, timeout=1000)
        passed = value is not None and (not equals or bool(_any_of(wanted).search(value)))
        return passed, f"{name}={value!r}"

    async def _address(self, step: Step) -> tuple[bool, str]:
        return step.value in self._page.url, self._page.url

    async def _page_title(self, step: Step) -> tuple[bool, str]:
        title = await self._page.title()
        return bool(_any_of(step.value).search(title)), repr(title)

    async def _changed(self, step: Step) -> tuple[bool, str]:
        before, now = self._remembered.get(step.value, ""), await self.words(step)
        return now != before, f"{_excerpt(now)}, before {_excerpt(before)}"

    async def _unchanged(self, step: Step) -> tuple[bool, str]:
        changed, seen = await self._changed(step)
        return not changed, seen

    async def _number(self, step: Step) -> tuple[bool, str]:
        words = await self.words(step)
        wanted = float(step.value.replace(",", ""))
        numbers = [float(n.replace(",", "")) for n in re.findall(r"-?\d[\d,]*(?:\.\d+)?", words)]
        return any(abs(n - wanted) < 0.01 for n in numbers), _excerpt(words)


Assertion = Callable[[Walker, Step], Awaitable[tuple[bool, str]]]

_ACTIONS: Mapping[str, Callable[[Walker, Step], Awaitable[None]]] = {
    name: getattr(Walker, f"_{name}")
    for name in ("open", "reload", "viewport", "click", "fill", "choose", "press", "remember")
}
_ASSERTIONS: Mapping[str, Assertion] = {
    name: getattr(Walker, f"_{name}")
    for name in (
        "click_until", "wait_for", "text", "no_text", "visible", "hidden", "count", "value", "attribute",
        "address", "page_title", "changed", "unchanged", "number",
    )
}  # fmt: skip


async def walk(page: Page, watch: Watch, order: Walk, address: str) -> Outcome:
    """Take every step in turn; the outcome tells of the first that failed, with a picture, or of the last."""
    walker, seen = Walker(page, watch, address), ""
    for number, step in enumerate(order.steps, 1):
        try:
            seen = await ask(walker.take(step), f"step {number} was taken ({step})", order.seconds) or seen
        except (StepFailed, Hung) as error:
            told = f"step {number} ({step}): {error}"
            return Outcome(
                id=order.id, passed=False, seen=told[:400], where=page.url, screenshot=await _picture(page)
            )
    return Outcome(id=order.id, passed=True, seen=seen[:300], where=page.url)


async def _picture(page: Page) -> bytes | None:
    try:
        return base64.b64encode(await ask(page.screenshot(), "it was photographed"))
    except (Hung, BrowserError):
        return None


def _any_of(text: str) -> re.Pattern[str]:
    return re.compile(
        "|".join(re.escape(part.strip()) for part in text.split("|") if part.strip()), re.IGNORECASE
    )


def _excerpt(text: str) -> str:
    line = " ".join(text.split())
    return repr(line if len(line) <= 160 else line[:159] + "…")

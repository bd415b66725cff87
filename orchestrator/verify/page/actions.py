"""What a visitor does: one function for each action of the vocabulary."""

from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import urljoin

from orchestrator.verify.browser_process.protocol import HEIGHTS
from orchestrator.verify.page.step_context import FIND_SECONDS, Visit, any_of
from orchestrator.verify.plan.steps import Step

MOST = FIND_SECONDS * 1000
"""Milliseconds that an element may take to let itself be used."""


async def _open(visit: Visit, step: Step) -> None:
    await visit.page.goto(urljoin(visit.home, step.value), timeout=10_000)


async def _reload(visit: Visit, _step: Step) -> None:
    await visit.page.reload(timeout=10_000)


async def _viewport(visit: Visit, step: Step) -> None:
    width = step.number or 375
    await visit.page.set_viewport_size({"width": width, "height": HEIGHTS.get(width, 800)})  # type: ignore[call-overload]


async def _click(visit: Visit, step: Step) -> None:
    for _ in range(step.number or 1):
        await visit.find(step).first.click(timeout=MOST)


async def _fill(visit: Visit, step: Step) -> None:
    await visit.find(step).first.fill(step.value, timeout=MOST)


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


ACTIONS: Mapping[str, Callable[[Visit, Step], Awaitable[None]]] = {
    "open": _open,
    "reload": _reload,
    "viewport": _viewport,
    "click": _click,
    "fill": _fill,
    "choose": _choose,
    "press": _press,
    "remember": _remember,
}

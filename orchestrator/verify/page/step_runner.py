"""Carries out the steps of a walk in a page, and says which one failed and why."""

import asyncio
import base64
import time

from orchestrator.verify.browser import BrowserError, Page
from orchestrator.verify.browser_process.protocol import Outcome
from orchestrator.verify.errors import PageUnresponsive, StepFailed
from orchestrator.verify.page.assertions import EXPECTATIONS, Expectation, Sight
from orchestrator.verify.page.evaluate import POLL_SECONDS, ask, first_line, still
from orchestrator.verify.page.page_log import PageLog
from orchestrator.verify.page.visit import ACTIONS, FIND_SECONDS, Visit
from orchestrator.verify.plan.check_types import StepSequence
from orchestrator.verify.plan.steps import Step


async def walk(page: Page, log: PageLog, order: StepSequence, address: str) -> Outcome:
    """Take every step in turn; the outcome tells of the first that failed, with a picture, or of the last.

    `address` is where the site begins.
    """
    visit, seen = Visit(page, log, address), ""
    for number, step in enumerate(order.steps, 1):
        try:
            seen = await ask(_take(visit, step), f"step {number} was taken ({step})", order.seconds) or seen
        except (StepFailed, PageUnresponsive) as error:
            told = f"step {number} ({step}): {error}"[:400]
            return Outcome(passed=False, seen=told, where=page.url, screenshot=await _picture(page))
    return Outcome(passed=True, seen=seen[:300], where=page.url)


async def _take(visit: Visit, step: Step) -> str:
    """Take one step and return what was seen.

    Raises:
        StepFailed: it could not be taken, or its expectation did not come true.
    """
    action = ACTIONS.get(step.do)
    if (action or step.do == "click_until") and step.by != "page":
        await _expect(visit, _there, step)
    if action is None:
        seconds = step.number if step.do == "wait_for" else 0
        return await _expect(visit, EXPECTATIONS[step.do], step, seconds)
    try:
        await action(visit, step)
    except BrowserError as error:
        raise StepFailed(first_line(error)) from error
    return ""


async def _expect(visit: Visit, expectation: Expectation, step: Step, seconds: float = 0) -> str:
    begun, limit = time.monotonic(), seconds or FIND_SECONDS
    while True:
        try:
            passed, seen = await expectation(visit, step)
        except BrowserError as error:
            passed, seen = False, first_line(error)
        left = limit - (time.monotonic() - begun)
        if passed:
            return seen
        if left <= 0 or visit.log.ended or await still(visit.page, visit.log, left):
            raise StepFailed(visit.log.ended or seen)
        await asyncio.sleep(POLL_SECONDS)


async def _there(visit: Visit, step: Step) -> Sight:
    return await visit.find(step).count() > 0, "no such element"


async def _picture(page: Page) -> bytes | None:
    try:
        return base64.b64encode(await ask(page.screenshot(), "it was photographed"))
    except (PageUnresponsive, BrowserError):
        return None

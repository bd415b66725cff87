"""Looks at one site in the browser: loads it, polls the checks, measures, photographs, audits."""

import asyncio
import base64
import time
from collections.abc import Awaitable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from orchestrator.verify.browser import Browser, BrowserError, Fence, Page
from orchestrator.verify.protocol import HEIGHTS, Fit, Order, Outcome, Script, Seen, Violation
from orchestrator.verify.scripts import script
from orchestrator.verify.watch import Watch

LOAD_SECONDS = 10.0
STEP_SECONDS = 8.0
"""How long a page may take to answer one question before it counts as hung."""
SETTLE_SECONDS = 1.5
POLL_SECONDS = 0.1

Answer = TypeVar("Answer")


class Hung(Exception):
    """The page did not answer."""

    def __init__(self, doing: str, seconds: float) -> None:
        super().__init__(f"the page hung: no answer for {seconds:.0f} s while {doing}")


@cache
def axe_source() -> str:
    """axe-core as its Python package brings it."""
    import axe_playwright_python

    return (Path(axe_playwright_python.__path__[0]) / "axe.min.js").read_text("utf-8")


async def ask(question: Awaitable[Answer], doing: str, seconds: float = STEP_SECONDS) -> Answer:
    """Await the page's answer.

    Raises:
        Hung: it did not come in time.
    """
    try:
        return await asyncio.wait_for(question, seconds)
    except TimeoutError as error:
        raise Hung(doing, seconds) from error


async def poll(page: Page, watch: Watch, check: Script) -> Outcome:
    """Evaluate a check until it is truthy, the page stands still, or its time is up."""
    begun, last = time.monotonic(), {"passed": False, "seen": "not evaluated"}
    while (spent := time.monotonic() - begun) < check.seconds and not watch.ended:
        left = check.seconds - spent
        try:
            last = await asyncio.wait_for(
                page.evaluate(script("evaluate"), {"code": check.code, "explains": check.explains}), left + 1
            )
            if last["passed"] or await still(page, watch, left):
                break
        except TimeoutError:
            last = {"passed": False, "seen": f"no value within {check.seconds:g} s"}
            break
        except BrowserError as error:
            last = {"passed": False, "seen": first_line(error)}
        await asyncio.sleep(POLL_SECONDS)
    return Outcome(
        id=check.id,
        passed=last["passed"],
        seen=last["seen"],
        where=page.url,
        seconds=time.monotonic() - begun,
    )


async def still(page: Page, watch: Watch, seconds: float) -> bool:
    """Whether nothing is left that could change the page within `seconds`."""
    if watch.in_flight > 0 or page.workers:
        return False
    return bool(await page.evaluate("s => window[Symbol.for('verify.still')]?.(s) ?? false", seconds))


def first_line(error: BrowserError) -> str:
    """What Playwright says, without its call log."""
    return error.message.splitlines()[0][:300] if error.message else "the browser gave no reason"


class Look:
    """One order being carried out; `seen` is what is known at any moment, also when the page hangs later."""

    def __init__(self, browser: Browser, fence: Fence, order: Order, address: str) -> None:
        self._browser, self._fence, self._order, self._address = browser, fence, order, address
        self._origin = "/".join(address.split("/")[:3])
        self._known: dict[str, Any] = {"version": browser.version}
        self._outcomes: list[Outcome] = []
        self._watch: Watch | None = None

    def seen(self) -> Seen:
        """What is known so far."""
        watch = self._watch
        heard = {} if watch is None else {
            "errors": watch.errors, "console": watch.console, "failed": watch.failed, "refused": watch.refused,
            "unreachable": watch.unreachable, "dialogs": watch.dialogs, "ended": watch.ended,
        }  # fmt: skip
        return Seen.model_validate({**heard, **self._known, "outcomes": self._outcomes})

    async def run(self) -> None:
        """Look at the page, and at every check that needs a page of its own, at the same time."""
        alone = [check for check in self._order.scripts if check.alone]
        async with asyncio.TaskGroup() as group:
            group.create_task(self._main())
            for check in alone:
                group.create_task(self._alone(check))

    async def open(self, accept_dialogs: bool = False) -> tuple[Page, Watch]:
        """A page with the site loaded in it.

        Raises:
            Hung: it did not load, crashed, or never came to rest.
        """
        page = await ask(self._fence.page(self._browser), "the browser opened a page")
        watch = Watch(page, self._origin, self._order.hosts, accept_dialogs=accept_dialogs)
        try:
            await ask(page.goto(self._address, timeout=LOAD_SECONDS * 1000), "it loaded", LOAD_SECONDS + 1)
        except BrowserError as error:
            watch.ended = watch.ended or f"the page did not load: {first_line(error)}"
        return page, watch

    async def _main(self) -> None:
        clock = Laps()
        try:
            page, self._watch = await self.open()
            clock.lap("load")
            checks = [check for check in self._order.scripts if not check.alone]
            self._outcomes += await asyncio.gather(*(poll(page, self._watch, check) for check in checks))
            await self._settle(page, self._watch)
            clock.lap("checks")
            if not self._watch.ended and self._order.audit:
                await self._audit(page)
                clock.lap("audit")
        except Hung as hung:
            self._known["ended"] = (self._watch and self._watch.ended) or str(hung)
        except BrowserError as error:
            self._known["ended"] = (self._watch and self._watch.ended) or first_line(error)
        self._known["seconds"] = clock.laps

    async def _alone(self, check: Script) -> None:
        try:
            page, watch = await self.open()
            self._outcomes.append(await poll(page, watch, check))
            await ask(page.context.close(), "it closed")
        except (Hung, BrowserError) as error:
            self._outcomes.append(Outcome(id=check.id, passed=False, seen=str(error).splitlines()[0]))

    async def _settle(self, page: Page, watch: Watch) -> None:
        """Give late errors a moment to show."""
        until = time.monotonic() + SETTLE_SECONDS
        while (
            time.monotonic() < until
            and not watch.ended
            and not await ask(still(page, watch, 1), "it settled")
        ):
            await asyncio.sleep(POLL_SECONDS)

    async def _audit(self, page: Page) -> None:
        shots: dict[str, bytes] = {}
        fits: list[Fit] = []
        content = await ask(page.evaluate(script("content")), "its content was read")
        self._known |= {"title": content["title"], "text_length": content["length"]}
        for width, name in ((1280, "desktop"), (768, ""), (375, "phone")):
            await ask(
                page.set_viewport_size({"width": width, "height": HEIGHTS[width]}),
                f"it became {width} px wide",
            )
            fits.append(Fit.model_validate(await ask(page.evaluate(script("fit")), "its width was measured")))
            if name:
                shots[name] = await ask(page.screenshot(), "it was photographed")
        self._known |= {"widths": fits, "screenshots": {n: base64.b64encode(d) for n, d in shots.items()}}
        await ask(page.evaluate(axe_source()), "axe-core was loaded")
        violations = await ask(page.evaluate(script("audit")), "axe-core looked at it")
        self._known |= {"violations": [Violation.model_validate(v) for v in violations], "audited": True}


class Laps:
    """Seconds per stage."""

    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._last = time.monotonic()

    def lap(self, name: str) -> None:
        """End the present stage and name it."""
        now = time.monotonic()
        self.laps[name], self._last = now - self._last, now

"""Measures a loaded page: its content, its width on three screens, pictures, accessibility."""

import asyncio
import base64
from functools import cache
from pathlib import Path

from orchestrator.verify.browser import Page
from orchestrator.verify.browser_process.protocol import HEIGHTS, Audit, Violation, Width, WidthMeasurement
from orchestrator.verify.page.evaluate import POLL_SECONDS, ask
from orchestrator.verify.page.scripts import script
from orchestrator.verify.page.worlds import Worlds

VIEWPORTS: tuple[tuple[Width, str], ...] = ((1280, "desktop"), (768, ""), (375, "phone"))

AXE_SECONDS = 30.0
"""How long axe-core may take, which on a large page and a busy machine is long: our work, not the page's."""


async def audit(page: Page, worlds: Worlds, *, pictured: bool = True) -> Audit:
    """Read, measure and photograph the page (unless not `pictured`), and let axe-core judge it.

    It is the last that is done with a page: surplus rows are removed before axe-core runs.

    Raises:
        PageUnresponsive: it stopped answering.
    """
    content = await ask(worlds.call(script("content")), "its content was read")
    widths: list[WidthMeasurement] = []
    shots: dict[str, bytes] = {}
    for width, name in VIEWPORTS:
        size = {"width": width, "height": HEIGHTS[width]}
        await ask(page.set_viewport_size(size), f"it became {width} px wide")  # type: ignore[arg-type]
        widths.append(await _width(worlds))
        if name and pictured:
            shots[name] = base64.b64encode(await ask(page.screenshot(), "it was photographed"))
    await ask(worlds.load_library(axe_source()), "axe-core was loaded")
    found = await ask(worlds.call(script("audit")), "axe-core judged it", AXE_SECONDS)
    violations = tuple(Violation.model_validate(violation) for violation in found)
    return Audit.model_validate({**content, "widths": widths, "violations": violations, "screenshots": shots})


async def _width(worlds: Worlds) -> WidthMeasurement:
    """Measure the width; a layout that scripts make gets half a second to follow the window."""
    for _ in range(6):
        measured = await ask(worlds.call(script("fit")), "its width was measured")
        fit = WidthMeasurement.model_validate(measured)
        if fit.overflow <= 1:
            break
        await asyncio.sleep(POLL_SECONDS)
    return fit


@cache
def axe_source() -> str:
    """axe-core as its Python package brings it."""
    import axe_playwright_python

    return (Path(axe_playwright_python.__path__[0]) / "axe.min.js").read_text("utf-8")

"""A whole verification against starting Chromium and loading the page once."""

import asyncio
import os
import statistics
import tempfile
import time
from pathlib import Path

from orchestrator.generate.offline import build
from orchestrator.records import Status
from orchestrator.records.site import Site
from orchestrator.task.event import read_task
from orchestrator.verify.browser import RestrictedBrowser, chromium
from orchestrator.verify.browser_process.chromium import find_chromium, sandboxed
from orchestrator.verify.browser_process.protocol import BrowserSettings
from orchestrator.verify.browser_process.static_server import PagesServer
from orchestrator.verify.plan.planner import make_plan
from orchestrator.verify.verifier import Verifier

ROUNDS = 3
MIRROR = str(Path(__file__).resolve().parents[2] / ".cache/npm/node_modules")
FILES = {"tides.csv": b"harbour,high\n" + b"".join(b"Harbour %d,%d\n" % (n, n % 9) for n in range(200))}
TASK = read_task(
    {
        "email": "ada@example.com",
        "task": "tides",
        "round": 1,
        "nonce": "n",
        "brief": 'Fetch tides.csv, show the sum in #total, set the title to "Tides", use Bootstrap.',
        "checks": [{"js": "Number(document.querySelector('#total').textContent) > 0"}],
    }
)


def main() -> None:
    """Measure both, alternating, and print the medians and their ratio."""
    site = Site({**build(TASK, None, (), FILES).files, **FILES})
    pairs = [(_start_and_load(site), _verify(site)) for _ in range(ROUNDS)]
    base, whole = (statistics.median(pair[n] for pair in pairs) for n in (0, 1))
    print(f"start Chromium and load the page once: {base:.2f} s; a whole verification: {whole:.2f} s")
    print(f"ratio: {whole / base:.2f}")


def _start_and_load(site: Site) -> float:
    """Seconds to start Chromium behind the same network policy, load the page once, and end."""
    begun = time.monotonic()
    asyncio.run(_load_once(site))
    return time.monotonic() - begun


async def _load_once(site: Site) -> None:
    found = find_chromium(os.environ)
    if found is None:
        raise SystemExit("no Chromium was found")
    setup = BrowserSettings(**found._asdict(), sandbox=sandboxed(), mirror=MIRROR, online=False)
    with PagesServer() as server:
        server.show(site, "/app/")
        async with chromium(setup, server.origin) as browser:
            page = await RestrictedBrowser(browser, setup, server.origin).new_page()
            await page.goto(f"{server.origin}/app/")


def _verify(site: Site) -> float:
    """Seconds for a verification with all its checks, screenshots and audits."""
    plan = make_plan(TASK, (), FILES, None, None)
    begun = time.monotonic()
    with (
        tempfile.TemporaryDirectory() as screenshots,
        Verifier(Path(screenshots), mirror=MIRROR, online=False) as verifier,
    ):
        verdict = verifier.verify(site, plan)
        seconds = time.monotonic() - begun
    if verdict.counted(Status.FAILED):
        raise SystemExit(f"the sample site failed: {verdict.counted(Status.FAILED)}")
    return seconds

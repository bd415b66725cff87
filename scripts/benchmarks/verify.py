"""A whole verification against starting Chromium and loading the page once."""

import asyncio
import os
import statistics
import tempfile
import time
from pathlib import Path

from orchestrator.records import Status
from orchestrator.records.site import Site
from orchestrator.task.model import Task
from orchestrator.verify.browser import RestrictedBrowser, chromium
from orchestrator.verify.browser_process.chromium import find_chromium, sandboxed
from orchestrator.verify.browser_process.protocol import BrowserSettings
from orchestrator.verify.browser_process.static_server import PagesServer
from orchestrator.verify.plan.check_types import Plan
from orchestrator.verify.plan.planner import make_plan
from orchestrator.verify.verifier import Verifier

ROOT = Path(__file__).resolve().parents[2]

ROUNDS = 3

MIRROR = str(ROOT / ".cache/npm/node_modules")

DATA = b"harbour,high\n" + b"".join(b"Harbour %d,%d\n" % (n, n % 9) for n in range(200))

PAGE = b"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Tides</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<script>
addEventListener("DOMContentLoaded", async () => {
  const text = await (await fetch("tides.csv")).text();
  const rows = text.trim().split("\\n").slice(1).map((line) => line.split(","));
  document.querySelector("#total").textContent = rows.reduce((sum, row) => sum + Number(row[1]), 0);
  document.querySelector("tbody").innerHTML =
    rows.map((row) => `<tr><td>${row[0]}</td><td>${row[1]}</td></tr>`).join("");
});
</script>
<link rel="stylesheet" href="https://cdn.jsdelivr.net/npm/bootstrap@5.3.3/dist/css/bootstrap.min.css"></head>
<body><main class="container"><h1>Tides</h1><p>Total <output id="total"></output></p>
<table class="table"><thead><tr><th>Harbour</th><th>High</th></tr></thead><tbody></tbody></table></main>
</body></html>
"""

TASK = {
    "email": "ada@example.com",
    "task": "tides",
    "round": 1,
    "nonce": "n",
    "brief": 'Fetch tides.csv, show the sum in #total, set the title to "Tides", use Bootstrap.',
    "checks": [
        {"js": "document.title === 'Tides'"},
        {"js": "Number(document.querySelector('#total').textContent) > 0"},
    ],
}


def main() -> None:
    """Measure both, alternating, and print the medians and their ratio."""
    site = Site({"index.html": PAGE, "tides.csv": DATA})
    plan = make_plan(Task.model_validate(TASK), (), {"tides.csv": DATA}, None, None)
    pairs = [(start_and_load(site), verification(site, plan)) for _ in range(ROUNDS)]
    base, whole = (statistics.median(pair[n] for pair in pairs) for n in (0, 1))
    print(f"start Chromium and load the page once: {base:.2f} s")
    print(f"a whole verification, start included:  {whole:.2f} s")
    print(f"ratio: {whole / base:.2f}")


def start_and_load(site: Site) -> float:
    """Seconds to start Chromium behind the same fence, load the page once, and end."""
    begun = time.monotonic()
    asyncio.run(load_once(site))
    return time.monotonic() - begun


async def load_once(site: Site) -> None:
    """The least that a look at a page can be."""
    found = find_chromium(os.environ)
    if found is None:
        raise SystemExit("no Chromium was found")
    setup = BrowserSettings(**found._asdict(), sandbox=sandboxed(), mirror=MIRROR, online=False)
    with PagesServer() as server:
        server.show(site, "/app/")
        async with chromium(setup, server.origin) as browser:
            page = await RestrictedBrowser(browser, setup, server.origin).new_page()
            await page.goto(f"{server.origin}/app/")


def verification(site: Site, plan: Plan) -> float:
    """Seconds for a verification with all its checks, pictures and audits."""
    begun = time.monotonic()
    with (
        tempfile.TemporaryDirectory() as pictures,
        Verifier(Path(pictures), mirror=MIRROR, online=False) as verifier,
    ):
        verdict = verifier.verify(site, plan)
        spent = time.monotonic() - begun
    if not verdict.verified:
        raise SystemExit(f"the sample site failed: {verdict.counted(Status.FAILED)}")
    return spent

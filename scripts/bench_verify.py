#!/usr/bin/env python3
"""Compare a whole verification with starting Chromium and loading the page once, in the same run.

Usage: scripts/bench_verify.py [--rounds N]. Prints seconds (median) and the ratio; the aim is under 3.
"""

import argparse
import asyncio
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from orchestrator.records import Site, Status  # noqa: E402 - the checkout has to be on the path first
from orchestrator.task.model import Task  # noqa: E402
from orchestrator.verify.browser import Fence, chromium  # noqa: E402
from orchestrator.verify.chromium import find_chromium, sandboxed  # noqa: E402
from orchestrator.verify.pages import PagesServer  # noqa: E402
from orchestrator.verify.plan import make_plan  # noqa: E402
from orchestrator.verify.protocol import Setup  # noqa: E402
from orchestrator.verify.verifier import Verifier  # noqa: E402
from orchestrator.verify.ways import Plan  # noqa: E402

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


def main() -> int:
    """Measure both, alternating, and print what came out."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    site = Site({"index.html": PAGE, "tides.csv": DATA})
    plan = make_plan(Task.model_validate(TASK), (), {"tides.csv": DATA}, None, None)
    pairs = [(start_and_load(site), verification(site, plan)) for _ in range(rounds)]
    base, whole = (statistics.median(pair[n] for pair in pairs) for n in (0, 1))
    print(f"start Chromium and load the page once: {base:.2f} s")
    print(f"a whole verification, start included:  {whole:.2f} s")
    print(f"ratio: {whole / base:.2f}")
    return 0


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
    setup = Setup(**found._asdict(), sandbox=sandboxed(), mirror=MIRROR, online=False)
    with PagesServer() as server:
        server.show(site, "/app/")
        async with chromium(setup, server.origin) as browser:
            page = await Fence(browser, setup, server.origin).page()
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


if __name__ == "__main__":
    sys.exit(main())

"""The main job against a stand-in as slow as the real GitHub: what of the time is ours."""

import io
import os
import tempfile
from dataclasses import asdict
from pathlib import Path

from rich.console import Console

from scripts.demo_runner.outcome import Outcome
from scripts.demo_runner.request_files import read_request_files
from scripts.demo_runner.send import send_request
from scripts.demo_runner.servers import servers
from scripts.localhub.traffic.latency import LIKE_GITHUB, Latency

RUNS = 2
"""Runners that are waited for: the task's and that of the target's Pages workflow."""


def main() -> None:
    """Print the seconds of each stage of a first round, and the share that GitHub does not take.

    `BENCH_SCALE` makes the profile faster or slower (default 0.25: Pages takes 10 s in place of 40).
    """
    scale = float(os.environ.get("BENCH_SCALE", "0.25"))
    latency = LIKE_GITHUB.scaled(scale)
    with tempfile.TemporaryDirectory(prefix="bench-") as name, servers(Path(name) / "store") as here:
        here.hub.state.latency = latency
        outcome = send_request(read_request_files([])[0], here, Console(file=io.StringIO()), as_is=False)
        if not outcome.good:
            raise SystemExit(f"the main job failed: {outcome.log_tail}")
        pages = here.hub.calls().pages
    report(outcome, latency, scale, pages)


def report(outcome: Outcome, latency: Latency, scale: float, looks: int) -> None:
    """Print the table."""
    calls = sum(outcome.api_calls.values())
    waited = latency.api * calls + RUNS * latency.runner
    waited += latency.repository + latency.push + latency.pages + latency.edge
    generated = outcome.stages.get("generate", 0.0)
    ours = outcome.seconds - waited - generated
    profile = ", ".join(f"{name} {seconds:.2f} s" for name, seconds in asdict(latency).items())
    print(f"profile x {scale}: {profile}")
    for stage, seconds in outcome.stages.items():
        print(f"{stage:>10}  {seconds:6.2f} s")
    total = outcome.seconds
    print(f"{'total':>10}  {total:6.2f} s; {calls} REST calls, {looks} looks at Pages")
    print(f"GitHub, Pages, runners {waited:.2f} s; generation {generated:.2f} s; ours {ours:.2f} s")
    print(f"share that is neither model nor Pages nor runner start: {100 * ours / total:.0f} %")

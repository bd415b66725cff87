"""The main job against a stand-in as slow as the real GitHub: what of the time is ours."""

import io
import os
import tempfile
from pathlib import Path

from rich.console import Console

from scripts.demo_runner.request_files import read_request_files
from scripts.demo_runner.send import send_request
from scripts.demo_runner.servers import servers
from scripts.localhub import Latency

LIKE_GITHUB = Latency(api=0.15, repository=3.0, push=2.0, runner=4.0, pages=40.0, edge=2.0)
"""Orders of magnitude of the real service for a first publication."""

RUNS = 2
"""Runners that are waited for: the task's and that of the target's Pages workflow."""


def main() -> None:
    """Print the seconds of each stage of a first round, and the share that GitHub does not take.

    `BENCH_SCALE` makes the profile faster or slower (default 0.25: Pages takes 10 s in place of 40).
    """
    scale = float(os.environ.get("BENCH_SCALE", "0.25"))
    latency = Latency(*(scale * seconds for seconds in LIKE_GITHUB))
    with tempfile.TemporaryDirectory(prefix="bench-") as name, servers(Path(name) / "store") as here:
        here.hub.state.latency = latency
        outcome = send_request(read_request_files([])[0], here, Console(file=io.StringIO()))
    if not outcome.good:
        raise SystemExit(f"the main job failed: {outcome.log_tail}")
    calls, total = sum(outcome.api_calls.values()) + 1, outcome.seconds  # and the relay's dispatch
    waited = latency.api * calls + RUNS * latency.runner
    waited += latency.repository + latency.push + latency.pages + latency.edge
    ours = total - waited - outcome.stages.get("generate", 0.0)
    stages = ", ".join(f"{stage} {seconds:.2f} s" for stage, seconds in outcome.stages.items())
    print(f"{total:.2f} s with {calls} REST calls: {stages}")
    print(f"GitHub, Pages and runners {waited:.2f} s; neither those nor generation: {ours:.2f} s")
    print(f"share that is ours: {100 * ours / total:.0f} %")

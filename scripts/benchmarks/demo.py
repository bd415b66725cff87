"""The whole main job, against act alone on the same two workflows with empty steps."""

import io
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import yaml
from rich.console import Console

from orchestrator.records.workdir import WorkDir
from scripts.demo_runner.request_files import read_request_files
from scripts.demo_runner.send import send_request
from scripts.demo_runner.servers import CHECKOUT, servers

REPEATS = 3


def main() -> None:
    """Print the seconds of act, of the main job without its browser, and their ratio.

    `BENCH_REQUEST` names the request's file (default: the sample).
    """
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        act = min(_act_alone(folder / f"act-{number}") for number in range(REPEATS))
        runs = [_main_job(folder / f"store-{number}") for number in range(REPEATS)]
    total, browser = min(runs, key=lambda run: run[0] - run[1])
    rest = total - browser
    print(f"main job: {total:.2f} s, verification {browser:.2f} s of it, the rest {rest:.2f} s")
    print(f"act, both workflows, every step `run: true`: {act:.2f} s, ratio of the rest {rest / act:.1f}")


def _main_job(store: Path) -> tuple[float, float]:
    """Seconds from the request to the end of its run, and those that verification took of them."""
    store.mkdir()
    request = read_request_files([Path(path) for path in filter(None, [os.environ.get("BENCH_REQUEST")])])[0]
    with servers(store) as here:
        outcome = send_request(request, here, Console(file=io.StringIO()))
    if not outcome.good:
        raise SystemExit(f"the main job failed: {outcome.log_tail}")
    run = next(store.rglob("artifacts/result/files"))
    return outcome.seconds, WorkDir(run).verdict().seconds


def _act_alone(folder: Path) -> float:
    """Seconds that act needs for task.yml and pages.yml when every step is `run: true`."""
    pages = (CHECKOUT / "templates/site/pages.yml.jinja").read_text("utf-8")
    texts = {
        "task": (CHECKOUT / ".github/workflows/task.yml").read_text("utf-8"),
        "pages": re.sub(r"\{%.*?%\}|\{#.*?#\}", "", pages, flags=re.DOTALL),
    }
    folder.mkdir()
    for name, text in texts.items():
        (folder / f"{name}.yml").write_text(_emptied(name, text), "utf-8")
    who = ["-c", "user.name=bench", "-c", "user.email=bench@localhost"]
    for command in (
        ["init", "-q", "-b", "main"], ["add", "."], [*who, "commit", "-qm", "empty"],
        ["remote", "add", "origin", "https://github.com/o/r.git"],
    ):  # fmt: skip
        subprocess.run(["git", *command], cwd=folder, check=True)
    act = [f"{sys.prefix}/bin/act", "repository_dispatch", "-P=ubuntu-24.04=-self-hosted"]
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder.parent)}
    start = time.monotonic()
    for name in texts:
        command = [*act, f"-W={name}.yml"]
        subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True)
    return time.monotonic() - start


def _emptied(name: str, text: str) -> str:
    workflow = yaml.safe_load(text)
    workflow.pop(True)  # YAML 1.1 reads the key `on` as a boolean
    workflow["on"] = {"repository_dispatch": {"types": [name]}}
    for job in workflow["jobs"].values():
        job.pop("environment", None)
        job["steps"] = [{"run": "true"} for _ in job["steps"]]
    dumped: str = yaml.safe_dump(workflow)
    return dumped

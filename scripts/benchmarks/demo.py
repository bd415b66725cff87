"""The whole main job, against act alone on the same two workflows with empty steps."""

import io
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import yaml
from rich.console import Console

from orchestrator.workdir import WorkDir
from scripts.driver.request_files import read_request_files
from scripts.driver.send import drive
from scripts.driver.world import CHECKOUT, world

REPEATS = 3


def main() -> None:
    """Print the seconds of act, of the main job, and their ratio; the browser's time is told apart."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        act = min(_empty_workflows(Path(folder) / "act") for _ in range(REPEATS))
        runs = [_main_job(Path(folder) / f"store-{number}") for number in range(REPEATS)]
    total, browser = min(runs, key=lambda run: run[0] - run[1])
    print(f"act, both workflows, empty steps: {act:.2f} s")
    print(f"main job: {total:.2f} s, of which verification in the browser: {browser:.2f} s")
    print(f"ratio without the browser: {(total - browser) / act:.2f}")


def _main_job(store: Path) -> tuple[float, float]:
    """Seconds from the request to the end of its run, and those that verification took of them."""
    store.mkdir()
    request = read_request_files([Path(path) for path in filter(None, [os.environ.get("BENCH_REQUEST")])])[0]
    with world(store, []) as here:
        outcome = drive(request, here, Console(file=io.StringIO()), as_is=False)
    if not outcome.good:
        raise SystemExit(f"the main job failed; its log is {outcome.run_log}")
    run = next(store.rglob("artifacts/result/files"))
    return outcome.seconds, WorkDir(run).verdict().seconds


def _empty_workflows(folder: Path) -> float:
    """Seconds that act needs for task.yml and pages.yml when no step does anything."""
    workflows = folder / ".github" / "workflows"
    workflows.mkdir(parents=True, exist_ok=True)
    pages = (CHECKOUT / "templates/site/pages.yml.jinja").read_text("utf-8")
    sources = {
        "repository_dispatch": (CHECKOUT / ".github/workflows/task.yml").read_text("utf-8"),
        "push": re.sub(r"\{%.*?%\}|\{#.*?#\}", "", pages, flags=re.DOTALL),
    }
    for event, text in sources.items():
        (workflows / f"{event}.yml").write_text(yaml.safe_dump(_emptied(yaml.safe_load(text))), "utf-8")
    if not (folder / ".git").exists():
        _commit(folder)
    start = time.monotonic()
    for event in sources:
        _act(folder, event)
    return time.monotonic() - start


def _emptied(workflow: dict[Any, Any]) -> dict[Any, Any]:
    workflow["on"] = workflow.pop(True)  # YAML 1.1 reads the key `on` as a boolean
    for job in workflow["jobs"].values():
        job["steps"] = [{"run": "true"} for _ in job["steps"]]
        job.pop("environment", None)
    return workflow


def _commit(folder: Path) -> None:
    who = ["-c", "user.name=bench", "-c", "user.email=bench@localhost"]
    for command in (["init", "-q", "-b", "main"], ["add", "."], [*who, "commit", "-qm", "empty"]):
        subprocess.run(["git", *command], cwd=folder, check=True)
    subprocess.run(["git", "remote", "add", "origin", "https://github.com/o/r.git"], cwd=folder, check=True)


def _act(folder: Path, event: str) -> None:
    act = Path(sys.prefix) / "bin" / "act"
    env = {"PATH": os.environ["PATH"], "HOME": str(folder.parent)}
    command = [str(act), event, "-W", f".github/workflows/{event}.yml", "-P", "ubuntu-latest=-self-hosted"]
    subprocess.run(command, cwd=folder, env=env, check=True, capture_output=True)

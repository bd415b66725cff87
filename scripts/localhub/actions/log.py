"""act's JSON log, line by line, as job and step records and as text for people."""

import json
from collections.abc import Mapping
from typing import Any

from scripts.localhub.actions.workflow import Document, first_line, steps_of
from scripts.localhub.models import Job, Run, now
from scripts.localhub.state import State

_HIDDEN = ("LocalRepositoryCache", "Couldn't get a valid docker connection", "Cleaning up container")
"""act's messages about its own parts; they stay in `log.jsonl`."""


class LogReader:
    """Writes `log.jsonl`, `log.txt`, one text for each job, and `summary.md`.

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
        line = f"{now():%H:%M:%S.%f}"[:-3] + f" {job.key if job else 'act'} | {message}\n"
        self._append("log.txt", line)
        if job:
            self._append(f"{job.key}.txt", line)

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

"""act's JSON log, line by line, as job and step records and as text for people."""

import json
from collections import defaultdict
from types import TracebackType
from typing import IO, Any, Self

from scripts.localhub.actions.expression import render
from scripts.localhub.actions.steps import steps_of
from scripts.localhub.actions.workflow import Document
from scripts.localhub.records import Conclusion, Job, Run, now
from scripts.localhub.world import World

_HIDDEN = ("LocalRepositoryCache", "Couldn't get a valid docker connection", "Cleaning up container")
"""What act says of its own machinery; it stays in `log.jsonl`."""


class LogReader:
    """Keeps `log.jsonl`, `log.txt`, one text a job, and `summary.md` up to date.

    `log.jsonl` is as act wrote it, but for the values that it was told to mask.
    """

    def __init__(self, world: World, run: Run, document: Document) -> None:
        """Open the files of the run's present attempt."""
        self.world, self.run, self.document = world, run, document
        self.outputs: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
        self.folder = run.attempt_folder
        self.raw: IO[bytes] = (self.folder / "log.jsonl").open("ab", buffering=0)
        self.text = run.log.open("a", encoding="utf-8", buffering=1)

    def __enter__(self) -> Self:
        """The reader itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the files."""
        self.raw.close()
        self.text.close()

    def read(self, line: bytes) -> None:
        """Take one line of act's output."""
        try:
            entry = json.loads(line)
        except ValueError:
            entry = {"msg": line.decode(errors="replace")}
        if not isinstance(entry, dict):
            entry = {"msg": str(entry)}
        if entry.get("command") == "add-mask":
            entry = {key: value for key, value in entry.items() if key not in {"arg", "raw"}}
        self.raw.write(json.dumps(entry, ensure_ascii=False).encode() + b"\n")
        job = self._job(entry)
        with self.world.lock:
            if job:
                self._note(job, entry)
        self._tell(job, entry)

    def _job(self, entry: dict[str, Any]) -> Job | None:
        return next((job for job in self.run.current_jobs() if job.key == entry.get("jobID")), None)

    def _note(self, job: Job, entry: dict[str, Any]) -> None:
        if job.key in self.run.reused:
            return
        if job.status == "queued":
            job.status, job.started_at = "in_progress", now()
            job.steps = steps_of(self.document["jobs"][job.key])
        result = entry.get("jobResult")
        if result:
            self._end(job, result)
        where = entry.get("stepID") or []
        if entry.get("command") == "set-output" and len(where) == 1:
            self.outputs[job.key, where[0]][str(entry["name"])] = str(entry["arg"])
        if entry.get("stage") != "Main" or len(where) != 1:
            return
        step = next((step for step in job.steps if step.key == where[0]), None)
        if step is None:
            return
        step.name = str(entry.get("step")).strip().partition("\n")[0]
        if step.status == "queued":
            step.status, step.started_at = "in_progress", now()
        if entry.get("stepResult"):
            step.status, step.conclusion, step.completed_at = "completed", entry["stepResult"], now()

    def _end(self, job: Job, result: str) -> None:
        conclusion: Conclusion = "success" if result == "success" else "failure"
        job.status, job.conclusion, job.completed_at = "completed", conclusion, now()
        for step in job.steps:
            if step.status == "queued":
                step.status, step.conclusion = "completed", "skipped"
        steps = {step: {"outputs": values} for (key, step), values in self.outputs.items() if key == job.key}
        wanted = self.document["jobs"][job.key].get("outputs") or {}
        job.outputs = {name: render(str(text), {"steps": steps}) for name, text in wanted.items()}

    def _tell(self, job: Job | None, entry: dict[str, Any]) -> None:
        message = str(entry.get("msg", "")).rstrip("\n")
        if job and job.key in self.run.reused:
            return
        if not entry.get("raw_output"):
            if message.startswith(_HIDDEN):
                return
            message = message.partition("\n")[0]  # act repeats a step's whole script
        if entry.get("command") == "summary":
            with (self.folder / "summary.md").open("a", encoding="utf-8") as file:
                file.write(str(entry.get("content", "")))
            return
        line = f"{now():%H:%M:%S.%f}"[:-3] + f" {job.key if job else 'act'} | {message}\n"
        self.text.write(line)
        if job:
            with (self.folder / f"{job.key}.txt").open("a", encoding="utf-8") as file:
                file.write(line)

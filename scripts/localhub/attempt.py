"""One attempt of a run: act as a child process with clean surroundings, and its log as our records."""

import json
import os
import shutil
import signal
import subprocess
import threading
from pathlib import Path

from scripts.localhub import act
from scripts.localhub.actlog import LogReader
from scripts.localhub.records import Conclusion, Run, now
from scripts.localhub.tokens import Token
from scripts.localhub.waiting import wait
from scripts.localhub.workflow import Document, parse, permissions
from scripts.localhub.world import World, fresh_value


class Attempt:
    """Runs one attempt; `stop` may be called from another thread at any time."""

    def __init__(self, world: World, run: Run, tree: Path) -> None:
        """`tree` is a work tree of the run's commit."""
        self.world, self.run, self.tree = world, run, tree
        self.document: Document = parse((tree / run.workflow).read_bytes())
        self.process: subprocess.Popen[bytes] | None = None
        self.stopped = threading.Event()

    def execute(self) -> None:
        """Run the workflow to its end and write down what became of it."""
        run = self.run
        run.attempt_folder.mkdir(parents=True)
        run.artifacts.mkdir(exist_ok=True)
        with self.world.lock:
            run.status, run.started_at, run.updated_at = "in_progress", now(), now()
        token = self._token()
        try:
            wait(self.world.latency.runner)
            conclusion = self._act(token)
        except act.CannotRun as error:
            run.log.write_text(f"{error}\n", "utf-8")
            conclusion = "failure"
        finally:
            with self.world.lock:
                self.world.tokens.pop(token.value, None)
        self._finish(conclusion)

    def _token(self) -> Token:
        run = self.run
        token = Token(
            value=fresh_value("ghs_"), kind="job", login="github-actions[bot]", owner=run.repository.owner.login,
            label=f"GITHUB_TOKEN of {run.repository.full_name}", repositories=frozenset({run.repository.full_name.lower()}),
            run=run.id, permissions=JobPermissions(run, self.document),
        )  # fmt: skip
        self.world.add_token(token)
        return token

    def _act(self, token: Token) -> Conclusion:
        work = self.world.store / "work" / f"{self.run.id}-{self.run.attempt}"
        work.mkdir(parents=True)
        try:
            command = act.prepare(self.world, self.run, self.document, self.tree, work, token.value)
            with LogReader(self.world, self.run) as reader:
                self._start(command, act.surroundings(work))
                assert self.process and self.process.stdout
                for line in self.process.stdout:
                    reader.read(line)
                code = self.process.wait()
        finally:
            self._kill()
            shutil.rmtree(work, ignore_errors=True)
        if self.run.cancel_asked or self.stopped.is_set():
            return "cancelled"
        return "failure" if code else "success"

    def _start(self, command: list[str], env: dict[str, str]) -> None:
        if self.stopped.is_set():
            raise act.CannotRun("the stand-in was stopped")
        self.process = subprocess.Popen(
            command,
            cwd=self.tree,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def stop(self) -> None:
        """End act and everything that it started."""
        self.stopped.set()
        self._kill()

    def _kill(self) -> None:
        if self.process is None:
            return
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return

    def _finish(self, conclusion: Conclusion) -> None:
        run = self.run
        with self.world.lock:
            for job in run.current_jobs():
                if job.status != "completed":
                    job.conclusion = conclusion if job.status == "in_progress" else "skipped"
                    job.status, job.completed_at = "completed", now()
                for step in job.steps:
                    if step.status != "completed":
                        step.status, step.conclusion, step.completed_at = "completed", conclusion, now()
            run.status, run.conclusion, run.updated_at = "completed", conclusion, now()
            facts = [vars(job) | {"steps": [vars(step) for step in job.steps]} for job in run.current_jobs()]
        (run.attempt_folder / "jobs.json").write_text(
            json.dumps(facts, indent=1, default=str) + "\n", "utf-8"
        )


class JobPermissions(dict[str, str]):
    """What the run's one token may do now: the sum of what the jobs at work declare."""

    def __init__(self, run: Run, document: Document) -> None:
        """Ask `run` which jobs are at work and `document` what they declare."""
        super().__init__()
        self.run, self.document = run, document

    def get(self, permission: str, default: str | None = None) -> str | None:  # type: ignore[override]
        """The highest level that a working job has."""
        levels = {
            permissions(self.document, job.key).get(permission)
            for job in self.run.current_jobs()
            if job.status == "in_progress"
        }
        return "write" if "write" in levels else "read" if "read" in levels else default

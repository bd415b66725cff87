"""One attempt of a run: act as a child process with clean surroundings, and its log as our records."""

import json
import shutil
import subprocess
import threading
from pathlib import Path

from orchestrator.runtime.processes import end_family
from scripts.localhub import git
from scripts.localhub.actions import act
from scripts.localhub.actions.actlog import LogReader
from scripts.localhub.actions.rerun import reduced
from scripts.localhub.actions.workflow import Document, parse, permissions
from scripts.localhub.records import Conclusion, Run, now
from scripts.localhub.traffic.tokens import Token
from scripts.localhub.traffic.waiting import wait
from scripts.localhub.world import World, fresh_value


class Attempt:
    """Runs one attempt; `stop` may be called from another thread at any time."""

    def __init__(self, world: World, run: Run) -> None:
        """Nothing happens before `execute`."""
        self.world, self.run = world, run
        content = git.file_at(run.repository.folder, run.sha, run.workflow)
        self.document: Document = reduced(parse(content or b""), run)
        self._work = world.store / "work" / f"{run.id}-{run.attempt}"
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        self._stopped = False

    def execute(self, tree: Path) -> None:
        """Run the workflow in copies of `tree`, its commit's work tree, and write down what became of it."""
        run, world = self.run, self.world
        run.attempt_folder.mkdir(parents=True)
        run.artifacts.mkdir(exist_ok=True)
        wait(world.latency.runner)
        with world.lock:
            run.status, run.started_at, run.updated_at = "in_progress", now(), now()
        token = self._token()
        conclusion: Conclusion = "failure"
        self._work.mkdir(parents=True)
        try:
            conclusion = self._act(tree, token)
        except act.CannotRun as error:
            run.log.write_text(f"{error}\n", "utf-8")
        finally:
            self._kill()
            shutil.rmtree(self._work, ignore_errors=True)
            with world.lock:
                world.tokens.pop(token.value, None)
            self._finish(conclusion)

    def stop(self) -> None:
        """End act and everything that it started."""
        with self._lock:
            self._stopped = True
        self._kill()

    def _token(self) -> Token:
        repository = self.run.repository
        token = Token(
            value=fresh_value("ghs_"),
            kind="job",
            login="github-actions[bot]",
            owner=repository.owner.login,
            label=f"GITHUB_TOKEN of {repository.full_name}",
            repositories=frozenset({repository.full_name.lower()}),
            permissions=JobPermissions(self.run, self.document),
            run=self.run.id,
        )
        self.world.add_token(token)
        return token

    def _act(self, tree: Path, token: Token) -> Conclusion:
        command = act.prepare(self.world, self.run, self.document, tree, self._work, token.value)
        reader = LogReader(self.world, self.run, self.document)
        with reader, self._start(command, tree, act.surroundings(self._work)) as process:
            for line in process.stdout or ():
                reader.read(line)
        if self.run.cancel_asked or self._stopped:
            return "cancelled"
        return "failure" if process.returncode else "success"

    def _start(self, command: list[str], tree: Path, env: dict[str, str]) -> subprocess.Popen[bytes]:
        """Start act as the head of a process group of its own.

        Raises:
            CannotRun: the run was stopped before.
        """
        with self._lock:
            if self._stopped:
                raise act.CannotRun("the run was stopped before it began")
            self._process = subprocess.Popen(
                command,
                cwd=tree,
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        return self._process

    def _kill(self) -> None:
        with self._lock:
            process = self._process
        if process:
            end_family(process, str(self._work))

    def _finish(self, conclusion: Conclusion) -> None:
        run = self.run
        with self.world.lock:
            for job in run.current_jobs():
                if job.status != "completed":
                    job.conclusion = conclusion if job.status == "in_progress" else "skipped"
                    job.status, job.completed_at = "completed", now()
                for step in job.steps:
                    if step.status != "completed":
                        step.conclusion = conclusion if step.status == "in_progress" else "skipped"
                        step.status, step.completed_at = "completed", now()
            facts = [vars(job) | {"steps": [vars(step) for step in job.steps]} for job in run.current_jobs()]
            text = json.dumps(facts, indent=1, default=str)
            run.status, run.conclusion, run.updated_at = "completed", conclusion, now()
        (run.attempt_folder / "jobs.json").write_text(text + "\n", "utf-8")


class JobPermissions(dict[str, str]):
    """What the run's one token may do now: the sum of what the jobs at work declare.

    act knows a single token for all jobs of a run, where GitHub makes one for each.
    """

    def __init__(self, run: Run, document: Document) -> None:
        """Ask `run` which jobs are at work and `document` what they declare."""
        super().__init__()
        self._run, self._document = run, document

    def __missing__(self, permission: str) -> str:
        """The highest level that a working job has."""
        levels = {
            permissions(self._document, job.key).get(permission, "")
            for job in self._run.current_jobs()
            if job.status == "in_progress"
        }
        return max(levels, key=["", "read", "write"].index, default="")

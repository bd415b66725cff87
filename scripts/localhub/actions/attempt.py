"""One attempt of a run: act as a child process, and its outcome in our records."""

import shutil
import subprocess
import threading
import time
from pathlib import Path

from orchestrator.runtime.processes import end_family
from scripts.localhub.actions import act, policy
from scripts.localhub.actions.events import is_skipped
from scripts.localhub.actions.log import LogReader
from scripts.localhub.actions.workflow import Document, parse, permissions
from scripts.localhub.git_server import commands as git
from scripts.localhub.models import Conclusion, Progress, Run, now
from scripts.localhub.pages import deployments
from scripts.localhub.state import State
from scripts.localhub.traffic.tokens import Token, random_token


class Attempt:
    """Runs one attempt; `stop` may be called from another thread at any time."""

    def __init__(self, state: State, run: Run) -> None:
        """Nothing happens before `execute`."""
        self.state, self.run = state, run
        content = git.file_at(run.repository.folder, run.sha, run.workflow)
        self.document: Document = parse(content or b"")
        self._work = state.store / "work" / f"{run.id}-{run.attempt}"
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        self._stopped = False

    def execute(self, tree: Path) -> None:
        """Run the workflow in copies of `tree`, its commit's work tree, and store the outcome."""
        run, state = self.run, self.state
        run.attempt_folder.mkdir(parents=True)
        run.artifacts.mkdir(exist_ok=True)
        time.sleep(state.latency.runner)
        run.set_status("in_progress")
        run.started_at = now()
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
            with state.lock:
                state.tokens.pop(token, None)
                self._finish(conclusion)

    def stop(self) -> None:
        """End act and everything that it started."""
        with self._lock:
            self._stopped = True
        self._kill()

    def _token(self) -> str:
        """A token for all jobs of the run, with the sum of what the running ones declare."""
        owner, name = self.run.repository.owner.login, self.run.repository.full_name
        rights, covered = JobPermissions(self.run, self.document), frozenset({name.lower()})
        return self.state.add_token(
            Token(
                random_token("ghs_"), "job", "github-actions[bot]", owner, f"GITHUB_TOKEN of {name}",
                permissions=rights, repositories=covered, run=self.run.id,
            )
        )  # fmt: skip

    def _check(self) -> None:
        """Refuse what GitHub's environment rules refuse, and what must not run on this machine.

        Raises:
            CannotRun: the attempt fails with this sentence.
        """
        run, repository = self.run, self.run.repository
        jobs = [job for job in self.document["jobs"].values() if not is_skipped(run, job)]
        environments = [job.get("environment") for job in jobs]
        names = [one.get("name") if isinstance(one, dict) else one for one in environments]
        if "github-pages" in names and run.ref != f"refs/heads/{repository.default_branch}":
            rule = "is not allowed to deploy to github-pages due to environment protection rules."
            raise act.CannotRun(f'"{run.branch}" {rule}')
        reason = policy.problem(self.document)
        if reason and not self.state.run_workflows and repository.key != self.state.control:
            raise act.CannotRun(
                f"{run.workflow} of {repository.full_name} was not run, because it contains {reason}: "
                "only the pinned Pages actions run here, unless the demo is started with --run-workflows"
            )

    def _act(self, tree: Path, token: str) -> Conclusion:
        self._check()
        command = act.prepare(self.state, self.run, self.document, tree, self._work, token)
        reader = LogReader(self.state, self.run, self.document)
        with self._start(command) as process:
            for line in process.stdout or ():
                reader.read(line)
        if self.run.cancel_requested or self._stopped:
            return "cancelled"
        return "failure" if process.returncode else "success"

    def _start(self, command: list[str]) -> subprocess.Popen[bytes]:
        """Start act as the head of a process group of its own; CannotRun if the run was stopped before."""
        with self._lock:
            if self._stopped:
                raise act.CannotRun("the run was stopped before it began")
            self._process = subprocess.Popen(
                command,
                cwd=self._work,  # act reads .actrc of this folder, and the tree may hold a stranger's
                env=act.process_environment(self._work),
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
        parts: list[Progress] = [part for job in self.run.current_jobs() for part in (job, *job.steps)]
        for part in parts:
            if part.status != "completed":
                part.end(conclusion if part.status == "in_progress" else "skipped")
        if conclusion == "cancelled":
            deployments.cancel_of_run(self.run)
        self.run.set_status("completed", conclusion)


class JobPermissions(dict[str, str]):
    """Permission → its highest level among the running jobs of a run.

    act knows a single token for all jobs of a run, where GitHub makes one for each.
    """

    def __init__(self, run: Run, document: Document) -> None:
        """Read the running jobs from `run` and their declarations from `document`."""
        super().__init__()
        self._run, self._document = run, document

    def __missing__(self, permission: str) -> str:
        """Look it up anew each time."""
        running = [job for job in self._run.current_jobs() if job.status == "in_progress"]
        levels = {permissions(self._document, job.key)[permission] for job in running}
        return max(levels, key=["", "read", "write"].index, default="")

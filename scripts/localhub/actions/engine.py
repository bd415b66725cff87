"""The Actions service: queues runs and executes several at a time, each by act as a child process."""

import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from orchestrator.runtime.processes import end_family
from scripts.localhub.actions import act, policy
from scripts.localhub.actions.events import Event, jobs_of, listeners, new_run
from scripts.localhub.actions.workflow import parse
from scripts.localhub.errors import ApiError
from scripts.localhub.models import Conclusion, Progress, Repository, Run, now
from scripts.localhub.pages import deployments
from scripts.localhub.rest import shapes
from scripts.localhub.state import State
from scripts.localhub.traffic.tokens import Token, random_token


class Attempt:
    """Runs one attempt; `stop` may be called from another thread at any time."""

    def __init__(self, state: State, run: Run) -> None:
        """Nothing happens before `execute`."""
        self.state, self.run = state, run
        self.waiting, self.stopped = True, False
        self._work = state.store / "work" / f"{run.id}-{run.attempt}"
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()

    def execute(self) -> None:
        """Run the workflow in copies of its commit's work tree, and store the outcome."""
        conclusion: Conclusion = "cancelled" if self.stopped else "failure"
        try:
            if not self.stopped:
                conclusion = self._execute()
        finally:
            self._finish(conclusion)

    def stop(self) -> None:
        """End act and everything that it started."""
        with self._lock:
            self.stopped = True
            self._kill()

    def _execute(self) -> Conclusion:
        run, token = self.run, self._token()
        run.attempt_folder.mkdir(parents=True)
        run.artifacts.mkdir(exist_ok=True)
        self._work.mkdir(parents=True)
        time.sleep(self.state.latency.runner)
        run.begin()
        try:
            return self._act(token)
        except act.CannotRun as error:
            run.log.write_text(f"{error}\n", "utf-8")
            return "failure"
        finally:
            self._kill()
            shutil.rmtree(self._work, ignore_errors=True)
            self.state.tokens.pop(token)

    def _token(self) -> str:
        owner, name = self.run.repository.owner.login, self.run.repository.full_name
        value, covered = random_token("ghs_"), frozenset({name.lower()})
        label = f"GITHUB_TOKEN of {name}"
        token = Token(value, "job", "github-actions[bot]", owner, label, repositories=covered, run=self.run)
        return self.state.add_token(token)

    def _act(self, token: str) -> Conclusion:
        run = self.run
        tree = self.state.tree(run.repository, run.sha)
        document = parse((tree / run.workflow).read_bytes())
        policy.check(self.state, run, document)
        command = act.prepare(self.state, run, document, tree, self._work, token)
        reader = act.LogReader(self.state, run, document)
        with self._lock:
            if self.stopped:
                return "cancelled"
            self._process = act.start(command, self._work)
        with self._process as process:
            for line in process.stdout or ():
                reader.read(line)
        return "cancelled" if self.stopped else "failure" if process.returncode else "success"

    def _kill(self) -> None:
        if self._process:
            end_family(self._process, str(self._work))

    def _finish(self, conclusion: Conclusion) -> None:
        untouched: Conclusion = "skipped" if self.run.status == "in_progress" else conclusion
        with self.state.lock:
            parts: list[Progress] = [part for job in self.run.current_jobs() for part in (job, *job.steps)]
            for part in parts:
                if part.status != "completed":
                    part.end(conclusion if part.status == "in_progress" else untouched)
            if conclusion == "cancelled":
                deployments.cancel_of_run(self.run)
            self.run.end(conclusion)


@dataclass
class Engine:
    """A queue of runs, each followed by a thread of its own; at most `runners` of them execute at a time.

    Runs of one concurrency group run one after another; of those that are queued, only the newest is kept.
    """

    state: State
    runners: int = 4
    _attempts: list[Attempt] = field(default_factory=list)  # waiting or running, in the order of their start
    _threads: list[threading.Thread] = field(default_factory=list)
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def start(self, repository: Repository, event: Event) -> Sequence[Run]:
        """Queue a run of every workflow of the event's commit that listens."""
        sha = event.sha or self.state.head(repository)
        found = list(listeners(self.state, repository, sha, event)) if sha else []
        runs = [new_run(self.state, repository, str(sha), event, path, document) for path, document in found]
        for run in runs:
            self._submit(run)
        return runs

    def rerun(self, run: Run, *, by_job: bool) -> None:
        """Queue the next attempt of a completed run with all its jobs; its artifacts go, as on GitHub.

        403 if it runs; `by_job`: a job's token asked for it.
        """
        document = parse((self.state.tree(run.repository, run.sha) / run.workflow).read_bytes())
        with self.state.lock:
            if run.status != "completed":
                raise ApiError(403, "This workflow is already running")
            shutil.rmtree(run.artifacts, ignore_errors=True)
            run.attempt, run.started_by_job = run.attempt + 1, by_job
            run.status, run.conclusion, run.started_at, run.completed_at = "queued", None, now(), None
            run.jobs += jobs_of(self.state, run, document)
        self._submit(run)

    def cancel(self, run: Run) -> None:
        """Stop a run, queued or running."""
        self._stop(lambda attempt: attempt.run is run)

    def wait_idle(self, timeout: float) -> bool:
        """Wait until no run is queued or running; False if `timeout` seconds were not enough."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._attempts, timeout)

    def stop(self) -> None:
        """Stop everything that waits or runs, and join the threads."""
        self.state.workflow_run_events = False
        self._stop(lambda _: True)
        for thread in self._threads:
            thread.join()

    def _stop(self, which: Callable[[Attempt], bool]) -> None:
        with self._changed:
            for attempt in filter(which, self._attempts):
                attempt.stop()
            self._changed.notify_all()

    def _submit(self, run: Run) -> None:
        attempt = Attempt(self.state, run)
        thread = threading.Thread(target=self._follow, args=(attempt,), daemon=True)
        with self._changed:
            if run.group:
                self._stop(lambda one: one.run.group == run.group and (one.waiting or run.cancel_in_progress))
            self._attempts.append(attempt)
            self._threads.append(thread)
        thread.start()

    def _follow(self, attempt: Attempt) -> None:
        """Wait for the attempt's turn, unless it is stopped before, and execute it."""
        with self._changed:
            self._changed.wait_for(lambda: attempt.stopped or self._next() is attempt)
            attempt.waiting = False
            self._changed.notify_all()
        try:
            attempt.execute()
            self._after(attempt.run)
        finally:
            with self._changed:
                self._attempts.remove(attempt)
                self._changed.notify_all()

    def _next(self) -> Attempt | None:
        """The attempt whose turn it is."""
        running = [one for one in self._attempts if not one.waiting]
        busy = {one.run.group for one in running} - {None}
        waiting = [one for one in self._attempts if one.waiting and not one.stopped]
        free = (one for one in waiting if one.run.group not in busy)
        return next(free, None) if len(running) < self.runners else None

    def _after(self, run: Run) -> None:
        """Start the workflows that listen to its end, unless a job's token started it, as on GitHub."""
        if self.state.workflow_run_events and not run.started_by_job:
            payload = {"action": "completed", "workflow_run": shapes.run(self.state, run)}
            self.start(run.repository, Event("workflow_run", run.workflow_name, payload, run.actor))

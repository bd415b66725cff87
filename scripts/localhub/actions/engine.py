"""The Actions service: queues runs and executes several at a time."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from scripts.localhub.actions.attempt import Attempt
from scripts.localhub.actions.events import Event, listeners, new_run, next_attempt
from scripts.localhub.git_server import commands as git
from scripts.localhub.models import Repository, Run
from scripts.localhub.rest import serializers
from scripts.localhub.state import State


@dataclass
class Engine:
    """A queue of runs, each followed by a thread of its own; at most `runners` of them execute at a time.

    Runs of one concurrency group run one after another; of those that are queued, only the newest is kept.
    """

    state: State
    runners: int = 4
    _queue: list[Run] = field(default_factory=list)
    _active: dict[int, Attempt] = field(default_factory=dict)
    _threads: list[threading.Thread] = field(default_factory=list)
    _changed: threading.Condition = field(default_factory=threading.Condition)
    _stopped: bool = False

    def start(self, repository: Repository, event: Event) -> Sequence[Run]:
        """Queue a run of every workflow of the event's commit that listens."""
        sha = event.sha or self.refresh(repository)
        found = list(listeners(repository, sha, event)) if sha else []
        runs = [new_run(self.state, repository, str(sha), event, path, document) for path, document in found]
        for run in runs:
            self._submit(run)
        return runs

    def refresh(self, repository: Repository) -> str | None:
        """The head of the default branch; a checkout's present content is committed first."""
        if repository.work_tree is None:
            return git.resolve(repository.folder, f"refs/heads/{repository.default_branch}")
        with self.state.lock:
            return git.snapshot(repository.folder, repository.work_tree, repository.default_branch)

    def tree(self, repository: Repository, sha: str) -> Path:
        """A work tree of a commit; act copies it for each job, so that one serves all runs."""
        target = self.state.store / "trees" / repository.full_name / sha
        with self.state.lock:
            if not target.exists():
                git.checkout(repository.folder, sha, target, repository.default_branch)
        return target

    def rerun(self, run: Run, *, by_job: bool) -> None:
        """Queue the next attempt of a completed run; `by_job`: a job's token asked for it."""
        next_attempt(self.state, run)
        run.started_by_job = by_job
        self._submit(run)

    def cancel(self, run: Run) -> None:
        """Stop a run, queued or running."""
        with self._changed:
            run.cancel_requested = True
            if run in self._queue:
                self._drop(run)
            active = self._active.get(run.id)
        if active:
            active.stop()

    def wait_idle(self, timeout: float) -> bool:
        """Wait until no run is queued or running; False if `timeout` seconds were not enough."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._queue and not self._active, timeout)

    def stop(self) -> None:
        """Kill what runs, drop what is queued, and join the threads."""
        with self._changed:
            self._stopped = True
            self._queue.clear()
            active = list(self._active.values())
            self._changed.notify_all()
        for attempt in active:
            attempt.stop()
        for thread in self._threads:
            thread.join()

    def _submit(self, run: Run) -> None:
        with self._changed:
            for other in [other for other in self._queue if run.group and other.group == run.group]:
                self._drop(other)
            replaced = [one for one in self._active.values() if run.group and one.run.group == run.group]
            self._queue.append(run)
            self._threads.append(threading.Thread(target=self._follow, args=(run,), daemon=True))
            self._threads[-1].start()
        for attempt in replaced if run.cancel_in_progress else ():
            attempt.stop()

    def _drop(self, run: Run) -> None:
        self._queue.remove(run)
        with self.state.lock:
            run.set_status("completed", "cancelled")
            for job in run.current_jobs():
                job.end("cancelled")
        self._changed.notify_all()

    def _follow(self, run: Run) -> None:
        """Wait for the run's turn, unless it is dropped before, and execute it."""
        with self._changed:
            self._changed.wait_for(lambda: run not in self._queue or self._next() is run)
            if run not in self._queue:
                return
            self._queue.remove(run)
            attempt = self._active[run.id] = Attempt(self.state, run)
            self._changed.notify_all()
        try:
            attempt.execute(self.tree(run.repository, run.sha))
            self._after(run)
        finally:
            with self._changed:
                del self._active[run.id]
                self._changed.notify_all()

    def _next(self) -> Run | None:
        """The run whose turn it is."""
        busy = {attempt.run.group for attempt in self._active.values() if attempt.run.group}
        free = len(self._active) < self.runners
        return next((run for run in self._queue if free and run.group not in busy), None)

    def _after(self, run: Run) -> None:
        """Start the workflows that listen to its end, unless a job's token started it, as on GitHub."""
        if self.state.workflow_run_events and not run.started_by_job and not self._stopped:
            payload = {"action": "completed", "workflow_run": serializers.run(self.state, run)}
            self.start(run.repository, Event("workflow_run", run.workflow_name, payload, run.actor))

"""The stand-in's Actions service: queues runs and works through them, several at a time."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from scripts.localhub import git
from scripts.localhub.actions import run_serializers as runshapes
from scripts.localhub.actions.attempt import Attempt
from scripts.localhub.actions.events import Event, listeners, new_run
from scripts.localhub.actions.rerun import next_attempt
from scripts.localhub.records import Repository, Run, now
from scripts.localhub.world import World

MAX_QUEUED = 500
"""Beyond this many waiting runs GitHub accepts an event and silently starts nothing."""


@dataclass
class Engine:
    """A queue and a bounded pool of threads, each of which follows one act at a time.

    Runs of one concurrency group go one after another; of those that wait, the newest alone is kept.
    """

    world: World
    runners: int = 4
    _queue: list[Run] = field(default_factory=list)
    _active: dict[int, Attempt] = field(default_factory=dict)
    _threads: list[threading.Thread] = field(default_factory=list)
    _changed: threading.Condition = field(default_factory=threading.Condition)
    _stopped: bool = False

    def start(self, repository: Repository, event: Event) -> Sequence[Run]:
        """Queue a run of every workflow on the default branch that listens."""
        sha = self.refresh(repository)
        if sha is None or self.world.loses(event.name) or len(self._queue) >= MAX_QUEUED:
            return ()
        found = list(listeners(repository, sha, event))
        runs = [new_run(self.world, repository, sha, event, path, document) for path, document in found]
        for run in runs:
            self._submit(run)
        return runs

    def refresh(self, repository: Repository) -> str | None:
        """The head of the default branch; a checkout's present content is committed first."""
        if repository.work_tree is None:
            return git.resolve(repository.folder, f"refs/heads/{repository.default_branch}")
        with self.world.lock:
            return git.snapshot(repository.folder, repository.work_tree, repository.default_branch)

    def prepare(self, repository: Repository) -> None:
        """Do what the first run would have to: commit the present content, and make its work tree."""
        if sha := self.refresh(repository):
            self.tree(repository, sha)

    def tree(self, repository: Repository, sha: str) -> Path:
        """A work tree of a commit; act copies it for each job, so that one serves all runs."""
        target = self.world.store / "trees" / repository.full_name / sha
        with self.world.lock:
            if not target.exists():
                git.checkout(repository.folder, sha, target, repository.default_branch)
        return target

    def rerun(self, run: Run, *, only_failed: bool) -> None:
        """Queue the next attempt of a run that has ended.

        Raises:
            ApiError: 403 while it is still running, or when nothing has failed.
        """
        next_attempt(self.world, run, only_failed=only_failed)
        self._submit(run)

    def cancel(self, run: Run) -> None:
        """Stop a run, whether it waits or works."""
        with self._changed:
            run.cancel_asked = True
            if run in self._queue:
                self._drop(run)
            active = self._active.get(run.id)
        if active:
            active.stop()

    def wait_idle(self, timeout: float) -> bool:
        """Wait until no run is queued or working; False if `timeout` seconds were not enough."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._queue and not self._active, timeout)

    def stop(self) -> None:
        """Kill what works, drop what waits, and join the threads."""
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
            rivals = [other for other in self._queue if run.group and other.group == run.group]
            for other in rivals:
                self._drop(other)
            running = [a for a in self._active.values() if run.group and a.run.group == run.group]
            self._queue.append(run)
            if len(self._threads) < min(self.runners, len(self._queue) + len(self._active)):
                thread = threading.Thread(target=self._work, name="runner", daemon=True)
                self._threads.append(thread)
                thread.start()
            self._changed.notify_all()
        if run.replaces_running:
            for attempt in running:
                attempt.stop()

    def _drop(self, run: Run) -> None:
        self._queue.remove(run)
        with self.world.lock:
            run.status, run.conclusion, run.updated_at = "completed", "cancelled", now()
            for job in run.current_jobs():
                job.status, job.conclusion, job.completed_at = "completed", "cancelled", now()
        self._changed.notify_all()

    def _ready(self) -> Run | None:
        busy = {attempt.run.group for attempt in self._active.values() if attempt.run.group}
        return next((run for run in self._queue if run.group not in busy), None)

    def _work(self) -> None:
        while attempt := self._take():
            try:
                attempt.execute(self.tree(attempt.run.repository, attempt.run.sha))
                self._follow(attempt.run)
            finally:
                with self._changed:
                    del self._active[attempt.run.id]
                    self._changed.notify_all()

    def _follow(self, run: Run) -> None:
        """Start the workflows that listen for the end of this one."""
        if self.world.chained and not self._stopped:
            payload = {"action": "completed", "workflow_run": runshapes.run(self.world, run)}
            self.start(run.repository, Event("workflow_run", run.workflow_name, payload, run.actor))

    def _take(self) -> Attempt | None:
        """The next run's attempt, as soon as there is one; None when the engine was stopped."""
        with self._changed:
            self._changed.wait_for(lambda: self._stopped or self._ready())
            run = None if self._stopped else self._ready()
            if run is None:
                return None
            self._queue.remove(run)
            attempt = self._active[run.id] = Attempt(self.world, run)
        return attempt

"""The stand-in's Actions service: turns events into runs and works through them, several at a time."""

import logging
import shutil
import threading
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from scripts.localhub import git
from scripts.localhub.attempt import Attempt
from scripts.localhub.errors import ApiError
from scripts.localhub.expression import render
from scripts.localhub.records import Job, Repository, Run, now
from scripts.localhub.workflow import BrokenWorkflow, Document, listens, parse
from scripts.localhub.world import World

logger = logging.getLogger(__name__)


@dataclass
class Engine:
    """A queue and a bounded pool of threads, each of which follows one act at a time."""

    world: World
    runners: int = 4
    _queue: "deque[Run]" = field(default_factory=deque)
    _active: dict[int, Attempt] = field(default_factory=dict)
    _threads: list[threading.Thread] = field(default_factory=list)
    _changed: threading.Condition = field(default_factory=threading.Condition)
    _stopped: bool = False

    def start(
        self,
        repository: Repository,
        event: str,
        detail: str,
        payload: Mapping[str, Any],
        actor: str,
        only: str | None = None,
    ) -> list[Run]:
        """Queue a run of every workflow on the default branch that listens (or of `only` that one)."""
        sha = self.refresh(repository)
        if sha is None or self.world.drop_dispatches(event):
            return []
        return [
            self._enqueue(repository, path, document, event, payload, actor, sha)
            for path, document in self._workflows(repository, sha)
            if path == only or (only is None and listens(document, event, detail))
        ]

    def refresh(self, repository: Repository) -> str | None:
        """The head of the default branch; the checkout's present content is committed first."""
        if repository.work_tree is None:
            return git.resolve(repository.folder, f"refs/heads/{repository.default_branch}")
        with self.world.lock:
            return git.snapshot(repository.folder, repository.work_tree, repository.default_branch)

    def _workflows(self, repository: Repository, sha: str) -> list[tuple[str, Document]]:
        found = []
        for path in git.paths_at(repository.folder, sha, ".github/workflows/"):
            if path.endswith((".yml", ".yaml")):
                try:
                    found.append((path, parse(git.file_at(repository.folder, sha, path) or b"")))
                except BrokenWorkflow as error:
                    logger.warning("%s in %s is no workflow: %s", path, repository.full_name, error)
        return found

    def _enqueue(
        self,
        repository: Repository,
        path: str,
        document: Document,
        event: str,
        payload: Mapping[str, Any],
        actor: str,
        sha: str,
    ) -> Run:
        world = self.world
        number = world.next_id()
        name = str(document.get("name") or path)
        context = {"github": {"event": payload, "actor": actor, "event_name": event, "sha": sha,
                              "ref_name": repository.default_branch, "run_id": number,
                              "repository": repository.full_name}}  # fmt: skip
        context |= {"inputs": dict(payload.get("inputs") or {})}
        plain = payload.get("action") or _subject(repository, sha) if event != "workflow_dispatch" else name
        title = render(str(document.get("run-name") or ""), context).strip() or str(plain)
        run = Run(
            id=number, number=1 + sum(r.workflow == path for r in list(world.runs.values())), repository=repository,
            workflow=path, workflow_name=name, title=title, event=event, payload=payload, sha=sha,
            branch=repository.default_branch, actor=actor, folder=world.store / "runs" / str(number),
            created_at=now(), updated_at=now(),
        )  # fmt: skip
        self._add_jobs(run, document)
        with world.lock:
            world.runs[number] = run
        self._submit(run)
        return run

    def _add_jobs(self, run: Run, document: Document) -> None:
        for key, job in document["jobs"].items():
            name = str(job.get("name") or key)
            run.jobs.append(Job(self.world.next_id(), key, name, run.attempt))

    def _submit(self, run: Run) -> None:
        with self._changed:
            self._queue.append(run)
            if len(self._threads) < min(self.runners, len(self._queue) + len(self._active)):
                thread = threading.Thread(target=self._work, name="runner", daemon=True)
                self._threads.append(thread)
                thread.start()
            self._changed.notify_all()

    def _work(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._queue or self._stopped)
                if self._stopped:
                    return
                run = self._queue.popleft()
                attempt = self._active[run.id] = Attempt(self.world, run, self.tree(run.repository, run.sha))
            try:
                attempt.execute()
            finally:
                with self._changed:
                    del self._active[run.id]
                    self._changed.notify_all()

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
        document = parse(git.file_at(run.repository.folder, run.sha, run.workflow) or b"")
        with self.world.lock:
            if run.status != "completed":
                raise ApiError(403, "This workflow is already running")
            before = run.current_jobs()
            kept = (
                frozenset(j.key for j in before if j.conclusion == "success") if only_failed else frozenset()
            )
            if only_failed and len(kept) == len(before):
                raise ApiError(403, "This workflow run cannot be retried: no job has failed")
            if not only_failed:
                shutil.rmtree(run.artifacts, ignore_errors=True)
            run.attempt += 1
            run.status, run.conclusion, run.reused, run.cancel_asked = "queued", None, kept, False
            run.updated_at = now()
            self._add_jobs(run, document)
            kept_jobs = {job.key: job for job in before if job.key in kept}
            run.jobs[-len(before) :] = [
                replace(kept_jobs[job.key], id=job.id, run_attempt=run.attempt) if job.key in kept else job
                for job in run.current_jobs()
            ]
        self._submit(run)

    def cancel(self, run: Run) -> None:
        """Stop a run, whether it waits or works."""
        with self._changed:
            run.cancel_asked = True
            active = self._active.get(run.id)
            if run in self._queue:
                self._queue.remove(run)
                with self.world.lock:
                    run.status, run.conclusion, run.updated_at = "completed", "cancelled", now()
                self._changed.notify_all()
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


def _subject(repository: Repository, sha: str) -> str:
    return git.git(repository.folder, "show", "-s", "--format=%s", sha).decode(errors="replace").strip()

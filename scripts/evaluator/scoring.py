"""Scoring everything that was called back: repositories are cloned and pages looked at, several at a time."""

import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import NamedTuple

from orchestrator.task.event import read_task
from scripts.evaluator.evaluation import Subject, evaluate
from scripts.evaluator.finding import Finding
from scripts.evaluator.page import Options, browser
from scripts.evaluator.store import RepoRow, Store, TaskRow
from scripts.evaluator.submissions import Submission


class Job(NamedTuple):
    """One callback that is to be scored."""

    task: TaskRow
    repo: RepoRow
    subject: Subject


def jobs(store: Store, submissions: Mapping[str, Submission], again: bool) -> list[Job]:
    """The callbacks whose commit was not scored yet; all of them with `again`."""
    tasks, repos, results = store.tasks(), store.repos(), store.results()
    first = {(task.email, task.template): task for task in tasks if task.round == 1}
    found = []
    for task in tasks:
        repo, done = repos.get(task.id), results.get(task.id)
        if repo is None or (done and not again and done[0]["commit_sha"] == repo.commit_sha):
            continue
        begun = first.get((task.email, task.template), task)
        submission = submissions.get(task.email.casefold())
        earlier = repos.get(begun.id) if begun is not task else None
        subject = Subject(
            [read_task(row.fields) for row in dict.fromkeys((begun, task))],
            repo.repo_url,
            repo.commit_sha,
            repo.pages_url,
            requested=begun.created,
            earlier_repo=earlier.repo_url if earlier else None,
            secrets=(submission.secret,) if submission else (),
        )
        found.append(Job(task, repo, subject))
    return found


def pictures(db: Path) -> Path:
    """Where the screenshots of a course lie, each named by its task's number: beside the database."""
    return db.with_name(f"{db.stem}-pictures")


def score_all(
    store: Store,
    todo: Sequence[Job],
    options: Options,
    folder: Path,
    workers: int,
    progress: Callable[[TaskRow, list[Finding]], None],
) -> float:
    """Score each job and keep its results, in `workers` browsers; how many pages a minute that was."""
    waiting: SimpleQueue[Job] = SimpleQueue()
    for job in todo:
        waiting.put(job)

    def work() -> None:
        with browser() as mine, suppress(Empty):
            while True:
                job = waiting.get_nowait()
                own = replace(options, picture=folder / f"{job.task.id}.jpg")
                findings = list(evaluate(job.subject, mine, own))
                store.scored(job.repo, [(f.what, f.result, f.seen) for f in findings], time.time())
                progress(job.task, findings)

    begun = time.monotonic()
    with ThreadPoolExecutor(workers) as pool:
        for done in [pool.submit(work) for _ in range(min(workers, len(todo)))]:
            done.result()
    return 60 * len(todo) / max(time.monotonic() - begun, 0.001)

"""Scoring everything that was called back: repositories are cloned and pages looked at, several at a time."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from queue import Empty, SimpleQueue

from orchestrator.task.event import read_task
from scripts.evaluator.evaluation import Options, Subject, evaluate
from scripts.evaluator.finding import Finding
from scripts.evaluator.page import browser
from scripts.evaluator.store import RepoRow, Store, TaskRow
from scripts.evaluator.submissions import Submission


@dataclass(frozen=True)
class Job:
    """One callback that is to be scored."""

    task: TaskRow
    repo: RepoRow
    subject: Subject


def jobs(store: Store, submissions: Iterable[Submission], again: bool) -> list[Job]:
    """The callbacks whose commit was not scored yet; all of them with `again`."""
    secrets = {submission.email.casefold(): submission.secret for submission in submissions}
    tasks, repos, results = store.tasks(), store.repos(), store.results()
    first = {(task.email, task.template): task for task in tasks if task.round == 1}
    found = []
    for task in tasks:
        repo = repos.get(task.id)
        done = results.get(task.id)
        if repo is None or (done and not again and done[0]["commit_sha"] == repo.commit_sha):
            continue
        begun = first.get((task.email, task.template), task)
        rounds = [begun, task] if begun.id != task.id else [task]
        earlier = repos.get(begun.id) if begun.id != task.id else None
        secret = secrets.get(task.email.casefold())
        subject = Subject(
            [read_task(row.fields) for row in rounds],
            repo.repo_url,
            repo.commit_sha,
            repo.pages_url,
            begun.created,
            earlier.repo_url if earlier else None,
            (secret,) if secret else (),
        )
        found.append(Job(task, repo, subject))
    return found


def picture_of(pictures: Path, task: TaskRow) -> Path:
    """Where the screenshot of one task lies."""
    return pictures / f"{task.id}.jpg"


def score_all(
    store: Store,
    todo: Sequence[Job],
    options: Options,
    pictures: Path,
    workers: int,
    progress: Callable[[TaskRow, list[Finding]], None],
) -> float:
    """Score each job and keep its results, in `workers` browsers; how many pages a minute that was."""
    waiting: SimpleQueue[Job] = SimpleQueue()
    for job in todo:
        waiting.put(job)

    def work() -> None:
        with browser() as mine:
            for job in _taken(waiting):
                findings = list(
                    evaluate(job.subject, mine, replace(options, picture=picture_of(pictures, job.task)))
                )
                store.scored(job.repo, [(f.what, f.result, f.seen) for f in findings], time.time())
                progress(job.task, findings)

    begun = time.monotonic()
    with ThreadPoolExecutor(workers) as pool:
        for done in [pool.submit(work) for _ in range(min(workers, len(todo)))]:
            done.result()
    return 60 * len(todo) / max(time.monotonic() - begun, 0.001)


def _taken(waiting: "SimpleQueue[Job]") -> Iterator[Job]:
    with suppress(Empty):
        while True:
            yield waiting.get_nowait()

"""`scripts/evaluate score`: clone, open and check everything that was called back, several at a time."""

import argparse
import logging
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from orchestrator.task.event import read_task
from scripts.evaluator.evaluation import Subject, evaluate
from scripts.evaluator.finding import score
from scripts.evaluator.page import Options, browser
from scripts.evaluator.rounds import log_problems
from scripts.evaluator.store import CALLED_BACK, NOT_SCORED, Store, TaskRow
from scripts.evaluator.submissions import Submission, read_submissions

logger = logging.getLogger(__name__)


def run(args: argparse.Namespace) -> int:
    """Score what was not scored yet; 1 if anything failed."""
    submissions, problems = read_submissions(args.submissions) if args.submissions else ({}, [])
    log_problems(problems)
    with Store(args.db) as store:
        todo = store.tasks(CALLED_BACK if args.again else NOT_SCORED)
        logger.info("%d to score", len(todo))
        begun, options = time.monotonic(), Options(args.seconds, args.mirror)
        failed = score_all(store, todo, submissions, options, pictures(args.db), args.workers)
    if todo:
        logger.info("%.0f pages a minute", 60 * len(todo) / max(time.monotonic() - begun, 0.001))
    return 1 if failed else 0


def subject_of(store: Store, task: TaskRow, submissions: Mapping[str, Submission]) -> Subject:
    """What is looked at for a task that was called back."""
    (first,) = store.tasks("round = 1 AND email = ? AND template = ?", task.email, task.template)
    earlier = [] if first.id == task.id else [first]
    tasks = [read_task(row.fields) for row in (*earlier, task)]
    repo = first.repo_url if earlier else None
    submission = submissions.get(task.email.casefold())
    secrets = (submission.secret,) if submission else ()
    return Subject(tasks, task.repo_url, task.commit_sha, task.pages_url, first.created, repo, secrets)


def pictures(db: Path) -> Path:
    """Where the screenshots of a course lie, each named by its task's number: beside the database."""
    return db.with_name(f"{db.stem}-pictures")


def score_all(
    store: Store,
    todo: Sequence[TaskRow],
    submissions: Mapping[str, Submission],
    options: Options,
    folder: Path,
    workers: int,
) -> int:
    """Score each task and keep its results, in `workers` browsers; how many have failed findings."""
    left = iter(todo)

    def work() -> int:
        failed = 0
        with browser() as mine:
            for task in left:  # each task goes to the next browser that is free
                own = replace(options, picture=folder / f"{task.id}.jpg")
                findings = list(evaluate(subject_of(store, task, submissions), mine, own))
                store.scored(task, findings, time.time())
                passed, judged = score(findings)
                failed += passed < judged
                logger.info("%s round %d: %d of %d passed", task.task, task.round, passed, judged)
        return failed

    with ThreadPoolExecutor(max(1, workers)) as pool:
        return sum(pool.map(lambda _: work(), range(min(max(1, workers), len(todo)))))

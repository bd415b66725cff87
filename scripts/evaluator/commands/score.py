"""`scripts/evaluate score`: look at everything that was called back."""

import argparse
import logging

from scripts.evaluator.commands import options, tell
from scripts.evaluator.finding import Finding, score
from scripts.evaluator.scoring import jobs, pictures, score_all
from scripts.evaluator.store import Store, TaskRow
from scripts.evaluator.submissions import read_submissions

logger = logging.getLogger(__name__)


def run(args: argparse.Namespace) -> int:
    """Score what was not scored yet; 1 if anything failed."""
    submissions, problems = read_submissions(args.submissions) if args.submissions else ({}, [])
    tell(problems)
    failed = []

    def progress(task: TaskRow, findings: list[Finding]) -> None:
        passed, judged = score(findings)
        failed.extend([task] if passed < judged else [])
        logger.info("%s round %d: %d of %d passed", task.task, task.round, passed, judged)

    with Store(args.db) as store:
        todo = jobs(store, submissions, args.again)
        logger.info("%d to score", len(todo))
        rate = score_all(store, todo, options(args.seconds), pictures(args.db), args.workers, progress)
    if todo:
        logger.info("%.0f pages a minute", rate)
    return 1 if failed else 0

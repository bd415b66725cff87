"""`scripts/evaluate round1` and `round2`: make the tasks that are missing, then send what is due."""

import argparse
import logging
import time

from scripts.evaluator.commands import tell
from scripts.evaluator.rounds import Schedule, Sent, due_tasks, first_tasks, second_tasks, send_all
from scripts.evaluator.store import Store
from scripts.evaluator.submissions import read_submissions
from scripts.evaluator.task_templates import read_templates

logger = logging.getLogger(__name__)


def run(args: argparse.Namespace) -> int:
    """Send the round; 1 if a row, a template or an endpoint was wrong."""
    submissions, wrong_rows = read_submissions(args.submissions)
    templates, wrong_templates = read_templates(args.templates)
    wrong = tell([*wrong_rows, *wrong_templates])
    if not templates:
        return 2
    store, now = Store(args.db), time.time()
    if args.round == 1:
        known = {task.email.casefold() for task in store.tasks(1)}
        new = [submission for submission in submissions if submission.email.casefold() not in known]
        rows, problems = first_tasks(new, templates, args.callback, now)
    else:
        rows, problems = second_tasks(store, submissions, templates, args.callback, now)
    added = store.add_tasks(rows)
    schedule = Schedule(args.tries, args.every * 3600)
    due = due_tasks(store, args.round, schedule, now)
    logger.info("round %d: %d new tasks, %d requests are due", args.round, added, len(due))
    progress = Progress(len(due))
    problems += send_all(store, due, submissions, args.workers, progress)
    logger.info("round %d: %s", args.round, _state(store, args.round, schedule))
    return 1 if tell([*problems, *progress.refused]) or wrong else 0


class Progress:
    """A log line every fifty requests, and the endpoints that did not answer 200."""

    def __init__(self, total: int) -> None:
        self.refused: list[str] = []
        self._total = total
        self._done = 0

    def __call__(self, sent: Sent) -> None:
        """Count one try."""
        self._done += 1
        if sent.status != 200:
            what = sent.answer if sent.status is None else f"answered {sent.status} {sent.answer}"
            self.refused.append(f"{sent.task.email}: {sent.task.endpoint} {' '.join(what.split())[:200]}")
        if self._done % 50 == 0 or self._done == self._total:
            logger.info("%d of %d sent", self._done, self._total)


def _state(store: Store, round_number: int, schedule: Schedule) -> str:
    answered, tasks = store.repos(), store.tasks(round_number)
    waiting = [task for task in tasks if task.id not in answered]
    left = [task for task in waiting if task.tries < schedule.tries]
    text = f"{len(tasks) - len(waiting)} of {len(tasks)} called back so far"
    return f"{text}; run this again later for the next try of {len(left)}" if left else text

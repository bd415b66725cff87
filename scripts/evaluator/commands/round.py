"""`scripts/evaluate round1` and `round2`: make the tasks that are missing, then send what is due."""

import argparse
import logging
import time
from collections.abc import Mapping

from scripts.evaluator.commands import tell
from scripts.evaluator.rounds import Schedule, due_tasks, first_tasks, second_tasks, send_all
from scripts.evaluator.store import Sent, Store
from scripts.evaluator.submissions import Submission, read_submissions
from scripts.evaluator.task_templates import TaskTemplate, read_templates

logger = logging.getLogger(__name__)


def run(args: argparse.Namespace) -> int:
    """Send the round; 1 if a row, a template or an endpoint was wrong."""
    submissions, wrong_rows = read_submissions(args.submissions)
    templates, wrong_templates = read_templates(args.templates)
    wrong = tell([*wrong_rows, *wrong_templates])
    if not templates:
        return 2
    with Store(args.db) as store:
        problems = _send(args, store, submissions, templates)
    return 1 if tell(problems) or wrong else 0


def _send(
    args: argparse.Namespace,
    store: Store,
    submissions: Mapping[str, Submission],
    templates: list[TaskTemplate],
) -> list[str]:
    """Make and send what is due; what went wrong."""
    now, number = time.time(), int(args.command[-1])
    make = first_tasks if number == 1 else second_tasks
    rows, problems = make(store, submissions, templates, args.callback, now)
    added = store.add_tasks(rows)
    schedule = Schedule(args.tries, args.every * 3600)
    due = due_tasks(store, number, schedule, now)
    logger.info("round %d: %d new tasks, %d requests are due", number, added, len(due))
    sent: list[Sent] = []

    def progress(one: Sent) -> None:
        sent.append(one)
        if len(sent) % 50 == 0 or len(sent) == len(due):
            logger.info("%d of %d sent", len(sent), len(due))

    problems += send_all(store, due, submissions, args.workers, progress)
    logger.info("round %d: %s", number, _state(store, number, schedule))
    return [*problems, *(_refusal(one) for one in sent if one.status != 200)]


def _refusal(sent: Sent) -> str:
    what = sent.answer if sent.status is None else f"answered {sent.status} {sent.answer}"
    return f"{sent.task.email}: {sent.task.endpoint} {' '.join(what.split())[:200]}"


def _state(store: Store, round_number: int, schedule: Schedule) -> str:
    answered, tasks = store.repos(), store.tasks(round_number)
    waiting = [task for task in tasks if task.id not in answered]
    left = [task for task in waiting if task.tries < schedule.tries]
    text = f"{len(tasks) - len(waiting)} of {len(tasks)} called back so far"
    return f"{text}; run this again later for the next try of {len(left)}" if left else text

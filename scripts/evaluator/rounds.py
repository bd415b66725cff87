"""`scripts/evaluate round1` and `round2`: make the tasks that are missing, then send what is due.

A try is noted before its request leaves. After a crash it counts as made, whatever became of it; the next
try comes when it is due, as real evaluators send the same request up to three times over a day.
"""

import argparse
import json
import logging
import time
import uuid
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import requests

from scripts.evaluator.store import CALLED_BACK, NOT_CALLED_BACK, Sent, Store, TaskRow
from scripts.evaluator.submissions import Submission, read_submissions
from scripts.evaluator.task_templates import TaskTemplate, TemplateFault, chosen, read_templates, seed_of

CONNECT_SECONDS = 10.0
ANSWER_SECONDS = 30.0
"""How long an endpoint may take to answer; it should do so at once."""

logger = logging.getLogger(__name__)


def run(args: argparse.Namespace) -> int:
    """Send the round; 1 if a row, a template or an endpoint was wrong."""
    submissions, wrong_rows = read_submissions(args.submissions)
    templates, wrong_templates = read_templates(args.templates)
    wrong = log_problems([*wrong_rows, *wrong_templates])
    if not templates:
        return 2
    now, number = time.time(), int(args.command[-1])
    make = first_tasks if number == 1 else second_tasks
    with Store(args.db) as store:
        rows, problems = make(store, submissions, templates, args.callback, now)
        added = store.add_tasks(rows)
        due = due_tasks(store, number, args.tries, args.every * 3600, now)
        logger.info("round %d: %d new tasks, %d requests are due", number, added, len(due))
        problems += send_all(store, due, submissions, args.workers)
        logger.info("round %d: %s", number, _state(store.tasks("round = ?", number), args.tries))
    return 1 if log_problems(problems) or wrong else 0


def log_problems(problems: Iterable[str]) -> bool:
    """One line on stderr for each problem; whether there was any."""
    lines = list(dict.fromkeys(problems))
    for line in lines:
        logger.error("%s", line)
    return bool(lines)


def _state(tasks: Sequence[TaskRow], tries: int) -> str:
    waiting = [task for task in tasks if task.received is None]
    left = [task for task in waiting if task.tries < tries]
    text = f"{len(tasks) - len(waiting)} of {len(tasks)} called back so far"
    return f"{text}; run this again later for the next try of {len(left)}" if left else text


Rows = tuple[list[dict[str, Any]], list[str]]
"""Rows of the table `tasks`, and what was wrong with others."""


def first_tasks(
    store: Store, submissions: Mapping[str, Submission], templates: list[TaskTemplate], url: str, now: float
) -> Rows:
    """Round 1: a task of its own for each submission that has none; it calls back at `url`."""
    rows, problems = [], []
    known = {task.email.casefold() for task in store.tasks("round = 1")}
    for submission in [submissions[key] for key in submissions if key not in known]:
        template = chosen(templates, submission.email)
        seed = seed_of(submission.email, template.id, datetime.fromtimestamp(now, UTC))
        try:
            rows.append(task_row(submission, template, seed, 1, url, now))
        except TemplateFault as error:
            problems.append(str(error))
    return rows, problems


def second_tasks(
    store: Store, submissions: Mapping[str, Submission], templates: list[TaskTemplate], url: str, now: float
) -> Rows:
    """Round 2, for everybody whose round 1 was called back."""
    by_id = {template.id: template for template in templates}
    rows, problems = [], []
    for task in store.tasks(f"round = 1 AND {CALLED_BACK}"):
        submission, template = submissions.get(task.email.casefold()), by_id.get(task.template)
        if submission is None:
            problems.append(f"{task.email}: is not among the submissions any more")
        elif template is None:
            problems.append(f"{task.email}: the template {task.template} is not there any more")
        else:
            same = replace(submission, email=task.email)  # however it is spelled now
            rows.append(task_row(same, template, task.seed, 2, url, now))
    return rows, problems


def task_row(
    submission: Submission, template: TaskTemplate, seed: str, round_number: int, url: str, now: float
) -> dict[str, Any]:
    """One row of the table `tasks`, with a new nonce."""
    own = {"email": submission.email, "nonce": str(uuid.uuid4())}
    fields = template.fields(seed, round_number) | own | {"evaluation_url": url}
    kept = {"template": template.id, "seed": seed, "task": fields["task"], "round": round_number}
    return own | kept | {"created": now, "request": json.dumps(fields), "endpoint": submission.endpoint}


def due_tasks(store: Store, round_number: int, tries: int, every: float, now: float) -> list[TaskRow]:
    """The tasks without callback that were sent less than `tries` times, last `every` seconds ago or more."""
    left = f"round = ? AND {NOT_CALLED_BACK} AND tries < ? AND (sent_at IS NULL OR ? - sent_at >= ?)"
    return store.tasks(left, round_number, tries, now, every)


def send_all(
    store: Store, tasks: Sequence[TaskRow], submissions: Mapping[str, Submission], workers: int
) -> list[str]:
    """Send each task to its submission's endpoint, `workers` at a time; what went wrong."""

    def send(task: TaskRow) -> Sent | None:
        if not store.claim(task, time.time()):
            return None
        sent = post(submissions[task.email.casefold()], task)
        store.answered(sent)
        return sent

    there = [task for task in tasks if task.email.casefold() in submissions]
    absent = [task.email for task in tasks if task not in there]
    problems = [f"{email}: is not among the submissions, so nothing was sent" for email in absent]
    with ThreadPoolExecutor(max(1, workers)) as pool:
        for number, sent in enumerate(pool.map(send, there), 1):
            problems += [_refusal(sent)] if sent and sent.status != 200 else []
            if number % 50 == 0 or number == len(there):
                logger.info("%d of %d sent", number, len(there))
    return problems


def _refusal(sent: Sent) -> str:
    what = sent.answer if sent.status is None else f"answered {sent.status} {sent.answer}"
    return f"{sent.task.email}: {sent.task.endpoint} {' '.join(what.split())[:200]}"


def post(submission: Submission, task: TaskRow) -> Sent:
    """POST a request with its secret; the answer is kept without it."""
    begun, secret = time.monotonic(), submission.secret
    body, timeout = {**task.fields, "secret": secret}, (CONNECT_SECONDS, ANSWER_SECONDS)
    try:
        answer = requests.post(submission.endpoint, json=body, timeout=timeout, allow_redirects=False)
        status, text = answer.status_code, answer.text[:500]
    except (requests.RequestException, ValueError) as error:
        status, text = None, f"no answer: {type(error).__name__}"
    return Sent(task, status, text.replace(secret, "***"), time.monotonic() - begun)

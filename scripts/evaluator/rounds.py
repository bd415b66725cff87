"""Sending the requests of a round: each at most once per try, several at a time, resumable.

A try is noted before its request leaves. After a crash it counts as made, whatever became of it; the next
try comes when it is due, as real evaluators send the same request up to three times over a day.
"""

import json
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any, NamedTuple

import requests

from scripts.evaluator.store import Sent, Store, TaskRow
from scripts.evaluator.submissions import Submission
from scripts.evaluator.task_templates import TaskTemplate, TemplateFault, chosen, seed_of

CONNECT_SECONDS = 10.0
ANSWER_SECONDS = 30.0
"""How long an endpoint may take to answer; it should do so at once."""

Rows = tuple[list[dict[str, Any]], list[str]]
"""Rows of the table `tasks`, and what was wrong with others."""


class Schedule(NamedTuple):
    """How often a request without a callback is sent, and how many seconds lie between two tries."""

    tries: int = 3
    every: float = 8 * 3600.0

    def due(self, task: TaskRow, now: float) -> bool:
        """Whether the next try of a task without callback may be made at `now` (Unix time)."""
        return task.tries < self.tries and (task.sent_at is None or now - task.sent_at >= self.every)


def first_tasks(
    store: Store, submissions: Mapping[str, Submission], templates: list[TaskTemplate], url: str, now: float
) -> Rows:
    """Round 1: a task of its own for each submission that has none; it calls back at `url`."""
    rows, problems = [], []
    known = {task.email.casefold() for task in store.tasks(1)}
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
    by_id, answered = {template.id: template for template in templates}, store.repos()
    rows, problems = [], []
    for task in store.tasks(1):
        if task.id not in answered:
            continue
        submission, template = submissions.get(task.email.casefold()), by_id.get(task.template)
        if submission is None:
            problems.append(f"{task.email}: is not among the submissions any more")
        elif template is None:
            problems.append(f"{task.email}: the template {task.template} is not there any more")
        else:
            rows.append(task_row(submission, template, task.seed, 2, url, now))
    return rows, problems


def task_row(
    submission: Submission, template: TaskTemplate, seed: str, round_number: int, url: str, now: float
) -> dict[str, Any]:
    """One row of the table `tasks`, with a new nonce."""
    own = {"email": submission.email, "nonce": str(uuid.uuid4())}
    fields = template.fields(seed, round_number) | own | {"evaluation_url": url}
    return own | {
        "created": now,
        "template": template.id,
        "seed": seed,
        "task": fields["task"],
        "round": round_number,
        "request": json.dumps(fields),
        "endpoint": submission.endpoint,
    }


def due_tasks(store: Store, round_number: int, schedule: Schedule, now: float) -> list[TaskRow]:
    """The tasks whose next try is due: no callback has come, and a try is left."""
    answered, tasks = store.repos(), store.tasks(round_number)
    return [task for task in tasks if task.id not in answered and schedule.due(task, now)]


def send_all(
    store: Store,
    tasks: Sequence[TaskRow],
    submissions: Mapping[str, Submission],
    workers: int,
    progress: Callable[[Sent], None],
) -> list[str]:
    """Send each task to its submission's endpoint, `workers` at a time; `progress` is called after each."""

    def send(task: TaskRow) -> None:
        if store.claim(task, time.time()):
            sent = post(submissions[task.email.casefold()], task)
            store.answered(sent)
            progress(sent)

    there = [task for task in tasks if task.email.casefold() in submissions]
    with ThreadPoolExecutor(max(1, workers)) as pool:
        list(pool.map(send, there))
    absent = [task.email for task in tasks if task not in there]
    return [f"{email}: is not among the submissions, so nothing was sent" for email in absent]


def post(submission: Submission, task: TaskRow) -> Sent:
    """POST a request with its secret; the answer is kept without it."""
    begun, secret = time.monotonic(), submission.secret
    try:
        answer = requests.post(
            submission.endpoint,
            json={**task.fields, "secret": secret},
            timeout=(CONNECT_SECONDS, ANSWER_SECONDS),
            allow_redirects=False,
        )
        status, text = answer.status_code, answer.text[:500]
    except (requests.RequestException, ValueError) as error:
        status, text = None, f"no answer: {type(error).__name__}"
    return Sent(task, status, text.replace(secret, "***"), time.monotonic() - begun)

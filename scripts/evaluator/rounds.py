"""Sending the requests of a round: each at most once per try, several at a time, resumable.

A try is noted before its request leaves. After a crash it counts as made, whatever became of it; the next
try comes when it is due, as real evaluators send the same request up to three times over a day.
"""

import json
import time
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import requests

from scripts.evaluator.store import RepoRow, Store, TaskRow
from scripts.evaluator.submissions import Submission
from scripts.evaluator.task_templates import TaskTemplate, TemplateFault, chosen, seed_of

CONNECT_SECONDS = 10.0
ANSWER_SECONDS = 30.0
"""How long an endpoint may take to answer; it should do so at once."""


@dataclass(frozen=True)
class Schedule:
    """How often a request without a callback is sent."""

    tries: int = 3
    every: float = 8 * 3600.0
    """Seconds between two tries."""

    def due(self, task: TaskRow, now: float) -> bool:
        """Whether the next try of a task without callback may be made at `now` (Unix time)."""
        return task.tries < self.tries and (task.sent_at is None or now - task.sent_at >= self.every)


@dataclass(frozen=True)
class Sent:
    """How one try ended."""

    task: TaskRow
    status: int | None
    answer: str
    """The first characters of the body, or why there was none."""
    seconds: float


def first_tasks(
    submissions: Iterable[Submission], templates: list[TaskTemplate], callback_url: str, now: float
) -> tuple[list[dict[str, Any]], list[str]]:
    """The rows of round 1: for each submission a task of its own."""
    rows, problems = [], []
    for submission in submissions:
        template = chosen(templates, submission.email)
        seed = seed_of(submission.email, template.id, datetime.fromtimestamp(now, UTC))
        try:
            rows.append(task_row(submission, template, seed, 1, callback_url, now))
        except TemplateFault as error:
            problems.append(str(error))
    return rows, problems


def second_tasks(
    store: Store,
    submissions: Iterable[Submission],
    templates: list[TaskTemplate],
    callback_url: str,
    now: float,
) -> tuple[list[dict[str, Any]], list[str]]:
    """The rows of round 2, for everybody whose round 1 was called back."""
    by_email = {submission.email.casefold(): submission for submission in submissions}
    by_id = {template.id: template for template in templates}
    answered = store.repos()
    rows, problems = [], []
    for task in store.tasks(1):
        if task.id not in answered:
            continue
        submission, template = by_email.get(task.email.casefold()), by_id.get(task.template)
        if submission is None:
            problems.append(f"{task.email}: is not among the submissions any more")
        elif template is None:
            problems.append(f"{task.email}: the template {task.template} is not there any more")
        else:
            rows.append(task_row(submission, template, task.seed, 2, callback_url, now))
    return rows, problems


def task_row(
    submission: Submission,
    template: TaskTemplate,
    seed: str,
    round_number: int,
    callback_url: str,
    now: float,
) -> dict[str, Any]:
    """One row of the table `tasks`, with a new nonce."""
    nonce = str(uuid.uuid4())
    fields = {
        "email": submission.email,
        **template.fields(seed, round_number),
        "nonce": nonce,
        "evaluation_url": callback_url,
    }
    return {
        "created": now,
        "email": submission.email,
        "template": template.id,
        "seed": seed,
        "task": fields["task"],
        "round": round_number,
        "nonce": nonce,
        "request": json.dumps(fields),
        "endpoint": submission.endpoint,
    }


def due_tasks(store: Store, round_number: int, schedule: Schedule, now: float) -> list[TaskRow]:
    """The tasks whose next try is due: no callback has come, and a try is left."""
    answered: Mapping[int, RepoRow] = store.repos()
    tasks = store.tasks(round_number)
    return [task for task in tasks if task.id not in answered and schedule.due(task, now)]


def send_all(
    store: Store,
    tasks: Sequence[TaskRow],
    submissions: Iterable[Submission],
    workers: int,
    progress: Callable[[Sent], None],
) -> list[str]:
    """Send each task to its submission's endpoint, `workers` at a time; `progress` is called after each."""
    by_email = {submission.email.casefold(): submission for submission in submissions}
    problems = []
    with ThreadPoolExecutor(max(1, workers)) as pool:
        running = []
        for task in tasks:
            submission = by_email.get(task.email.casefold())
            if submission is None:
                problems.append(f"{task.email}: is not among the submissions, so nothing was sent")
            else:
                running.append(pool.submit(_send, store, task, submission, progress))
        for future in running:
            future.result()
    return problems


def post(endpoint: str, fields: Mapping[str, Any], secret: str) -> tuple[int | None, str, float]:
    """POST a request with its secret: status (None without an answer), beginning of the answer, seconds."""
    begun = time.monotonic()
    try:
        answer = requests.post(
            endpoint,
            json={**fields, "secret": secret},
            timeout=(CONNECT_SECONDS, ANSWER_SECONDS),
            allow_redirects=False,
        )
    except (requests.RequestException, ValueError) as error:
        return None, f"no answer: {type(error).__name__}", time.monotonic() - begun
    return answer.status_code, answer.text[:500], time.monotonic() - begun


def _send(store: Store, task: TaskRow, submission: Submission, progress: Callable[[Sent], None]) -> None:
    if not store.claim(task, time.time()):
        return
    status, answer, seconds = post(submission.endpoint, task.fields, submission.secret)
    answer = answer.replace(submission.secret, "***")
    store.answered(task.id, status, answer, seconds)
    progress(Sent(task, status, answer, seconds))

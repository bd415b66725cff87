"""Both rounds of one task against an endpoint, and in plain words what a course would deduct."""

import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser

from scripts.evaluator.evaluation import evaluate
from scripts.evaluator.finding import Finding, found
from scripts.evaluator.page import Options
from scripts.evaluator.receiver import Answer, Receiver, take
from scripts.evaluator.rounds import post, task_row
from scripts.evaluator.scoring import jobs
from scripts.evaluator.store import Store, TaskRow
from scripts.evaluator.submissions import Submission
from scripts.evaluator.task_templates import TaskTemplate

SLOW_SECONDS = 5.0
"""An endpoint should answer at once and work afterwards."""

POLL_SECONDS = 0.2


@dataclass(frozen=True)
class Plan:
    """What is played, and with which patience."""

    submission: Submission
    template: TaskTemplate
    seed: str
    wait: float = 600.0  # seconds that a callback may take (the course's rule: ten minutes)
    callback_url: str | None = None  # public address of a tunnel to the receiver; None: its own
    host: str = "127.0.0.1"
    port: int = 0
    options: Options = field(default_factory=Options)


class Step(NamedTuple):
    """What happened in one round."""

    round: int
    findings: list[Finding]

    @property
    def deductions(self) -> list[str]:
        """A sentence for each thing that failed."""
        return [f"{f.what}: {f.seen}" for f in self.findings if f.result == "failed"]


def dry_run(plan: Plan, browser: Browser, log: Callable[[str], None]) -> list[Step]:
    """Play round 1 and, if that was called back, round 2."""
    with tempfile.TemporaryDirectory(prefix="dry-run-") as name, Store(Path(name) / "course.sqlite") as store:
        refused: list[str] = []

        def taken(body: bytes) -> Answer:
            status, answer = take(store, body, time.time())
            refused.extend([answer["error"]] if status != 200 else [])
            return status, answer

        with Receiver(taken, plan.host, plan.port) as receiver:
            url = plan.callback_url or receiver.url
            log(f"receiving callbacks at {url}")
            return list(_rounds(plan, store, url, browser, refused, log))


def _rounds(
    plan: Plan, store: Store, url: str, browser: Browser, refused: list[str], log: Callable[[str], None]
) -> Iterator[Step]:
    for number in (1, 2):
        store.add_tasks([task_row(plan.submission, plan.template, plan.seed, number, url, time.time())])
        (task,) = store.tasks(number)
        log(f"round {number}: sending {task.task}")
        findings = _sent(plan, store, task)
        log(f"round {number}: waiting for the callback, at most {plan.wait:.0f} s")
        called_back = findings[0].result == "passed" and _waited(plan, store, task)
        findings += [found(f"the callback of round {number}", False, words) for words in refused]
        refused.clear()
        words = (
            "all fields are right" if called_back else f"none that was right came within {plan.wait:.0f} s"
        )
        findings.append(found(f"a callback for round {number}", called_back, words))
        if not called_back:
            yield Step(number, findings)
            return
        log(f"round {number}: looking at repository and page")
        mine = {plan.submission.email.casefold(): plan.submission}
        job = next(job for job in jobs(store, mine, again=True) if job.task.id == task.id)
        yield Step(number, [*findings, *evaluate(job.subject, browser, plan.options)])


def _sent(plan: Plan, store: Store, task: TaskRow) -> list[Finding]:
    store.claim(task, time.time())
    sent = post(plan.submission, task)
    store.answered(sent)
    answer = " ".join(sent.answer.split())[:200]
    return [
        found("the endpoint answers 200", sent.status == 200, f"{sent.status or 'nothing'}: {answer}"),
        found("the endpoint answers at once", sent.seconds <= SLOW_SECONDS, f"{sent.seconds:.1f} s"),
    ]


def _waited(plan: Plan, store: Store, task: TaskRow) -> bool:
    """Whether a callback that is right comes in time."""
    limit = time.monotonic() + plan.wait
    while task.id not in store.repos() and time.monotonic() < limit:
        time.sleep(POLL_SECONDS)
    return task.id in store.repos()

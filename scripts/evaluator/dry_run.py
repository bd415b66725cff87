"""Both rounds of one task against an endpoint, and in plain words what a course would deduct."""

import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser

from scripts.evaluator.evaluation import Options, evaluate
from scripts.evaluator.finding import Finding
from scripts.evaluator.receiver import Receiver
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
    wait: float = 600.0
    """Seconds that a callback may take (the course's rule: ten minutes)."""
    callback_url: str | None = None
    """The public address of a tunnel to this machine; the receiver's own address without one."""
    host: str = "127.0.0.1"
    port: int = 0
    options: Options = field(default_factory=Options)


@dataclass(frozen=True)
class Step:
    """What happened in one round."""

    round: int
    findings: list[Finding]

    @property
    def deductions(self) -> list[str]:
        """A sentence for each thing that failed."""
        return [f"{f.what}: {f.seen}" for f in self.findings if f.result == "failed"]


def dry_run(plan: Plan, browser: Browser, log: Callable[[str], None]) -> list[Step]:
    """Play round 1 and, if that was called back, round 2."""
    with tempfile.TemporaryDirectory(prefix="dry-run-") as name:
        store = Store(Path(name) / "dry-run.sqlite")
        receiver = Receiver(store, plan.host, plan.port)
        try:
            with receiver.background() as url:
                log(f"receiving callbacks at {plan.callback_url or url}")
                return list(_rounds(plan, store, plan.callback_url or url, browser, receiver, log))
        finally:
            store.close()


def _rounds(
    plan: Plan, store: Store, url: str, browser: Browser, receiver: Receiver, log: Callable[[str], None]
) -> Iterator[Step]:
    for number in (1, 2):
        row = task_row(plan.submission, plan.template, plan.seed, number, url, time.time())
        store.add_tasks([row])
        (task,) = store.tasks(number)
        log(f"round {number}: sending {task.task}")
        findings = list(_sent(plan, store, task))
        called_back = findings[0].result == "passed" and _wait(plan, store, task, receiver, log)
        findings += [
            Finding(f"the callback of round {number}", "failed", words) for words in receiver.refused()
        ]
        if not called_back:
            words = f"none that was right came within {plan.wait:.0f} s"
            yield Step(number, [*findings, Finding(f"a callback for round {number}", "failed", words)])
            return
        findings.append(Finding(f"a callback for round {number}", "passed", "all fields are right"))
        log(f"round {number}: looking at repository and page")
        job = next(job for job in jobs(store, [plan.submission], again=True) if job.task.id == task.id)
        yield Step(number, [*findings, *evaluate(job.subject, browser, plan.options)])


def _sent(plan: Plan, store: Store, task: TaskRow) -> Iterator[Finding]:
    store.claim(task, time.time())
    status, answer, seconds = post(plan.submission.endpoint, task.fields, plan.submission.secret)
    answer = " ".join(answer.replace(plan.submission.secret, "***").split())[:200]
    store.answered(task.id, status, answer, seconds)
    good = status == 200
    yield Finding(
        "the endpoint answers 200", "passed" if good else "failed", f"{status or 'nothing'}: {answer}"
    )
    quick = seconds <= SLOW_SECONDS
    yield Finding("the endpoint answers at once", "passed" if quick else "failed", f"{seconds:.1f} s")


def _wait(plan: Plan, store: Store, task: TaskRow, receiver: Receiver, log: Callable[[str], None]) -> bool:
    """Whether a callback that is right comes in time."""
    limit = time.monotonic() + plan.wait
    log(f"round {task.round}: waiting for the callback, at most {plan.wait:.0f} s")
    while time.monotonic() < limit:
        if task.id in store.repos():
            return True
        receiver.wait(POLL_SECONDS)
    return task.id in store.repos()

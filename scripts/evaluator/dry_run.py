"""`scripts/evaluate dry-run`: both rounds against an endpoint, and what a course would deduct."""

import argparse
import logging
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser
from rich.console import Console

from orchestrator.errors import SettingsError
from scripts.evaluator.evaluation import evaluate
from scripts.evaluator.finding import Finding, findings_table, found
from scripts.evaluator.page import Options, browser
from scripts.evaluator.receiver import Answer, Receiver, take
from scripts.evaluator.rounds import post, task_row
from scripts.evaluator.scoring import subject_of
from scripts.evaluator.store import CALLED_BACK, Store, TaskRow
from scripts.evaluator.submissions import Submission
from scripts.evaluator.task_templates import TaskTemplate, seed_of

SLOW_SECONDS = 5.0
"""An endpoint should answer at once and work afterwards."""

POLL_SECONDS = 0.2

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Plan:
    """What is played, and with which patience."""

    submission: Submission
    template: TaskTemplate
    seed: str
    wait: float  # seconds that a callback may take
    options: Options
    callback_url: str | None = None  # public address of a tunnel to the receiver; None: its own
    host: str = "127.0.0.1"
    port: int = 0


class Step(NamedTuple):
    """What happened in one round."""

    round: int
    findings: list[Finding]

    @property
    def deductions(self) -> list[str]:
        """A sentence for each thing that failed."""
        return [f"round {self.round}: {f.what}: {f.seen}" for f in self.findings if f.result == "failed"]


def run(args: argparse.Namespace) -> int:
    """Show what happened, then what would be deducted; 1 if anything would."""
    secret = os.environ.get("EVALUATE_SECRET", "")
    if not secret:
        raise SettingsError("EVALUATE_SECRET", "the secret that the endpoint asks for")
    template = TaskTemplate.read(args.template)
    seed = seed_of(args.email, template.id, datetime.now(UTC))
    submission, options = Submission(args.email, args.endpoint, secret), Options(args.seconds, args.mirror)
    plan = Plan(submission, template, seed, args.wait, options, args.callback, args.host, args.port)
    with browser() as mine:
        steps = dry_run(plan, mine)
    console = Console()
    for step in steps:
        console.print(f"round {step.round}")
        console.print(findings_table(step.findings))
    deductions = [f"- {line}" for step in steps for line in step.deductions]
    unjudged = sum(finding.result == "not judged" for step in steps for finding in step.findings)
    sys.stdout.write("A course would deduct for:\n" + "\n".join(deductions or ["nothing"]) + "\n")
    if unjudged:
        sys.stdout.write(f"{unjudged} checks need a person: they are 'not judged' above.\n")
    return 1 if deductions else 0


def dry_run(plan: Plan, browser: Browser) -> list[Step]:
    """Play round 1 and, if that was called back, round 2."""
    with tempfile.TemporaryDirectory(prefix="dry-run-") as name, Store(Path(name) / "course.sqlite") as store:
        refused: list[str] = []

        def taken(body: bytes) -> Answer:
            status, answer = take(store, body, time.time())
            refused.extend([answer["error"]] if status != 200 else [])
            return status, answer

        with Receiver(taken, plan.host, plan.port) as receiver:
            url = plan.callback_url or receiver.url
            logger.info("receiving callbacks at %s", url)
            return list(_rounds(plan, store, url, browser, refused))


def _rounds(plan: Plan, store: Store, url: str, browser: Browser, refused: list[str]) -> Iterator[Step]:
    for number in (1, 2):
        store.add_tasks([task_row(plan.submission, plan.template, plan.seed, number, url, time.time())])
        (task,) = store.tasks("round = ?", number)
        logger.info("round %d: sending %s", number, task.task)
        findings = _sent(plan, store, task)
        logger.info("round %d: waiting for the callback, at most %.0f s", number, plan.wait)
        there = findings[0].result == "passed" and _waited(store, number, plan.wait)
        findings += [found(f"the callback of round {number}", False, words) for words in refused]
        refused.clear()
        words = "all fields are right" if there else f"none that was right came within {plan.wait:.0f} s"
        findings.append(found(f"a callback for round {number}", there, words))
        if there:
            logger.info("round %d: looking at repository and page", number)
            (task,) = store.tasks("round = ?", number)
            subject = subject_of(store, task, {task.email.casefold(): plan.submission})
            findings += evaluate(subject, browser, plan.options)
        yield Step(number, findings)
        if not there:
            return


def _sent(plan: Plan, store: Store, task: TaskRow) -> list[Finding]:
    store.claim(task, time.time())
    sent = post(plan.submission, task)
    store.answered(sent)
    answer = " ".join(sent.answer.split())[:200]
    return [
        found("the endpoint answers 200", sent.status == 200, f"{sent.status or 'nothing'}: {answer}"),
        found("the endpoint answers at once", sent.seconds <= SLOW_SECONDS, f"{sent.seconds:.1f} s"),
    ]


def _waited(store: Store, number: int, seconds: float) -> bool:
    """Whether a callback that is right comes in time."""
    limit = time.monotonic() + seconds
    while not (there := store.tasks(f"round = ? AND {CALLED_BACK}", number)) and time.monotonic() < limit:
        time.sleep(POLL_SECONDS)
    return bool(there)

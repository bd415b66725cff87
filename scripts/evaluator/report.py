"""`scripts/evaluate report`: a course's results as a table, CSV, JUnit, an HTML page, feedback files."""

import argparse
import base64
import csv
import hashlib
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from rich.console import Console

from orchestrator.errors import SettingsError
from scripts.evaluator.finding import Finding, folded_table, score
from scripts.evaluator.scoring import pictures
from scripts.evaluator.store import Store, TaskRow

_NOT_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "evaluator"


@dataclass(frozen=True)
class Entry:
    """One task with its callback and its findings."""

    task: TaskRow
    findings: list[Finding]
    picture: Path | None

    @property
    def state(self) -> str:
        """In words, what is known of the task."""
        task, late = self.task, ", late" if self.task.late else ""
        if task.received is not None:
            passed, judged = score(self.findings)
            scored = f"{passed} of {judged} passed{late}"
            return scored if self.findings else f"called back{late}, not scored yet"
        if not task.tries:
            return "not sent yet"
        if task.status is None:
            return "the endpoint did not answer"
        if task.status != 200:
            return f"the endpoint answered {task.status}"
        return "accepted, but not called back"

    @property
    def shown(self) -> list[Finding]:
        """The findings, or its state as the only one."""
        return self.findings or [Finding("callback", "failed", self.state)]

    @property
    def data_uri(self) -> str:
        """The picture as a `data:` URI, or nothing."""
        if self.picture is None:
            return ""
        return f"data:image/jpeg;base64,{base64.b64encode(self.picture.read_bytes()).decode()}"


def run(args: argparse.Namespace) -> int:
    """Print the table, and write what was asked for."""
    with Store(args.db) as store:
        found = entries(store, pictures(args.db))
    rows = ((entry.task.email, entry.task.task, str(entry.task.round), entry.state) for entry in found)
    Console().print(folded_table(("e-mail", "task", "round", "state"), rows))
    try:
        for path, made in ((args.csv, as_csv), (args.junit, as_junit), (args.html, as_html)):
            if path:
                path.write_text(made(found), "utf-8", newline="")
        if args.feedback:
            write_feedback(found, args.feedback)
    except OSError as error:
        raise SettingsError(str(error.filename), f"a place that can be written ({error.strerror})") from error
    return 0


def entries(store: Store, pictures: Path) -> list[Entry]:
    """Every task, by e-mail and round; `pictures` is where the screenshots lie."""
    tasks = sorted(store.tasks(), key=lambda task: (task.email.casefold(), task.template, task.round))
    there = {task.id: pictures / f"{task.id}.jpg" for task in tasks}
    return [
        Entry(task, store.findings(task), there[task.id] if there[task.id].is_file() else None)
        for task in tasks
    ]


def as_csv(found: Sequence[Entry]) -> str:
    """One line for each finding; a task without any has one line with its state."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    columns = ("email", "task", "round", "repo_url", "commit_sha", "pages_url", "late")
    writer.writerow([*columns, "check", "result", "reason"])
    for entry in found:
        row = [getattr(entry.task, name) for name in columns]
        for finding in entry.shown:
            writer.writerow(map(_cell, [*row, finding.what, finding.result, finding.seen]))
    return buffer.getvalue()


def as_junit(found: Sequence[Entry]) -> str:
    """JUnit XML: a suite for each task, a case for each finding."""
    return _NOT_XML.sub("", _rendered("report.xml.jinja", entries=found))


def as_html(found: Sequence[Entry]) -> str:
    """One page that needs nothing else: no script, no other file."""
    return _rendered("report.html.jinja", entries=found, now=datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"))


def write_feedback(found: Sequence[Entry], folder: Path) -> None:
    """One Markdown file for each participant, named by a digest of the address."""
    folder.mkdir(parents=True, exist_ok=True)
    for email in {entry.task.email for entry in found}:
        path = folder / f"{hashlib.sha256(email.casefold().encode()).hexdigest()[:16]}.md"
        mine = [entry for entry in found if entry.task.email == email]
        path.write_text(_rendered("feedback.md.jinja", email=email, entries=mine), "utf-8")


def _rendered(name: str, **values: object) -> str:
    escape, loader = not name.endswith(".md.jinja"), FileSystemLoader(TEMPLATES)
    jinja = Environment(loader=loader, autoescape=escape, undefined=StrictUndefined)  # noqa: S701 - only Markdown
    return jinja.get_template(name).render(values)


def _cell(value: object) -> object:
    """What a spreadsheet would take for a formula gets an apostrophe in front (OWASP, CSV injection)."""
    return f"'{value}" if isinstance(value, str) and value[:1] in tuple("=+-@\t\r") else value

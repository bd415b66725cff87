"""Reports of a course: CSV, JUnit, one HTML page with a picture of each app, and feedback files."""

import base64
import csv
import hashlib
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree as ET

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from scripts.evaluator.finding import Finding, score
from scripts.evaluator.store import RepoRow, Store, TaskRow

_NOT_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "evaluator"


@dataclass(frozen=True)
class Entry:
    """One task with its callback and its findings."""

    task: TaskRow
    repo: RepoRow | None
    findings: list[Finding]
    picture: Path | None

    @property
    def state(self) -> str:
        """In words, what is known of the task."""
        if self.repo is not None:
            passed, judged = score(self.findings)
            late = ", late" if self.repo.late else ""
            return (
                f"{passed} of {judged} passed{late}"
                if self.findings
                else f"called back{late}, not scored yet"
            )
        if not self.task.tries:
            return "not sent yet"
        if self.task.status is None:
            return "the endpoint did not answer"
        if self.task.status != 200:
            return f"the endpoint answered {self.task.status}"
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


def entries(store: Store, pictures: Path) -> list[Entry]:
    """Every task, by e-mail and round; `pictures` is where the screenshots lie."""
    repos, results = store.repos(), store.results()
    found = []
    for task in sorted(store.tasks(), key=lambda task: (task.email.casefold(), task.template, task.round)):
        findings = [Finding(row["what"], row["result"], row["reason"]) for row in results.get(task.id, [])]
        picture = pictures / f"{task.id}.jpg"
        found.append(Entry(task, repos.get(task.id), findings, picture if picture.is_file() else None))
    return found


def as_csv(found: Sequence[Entry]) -> str:
    """One line for each finding; a task without any has one line with its state."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    places = ("repo_url", "commit_sha", "pages_url", "late")
    writer.writerow(["email", "task", "round", *places, "check", "result", "reason"])
    for entry in found:
        task, repo = entry.task, entry.repo
        row = [task.email, task.task, task.round, *(getattr(repo, name) if repo else "" for name in places)]
        for finding in entry.shown:
            writer.writerow(map(_cell, [*row, finding.what, finding.result, finding.seen]))
    return buffer.getvalue()


def as_junit(found: Sequence[Entry]) -> str:
    """JUnit XML: a suite for each task, a case for each finding."""
    root = ET.Element("testsuites")
    for entry in found:
        name = _xml(f"{entry.task.email} {entry.task.task} round {entry.task.round}")
        results = [finding.result for finding in entry.shown]
        suite = ET.SubElement(root, "testsuite", name=name, tests=str(len(results)))
        suite.set("failures", str(results.count("failed")))
        suite.set("skipped", str(results.count("not judged")))
        for finding in entry.shown:
            case = ET.SubElement(suite, "testcase", classname=_xml(entry.task.task), name=_xml(finding.what))
            if finding.result != "passed":
                kind = "failure" if finding.result == "failed" else "skipped"
                ET.SubElement(case, kind, message=_xml(finding.seen))
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


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
    escape, loader = name.endswith(".html.jinja"), FileSystemLoader(TEMPLATES)
    jinja = Environment(loader=loader, autoescape=escape, undefined=StrictUndefined)  # noqa: S701 - only Markdown
    return jinja.get_template(name).render(values)


def _cell(value: object) -> object:
    """What a spreadsheet would take for a formula gets an apostrophe in front (OWASP, CSV injection)."""
    return f"'{value}" if isinstance(value, str) and value[:1] in tuple("=+-@\t\r") else value


def _xml(text: str) -> str:
    """A text without the characters that XML 1.0 does not allow."""
    return _NOT_XML.sub("", text)

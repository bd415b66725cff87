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
from scripts.evaluator.scoring import picture_of
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
    def passed(self) -> int:
        """How many findings passed."""
        return score(self.findings)[0]

    @property
    def judged(self) -> int:
        """How many could be judged."""
        return score(self.findings)[1]

    @property
    def state(self) -> str:
        """In words, what is known of the task."""
        if self.repo is None:
            if not self.task.tries:
                return "not sent yet"
            if self.task.status is None:
                return "the endpoint did not answer"
            if self.task.status != 200:
                return f"the endpoint answered {self.task.status}"
            return "accepted, but not called back"
        late = ", late" if self.repo.late else ""
        return (
            f"{self.passed} of {self.judged} passed{late}"
            if self.findings
            else f"called back{late}, not scored yet"
        )

    @property
    def data_uri(self) -> str:
        """The picture as a `data:` URI, or nothing."""
        if self.picture is None:
            return ""
        return f"data:image/jpeg;base64,{base64.b64encode(self.picture.read_bytes()).decode()}"


def entries(store: Store, pictures: Path) -> list[Entry]:
    """Every task, by e-mail and round."""
    repos, results = store.repos(), store.results()
    found = []
    for task in sorted(store.tasks(), key=lambda task: (task.email.casefold(), task.template, task.round)):
        findings = [Finding(row["what"], row["result"], row["reason"]) for row in results.get(task.id, [])]
        picture = picture_of(pictures, task)
        found.append(Entry(task, repos.get(task.id), findings, picture if picture.is_file() else None))
    return found


def as_csv(found: Sequence[Entry]) -> str:
    """One line for each finding; a task without any has one line with its state."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(
        ["email", "task", "round", "repo_url", "commit_sha", "pages_url", "late", "check", "result", "reason"]
    )
    for entry in found:
        task, repo = entry.task, entry.repo
        place = [repo.repo_url, repo.commit_sha, repo.pages_url, repo.late] if repo else ["", "", "", ""]
        for finding in entry.findings or [Finding("callback", "failed", entry.state)]:
            writer.writerow(
                [
                    _cell(v)
                    for v in (
                        task.email,
                        task.task,
                        task.round,
                        *place,
                        finding.what,
                        finding.result,
                        finding.seen,
                    )
                ]
            )
    return buffer.getvalue()


def as_junit(found: Sequence[Entry]) -> str:
    """JUnit XML: a suite for each task, a case for each finding."""
    root = ET.Element("testsuites")
    for entry in found:
        findings = entry.findings or [Finding("callback", "failed", entry.state)]
        suite = ET.SubElement(
            root,
            "testsuite",
            name=_xml(f"{entry.task.email} {entry.task.task} round {entry.task.round}"),
            tests=str(len(findings)),
            failures=str(sum(f.result == "failed" for f in findings)),
            skipped=str(sum(f.result == "not judged" for f in findings)),
        )
        for finding in findings:
            case = ET.SubElement(suite, "testcase", classname=_xml(entry.task.task), name=_xml(finding.what))
            if finding.result != "passed":
                kind = "failure" if finding.result == "failed" else "skipped"
                ET.SubElement(case, kind, message=_xml(finding.seen))
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def as_html(found: Sequence[Entry]) -> str:
    """One page that needs nothing else: no script, no other file."""
    jinja = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined)
    template = jinja.get_template("report.html.jinja")
    return template.render(entries=found, now=datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"))


def write_feedback(found: Sequence[Entry], folder: Path) -> list[Path]:
    """One Markdown file for each participant, named by a digest of the address; returns their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    jinja = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=False, undefined=StrictUndefined)  # noqa: S701
    template = jinja.get_template("feedback.md.jinja")
    written = []
    for email in dict.fromkeys(entry.task.email for entry in found):
        path = folder / f"{hashlib.sha256(email.casefold().encode()).hexdigest()[:16]}.md"
        path.write_text(
            template.render(email=email, entries=[e for e in found if e.task.email == email]), "utf-8"
        )
        written.append(path)
    return written


def _cell(value: object) -> object:
    """What a spreadsheet would take for a formula gets an apostrophe in front (OWASP, CSV injection)."""
    return f"'{value}" if isinstance(value, str) and value[:1] in tuple("=+-@\t\r") else value


def _xml(text: str) -> str:
    """A text without the characters that XML 1.0 does not allow."""
    return _NOT_XML.sub("", text)

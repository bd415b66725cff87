"""The summary page of one run: whatever is in the work directory, as Markdown, the outcome first."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from orchestrator.records import (
    CheckResult,
    Generation,
    Kind,
    Publication,
    Receipt,
    StageTime,
    Status,
    Verdict,
)
from orchestrator.records.outcome import Outcome, describe_run
from orchestrator.records.workdir import BrokenRecord, MissingRecord, WorkDir
from orchestrator.runtime.masking import masked
from orchestrator.settings import Settings
from orchestrator.task.event import Envelope
from orchestrator.text import templates
from orchestrator.text.display import one_line
from orchestrator.text.markdown import code, inline, quote

MAX_BYTES = 1_000_000
"""A step's summary must stay below 1 MiB."""

MAX_BRIEF, MAX_LOG = 2000, 8000
"""Characters."""

SIGNS = {Status.PASSED: "✓ passed", Status.FAILED: "✗ failed", Status.NOT_RUN: "○ not tried"}

_LOCAL = re.compile(r"^http://127\.0\.0\.1:\d+/(?:llm-app-[\w.-]*/)?")
"""The address at which a page is verified: nobody can open it later."""

_MARKDOWN = {"code": code, "inline": inline, "one_line": one_line, "quote": quote}
_PRIVATE_INPUTS = frozenset({"email", "nonce", "evaluation_url"})

Read = TypeVar("Read")


@dataclass(frozen=True)
class Run:
    """What one run left behind; None for what it did not reach."""

    envelope: Envelope | None
    generation: Generation | None
    verdict: Verdict | None
    publication: Publication | None
    receipt: Receipt | None
    timeline: Sequence[StageTime]
    workflow_log: str = ""
    """The end of the log of a workflow in the target repository that failed."""
    broken: Sequence[str] = ()
    """A sentence for each record that cannot be read."""
    inputs: Mapping[str, str] = field(default_factory=dict)
    """What was typed into the form of "Run workflow"."""

    @property
    def outcome(self) -> Outcome:
        """The outcome in one sentence."""
        return describe_run(self.verdict, self.publication, self.receipt, self.timeline)

    @property
    def problems(self) -> list[CheckResult]:
        """The checks that failed or were not tried, those of the request first."""
        results = self.verdict.results if self.verdict else ()
        counted = [r for r in results if r.status is not Status.PASSED and r.kind is not Kind.ADVISORY]
        return sorted(counted, key=lambda r: (r.status is not Status.FAILED, r.round == 0))

    @property
    def others(self) -> list[CheckResult]:
        """What passed, and what does not count."""
        results = self.verdict.results if self.verdict else ()
        others = [r for r in results if r.status is Status.PASSED or r.kind is Kind.ADVISORY]
        return sorted(others, key=lambda r: r.round == 0)


def read_run(work: WorkDir, inputs: Mapping[str, str] | None = None) -> Run:
    """Read the work directory; a record that cannot be read is named and hides nothing else."""
    broken: list[str] = []

    def read(load: Callable[[], Read]) -> Read | None:
        try:
            return load()
        except MissingRecord:
            return None
        except BrokenRecord as error:
            broken.append(str(error))
            return None

    log = work.workflow_log
    return Run(
        read(work.envelope),
        read(work.generation),
        read(work.verdict),
        read(work.publication),
        read(work.receipt),
        work.timeline(),
        log.read_text("utf-8", "replace") if log.is_file() else "",
        broken,
        inputs or {},
    )


def render(run: Run, settings: Settings) -> str:
    """The page. E-mail, nonce and evaluation URL are never in it, also where a brief repeats them."""
    task = run.envelope.task if run.envelope else None
    results = run.verdict.results if run.verdict else ()
    checks = " ".join(result.check for result in run.problems)
    typed = {name: "" if name in _PRIVATE_INPUTS else text for name, text in run.inputs.items() if text}
    data = {
        **_MARKDOWN,
        "run": run,
        "run_url": settings.run_url,
        "signs": SIGNS,
        "in_site": lambda where: _LOCAL.sub("/", where),
        "notes": [note for note in run.generation.notes if note not in checks] if run.generation else [],
        "screenshots": ", ".join(map(code, dict.fromkeys(r.screenshot for r in results if r.screenshot))),
        "brief": _cut(task.brief) if task else "",
        "attached": ", ".join(code(attachment.name) for attachment in task.attachments) if task else "",
        "typed": typed,
        "timeline": list(_timeline(run.timeline)),
        "log": _fenced(run.workflow_log[-MAX_LOG:].strip()),
    }
    private = [task.email, task.nonce, task.evaluation_url or ""] if task else []
    text = masked(templates.render("report/summary.md.jinja", data).strip(), private) + "\n"
    encoded = text.encode()
    if len(encoded) <= MAX_BYTES:
        return text
    return encoded[:MAX_BYTES].decode("utf-8", "ignore") + "\n\n(the rest is left out)\n"


def _cut(brief: str) -> str:
    return brief if len(brief) <= MAX_BRIEF else brief[:MAX_BRIEF] + " …"


def _timeline(timeline: Sequence[StageTime]) -> Iterator[dict[str, object]]:
    """The stages for a list and a chart; `start` and `end` in ms since the first one began."""
    first = min((entry.start for entry in timeline), default=0.0)
    for entry in timeline:
        start, end = (int(1000 * (moment - first)) for moment in (entry.start, entry.end))
        yield {
            **entry.model_dump(include={"outcome", "tokens", "error"}),
            "name": re.sub(r"[^a-z ]", "", entry.stage),
            "start": start,
            "end": max(end, start + 1),
            "took": f"{entry.end - entry.start:.1f} s",
            "calls": ", ".join(f"{count} {kind}" for kind, count in entry.api_calls.items()),
        }


def _fenced(text: str) -> str:
    """Text as it is, whatever back ticks are in it."""
    fence = "```"
    while fence in text:
        fence += "`"
    return f"{fence}text\n{text}\n{fence}" if text else ""

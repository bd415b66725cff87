"""The summary page of one run: whatever is in the work directory, as Markdown, the outcome first."""

import re
from collections.abc import Callable, Mapping, Sequence
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
from orchestrator.report.blocks import bullets, fenced, folded, section, table
from orchestrator.runtime.masking import masked
from orchestrator.settings import Settings
from orchestrator.task.event import Envelope
from orchestrator.text.display import one_line
from orchestrator.text.markdown import code, inline, quote

MAX_BYTES = 1_000_000
"""A step's summary must stay below 1 MiB."""

MAX_BRIEF, MAX_CELL, MAX_LOG = 2000, 300, 8000
"""Characters."""

SIGNS = {Status.PASSED: "✓ passed", Status.FAILED: "✗ failed", Status.NOT_RUN: "○ not tried"}

_LOCAL = re.compile(r"^http://127\.0\.0\.1:\d+/(?:llm-app-[\w.-]*/)?")
"""The address at which a page is verified: nobody can open it later."""

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
    checks = " ".join(result.check for result in run.problems)
    notes = [note for note in run.generation.notes if note not in checks] if run.generation else []
    title = inline(run.envelope.task.title) if run.envelope else "No task was accepted"
    parts = [
        f"## {title}",
        f"**{inline(run.outcome.sentence)}**",
        _facts(run, settings),
        section("Notes", bullets(map(inline, notes))),
        section("Checks that failed or were not tried", bullets(map(_problem, run.problems))),
        _screenshots(run.verdict),
        _others(run),
        _request(run),
        _timeline(run.timeline),
        _model(run.generation),
        section("Log of the workflow that failed", fenced(run.workflow_log[-MAX_LOG:])),
    ]
    text = masked("\n\n".join(part for part in parts if part), _private(run.envelope)) + "\n"
    encoded = text.encode()
    if len(encoded) <= MAX_BYTES:
        return text
    return encoded[:MAX_BYTES].decode("utf-8", "ignore") + "\n\n(the rest is left out)\n"


def _private(envelope: Envelope | None) -> list[str]:
    task = envelope.task if envelope else None
    return [task.email, task.nonce, task.evaluation_url or ""] if task else []


def _facts(run: Run, settings: Settings) -> str:
    rows: list[tuple[str, str]] = []
    if run.envelope:
        rows += [("task", code(run.envelope.task_id)), ("round", str(run.envelope.round))]
    if run.generation:
        rows += [("written by", code(run.generation.generator))]
    if run.publication:
        address, sha = run.publication.repo_url, run.publication.commit_sha
        news = "" if run.publication.pushed else " (published before, nothing pushed)"
        rows += [("page", f"<{run.publication.pages_url}>"), ("repository", f"<{address}>")]
        rows += [("commit", f"[{sha[:10]}]({address}/commit/{sha}){news}")]
    if run.receipt:
        times = f"{run.receipt.attempts} attempt{'' if run.receipt.attempts == 1 else 's'}"
        rows += [("callback", f"{times}: {code(one_line(run.receipt.detail, MAX_CELL))}")]
    if settings.run_url:
        rows += [("run", f"<{settings.run_url}>")]
    rows += [("unreadable", code(sentence)) for sentence in run.broken]
    return bullets(f"{name}: {value}" for name, value in rows)


def _problem(result: CheckResult) -> str:
    line = f"{SIGNS[result.status]}: {code(one_line(result.check, MAX_CELL))}"
    where = _LOCAL.sub("/", result.where)
    for label, text in (("expected", result.expected), ("seen", result.seen), ("in", where)):
        line += f"\n  - {label}: {code(one_line(text, MAX_CELL))}" if text else ""
    return line


def _others(run: Run) -> str:
    """What passed, and what does not count, folded."""
    results = run.verdict.results if run.verdict else ()
    others = [r for r in results if r.status is Status.PASSED or r.kind is Kind.ADVISORY]
    lines = map(_other, sorted(others, key=lambda r: r.round == 0))
    return folded(f"{len(others)} other checks", bullets(lines))


def _other(result: CheckResult) -> str:
    sign = SIGNS[result.status] + (" (not counted)" if result.kind is Kind.ADVISORY else "")
    of = f"round {result.round}" if result.round else "every page"
    seen = f", seen {code(one_line(result.seen, MAX_CELL))}" if result.seen else ""
    return f"{sign}, {of}: {code(one_line(result.check, MAX_CELL))}{seen}"


def _screenshots(verdict: Verdict | None) -> str:
    results = verdict.results if verdict else ()
    names = dict.fromkeys(result.screenshot for result in results if result.screenshot)
    where = "In the artifact `run`, folder `screenshots`: " + ", ".join(map(code, names)) if names else ""
    return section("Screenshots", where)


def _request(run: Run) -> str:
    if run.envelope is None:
        rows = [(name, _typed(name, value)) for name, value in run.inputs.items() if value]
        return section("What was typed", table(("field", "value"), rows))
    task = run.envelope.task
    brief = task.brief if len(task.brief) <= MAX_BRIEF else task.brief[:MAX_BRIEF] + " …"
    attached = ", ".join(code(attachment.name) for attachment in task.attachments)
    return section("Request", quote(brief) + (f"\n\nAttached: {attached}" if attached else ""))


def _typed(name: str, value: str) -> str:
    return "(not shown)" if name in _PRIVATE_INPUTS else code(one_line(value, MAX_CELL))


def _timeline(timeline: Sequence[StageTime]) -> str:
    if not timeline:
        return ""
    chart = ["```mermaid", "gantt", "  dateFormat x", "  axisFormat %M:%S"]
    rows, first = [], min(entry.start for entry in timeline)
    for entry in timeline:
        name = re.sub(r"[^a-z ]", "", entry.stage)
        start, end = (int(1000 * (moment - first)) for moment in (entry.start, entry.end))
        critical = "crit, " if entry.outcome == "failed" else ""
        chart.append(f"  {name} :{critical}{start}, {max(end, start + 1)}")
        calls = ", ".join(f"{n} {kind}" for kind, n in entry.api_calls.items())
        said = [f"{entry.end - entry.start:.1f} s", entry.outcome]
        said += [f"REST calls: {calls}"] if calls else []
        said += [f"{entry.tokens} tokens"] if entry.tokens else []
        said += [code(one_line(entry.error, MAX_CELL))] if entry.error else []
        rows.append(f"{name}: {', '.join(said)}")
    return section("Timeline", "\n".join([*chart, "```", "", bullets(rows)]))


def _model(generation: Generation | None) -> str:
    if generation is None:
        return ""
    rows = [
        (
            code(attempt.model),
            attempt.purpose,
            code(one_line(attempt.outcome, MAX_CELL)),
            f"{attempt.seconds:.1f} s",
            *("" if n is None else str(n) for n in (attempt.prompt_tokens, attempt.completion_tokens)),
        )
        for attempt in generation.attempts
    ]
    cost = "unknown" if generation.cost_usd is None else f"${generation.cost_usd:.4f}"
    shown = table(("model", "purpose", "outcome", "took", "prompt tokens", "completion tokens"), rows)
    text = f"Rounds of repair: {generation.rounds_of_repair}. Cost: {cost}."
    return section("Model", f"{shown}\n\n{text}" if shown else text)

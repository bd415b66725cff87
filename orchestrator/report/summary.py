"""The summary page of one run: whatever lies in the work directory, as Markdown."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from orchestrator.records import (
    Attempt,
    CheckResult,
    Generation,
    Kind,
    Publication,
    Receipt,
    StageTime,
    Status,
    Verdict,
)
from orchestrator.records.workdir import BrokenRecord, MissingRecord, WorkDir
from orchestrator.runtime.masking import masked
from orchestrator.settings import Settings
from orchestrator.task.event import Envelope
from orchestrator.text.display import one_line
from orchestrator.text.markdown import code, inline

MAX_BYTES = 1_000_000
"""A step's summary must stay below 1 MiB."""

MAX_BRIEF, MAX_CELL, MAX_LOG = 2000, 300, 8000
"""Characters."""

SIGNS = {Status.PASSED: "✓ passed", Status.FAILED: "✗ failed", Status.NOT_RUN: "○ not run"}

Read = TypeVar("Read")


@dataclass(frozen=True)
class Run:
    """What one run left behind; None for what it did not get to."""

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


def read_run(work: WorkDir) -> Run:
    """Read what is there; a record that cannot be read is told and costs no more than its own part."""
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
    )


def render(run: Run, settings: Settings) -> str:
    """The page. E-mail, nonce and evaluation URL are never in it, also where a brief repeats them."""
    parts = [
        _head(run, settings),
        _asked(run),
        _checks(run.verdict),
        _screenshots(run.verdict),
        _timeline(run.timeline),
        _model(run.generation),
        _log(run.workflow_log),
    ]
    text = masked("\n\n".join(part for part in parts if part), _private(run.envelope)) + "\n"
    encoded = text.encode()
    if len(encoded) <= MAX_BYTES:
        return text
    return encoded[:MAX_BYTES].decode("utf-8", "ignore") + "\n\n(the rest is left out)\n"


def _private(envelope: Envelope | None) -> list[str]:
    if envelope is None:
        return []
    task = envelope.task
    return [task.email, task.nonce, task.evaluation_url or ""]


def _head(run: Run, settings: Settings) -> str:
    title = inline(run.envelope.task.title) if run.envelope else "No task was accepted"
    rows: list[tuple[str, str]] = []
    if run.envelope:
        rows += [("task", code(run.envelope.task_id)), ("round", str(run.envelope.round))]
    if run.generation:
        rows += [("written by", code(run.generation.generator))]
    if run.verdict:
        rows += [("checks", _counts(run.verdict))]
    if run.publication:
        rows += _links(run.publication)
    if run.receipt:
        rows += [("callback", f"{_delivery(run.receipt)}: {code(one_line(run.receipt.detail, MAX_CELL))}")]
    if settings.run_url:
        rows += [("run", f"<{settings.run_url}>")]
    failed = [entry for entry in run.timeline if entry.outcome == "failed"]
    rows += [("failed", f"{entry.stage}: {code(entry.error or 'see the log')}") for entry in failed]
    rows += [("unreadable", code(sentence)) for sentence in run.broken]
    return f"## {title}" + (f"\n\n{_table(('', ''), rows)}" if rows else "")


def _links(publication: Publication) -> list[tuple[str, str]]:
    commit = f"[{publication.commit_sha[:10]}]({publication.repo_url}/commit/{publication.commit_sha})"
    news = "" if publication.pushed else " (published before, nothing pushed)"
    return [
        ("repository", f"<{publication.repo_url}>"),
        ("commit", commit + news),
        ("page", f"<{publication.pages_url}>"),
    ]


def _delivery(receipt: Receipt) -> str:
    if not receipt.attempts:
        return "none owed"
    times = f"{receipt.attempts} attempt{'s' if receipt.attempts > 1 else ''}"
    return f"{'delivered' if receipt.delivered else 'not delivered'} ({times})"


def _asked(run: Run) -> str:
    if run.envelope is None:
        return ""
    task = run.envelope.task
    brief = task.brief if len(task.brief) <= MAX_BRIEF else task.brief[:MAX_BRIEF] + " …"
    attached = ", ".join(code(attachment.name) for attachment in task.attachments)
    return f"### Asked\n\n{_fenced(brief)}" + (f"\n\nAttached: {attached}" if attached else "")


def _checks(verdict: Verdict | None) -> str:
    if verdict is None:
        return ""
    rows = [_check(result) for result in sorted(verdict.results, key=_interest)]
    return "### Checks\n\n" + _table(("", "kind", "round", "check", "expected", "seen", "where"), rows)


def _interest(result: CheckResult) -> tuple[bool, bool]:
    """What failed comes first, then what the task asked for, then what is asked of every site."""
    return result.status is not Status.FAILED, result.round == 0


def _check(result: CheckResult) -> tuple[str, ...]:
    sign = SIGNS[result.status] + (" (not counted)" if result.kind is Kind.ADVISORY else "")
    texts = (result.check, result.expected, result.seen, result.where)
    cells = (code(one_line(text, MAX_CELL)) if text else "" for text in texts)
    return (sign, result.kind.value, str(result.round or ""), *cells)


def _counts(verdict: Verdict) -> str:
    return ", ".join(f"{len(verdict.counted(status))} {status.value.replace('_', ' ')}" for status in Status)


def _screenshots(verdict: Verdict | None) -> str:
    names = dict.fromkeys(
        result.screenshot for result in (verdict.results if verdict else ()) if result.screenshot
    )
    if not names:
        return ""
    return "### Screenshots\n\nIn the artifact `run`, folder `screenshots`: " + ", ".join(map(code, names))


def _timeline(timeline: Sequence[StageTime]) -> str:
    if not timeline:
        return ""
    start = min(entry.start for entry in timeline)
    rows = [_stage(entry, start) for entry in timeline]
    return "### Timeline\n\n" + _table(("stage", "began", "took", "outcome", "REST calls", "tokens"), rows)


def _stage(entry: StageTime, start: float) -> tuple[str, ...]:
    return (
        entry.stage,
        f"{entry.start - start:.1f} s",
        f"{entry.end - entry.start:.1f} s",
        entry.outcome,
        ", ".join(f"{n} {kind}" for kind, n in entry.api_calls.items()),
        str(entry.tokens or ""),
    )


def _model(generation: Generation | None) -> str:
    if generation is None:
        return ""
    parts = ["### Generation"]
    if generation.attempts:
        heads = ("model", "purpose", "outcome", "took", "prompt", "completion")
        parts.append(_table(heads, [_attempt(attempt) for attempt in generation.attempts]))
    cost = "unknown" if generation.cost_usd is None else f"${generation.cost_usd:.4f}"
    parts.append(f"Rounds of repair: {generation.rounds_of_repair}. Cost: {cost}.")
    parts += [f"- {inline(note)}" for note in generation.notes]
    return "\n\n".join(parts)


def _attempt(attempt: Attempt) -> tuple[str, ...]:
    tokens = (attempt.prompt_tokens, attempt.completion_tokens)
    counts = ("" if count is None else str(count) for count in tokens)
    outcome = code(one_line(attempt.outcome, MAX_CELL))
    return (code(attempt.model), attempt.purpose, outcome, f"{attempt.seconds:.1f} s", *counts)


def _log(log: str) -> str:
    return f"### Log of the workflow that failed\n\n{_fenced(log[-MAX_LOG:])}" if log else ""


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *([cell.replace("|", "\\|") for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _fenced(text: str) -> str:
    fence = "```"
    while fence in text:
        fence += "`"
    return f"{fence}text\n{text.strip()}\n{fence}"

"""The table at the end, for a person."""

from rich.console import Console, Group
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from orchestrator.records import CheckResult, Kind, Status
from scripts.driver.outcome import Outcome

_MARKS = {
    Status.PASSED: ("passed", "green"),
    Status.FAILED: ("FAILED", "bold red"),
    Status.NOT_RUN: ("not run", "yellow"),
}


def show(outcome: Outcome, console: Console) -> None:
    """Print what became of one request."""
    colour = "green" if outcome.good else "red"
    title = f"{outcome.task_id}  round {outcome.round}  {outcome.conclusion}"
    checks = [_checks(outcome)] if outcome.checks else []
    words = [] if outcome.conclusion == "success" else [Text(outcome.last_words(), style="yellow")]
    body = Group(_facts(outcome), *checks, *words, _stages(outcome))
    console.print(Panel(body, title=title, border_style=colour))


def _facts(outcome: Outcome) -> Table:
    grid = Table.grid(padding=(0, 2))
    publication, receipt = outcome.publication, outcome.receipt
    rows = [
        ("request", outcome.file),
        ("written by", outcome.generator or "nobody"),
        ("repository", publication.repo_url if publication else "none"),
        ("commit", publication.commit_sha if publication else "none"),
        ("page", publication.pages_url if publication else "none"),
        ("callback", receipt.detail if receipt else "none"),
        ("run log", outcome.run_log),
        *(("note", note) for note in outcome.notes),
    ]
    for name, value in rows:
        grid.add_row(Text(name, style="dim"), Text(value, overflow="fold"))
    return grid


def _checks(outcome: Outcome) -> Table:
    table = Table(title="checks", title_justify="left", expand=True)
    table.add_column("result", no_wrap=True)
    table.add_column("kind", no_wrap=True)
    table.add_column("check", ratio=3)
    table.add_column("seen", ratio=2)
    shown = [check for check in outcome.checks if not _quiet(check)]
    for check in shown:
        word, style = _MARKS[check.status]
        table.add_row(Text(word, style=style), check.kind.value, Text(check.check), Text(check.seen))
    if hidden := len(outcome.checks) - len(shown):
        table.add_row(Text("passed", style="green"), "", Text(f"{hidden} that are asked of every site"), "")
    return table


def _quiet(check: CheckResult) -> bool:
    """Checks that every site has to pass are only worth a line each when they do not."""
    return check.kind in {Kind.GATE, Kind.ALWAYS} and check.status is Status.PASSED


def _stages(outcome: Outcome) -> Text:
    stages = "  ".join(f"{name} {seconds:.1f} s" for name, seconds in outcome.stages.items())
    calls = ", ".join(f"{count} {kind}" for kind, count in outcome.api_calls.items())
    total = sum(outcome.api_calls.values())
    return Text(
        f"{outcome.seconds:.1f} s from request to end of run: {stages}\n{total} REST calls: {calls}",
        style="dim",
    )

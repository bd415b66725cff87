"""The table at the end, for a person."""

from rich.console import Console
from rich.table import Table
from rich.text import Text

from orchestrator.records import CheckResult, Kind, Status
from scripts.demo_runner.outcome import Outcome

_MARKS = {
    Status.PASSED: ("passed", "green"),
    Status.FAILED: ("FAILED", "bold red"),
    Status.NOT_RUN: ("not run", "yellow"),
}


def show(outcome: Outcome, console: Console) -> None:
    """Print what became of one request; addresses stay on one line each, so that they can be copied."""
    title = f"{outcome.task_id}  round {outcome.round}  {outcome.conclusion}"
    console.rule(title, style="green" if outcome.good else "red", align="left")
    for name, value in _facts(outcome):
        line = Text.assemble((f"{name:<11}", "dim"), value)
        console.print(line, soft_wrap=True, highlight=False)
    if outcome.checks:
        console.print(_checks(outcome))
    if outcome.last_words:
        console.print(outcome.last_words, style="yellow", markup=False, highlight=False, soft_wrap=True)


def _facts(outcome: Outcome) -> list[tuple[str, str]]:
    publication, receipt = outcome.publication, outcome.receipt
    stages = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in outcome.stages.items())
    calls = ", ".join(f"{count} {kind}" for kind, count in outcome.api_calls.items())
    return [
        ("request", outcome.file),
        ("written by", outcome.generator or "nobody"),
        *(("note", note) for note in outcome.notes),
        ("repository", publication.repo_url if publication else "none"),
        ("commit", publication.commit_sha if publication else "none"),
        ("page", publication.pages_url if publication else "none"),
        ("callback", receipt.detail if receipt else "none"),
        ("time", f"{outcome.seconds:.1f} s from request to end of run; {stages}"),
        ("REST calls", f"{sum(outcome.api_calls.values())}: {calls}"),
        ("run log", outcome.run_log or "not kept; --keep DIR keeps it"),
    ]


def _checks(outcome: Outcome) -> Table:
    table = Table(expand=True)
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

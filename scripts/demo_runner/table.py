"""The outcome of a request as a table for a terminal."""

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


def say(console: Console, text: str, style: str | None = None) -> None:
    """Print a text as it is: no markup, no colours of numbers, no line break that is not in it."""
    console.print(text, style=style, markup=False, highlight=False, soft_wrap=True)


def show(outcome: Outcome, console: Console) -> None:
    """Print the checks and then the facts; nothing is cut, and each address is on one line."""
    title = f"{outcome.task_id}  round {outcome.round}  {outcome.conclusion}"
    console.rule(title, style="green" if outcome.good else "red", align="left")
    if outcome.checks:
        console.print(_checks(outcome))
    if outcome.log_tail:
        say(console, outcome.log_tail, "yellow")
    for name, value in _facts(outcome):
        console.print(Text.assemble((f"{name:<11}", "dim"), value), soft_wrap=True, highlight=False)


def _facts(outcome: Outcome) -> list[tuple[str, str]]:
    publication, receipt = outcome.publication, outcome.receipt
    stages = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in outcome.stages.items())
    calls = ", ".join(f"{count} {kind}" for kind, count in outcome.api_calls.items())
    calls += f" ({', '.join(outcome.created)})" if outcome.created else ""
    counts = [f"{len(outcome.counted(status))} {word.lower()}" for status, (word, _) in _MARKS.items()]
    repeated = "nothing new: the same request was published before, only the callback was sent again"
    return [
        ("request", outcome.file),
        ("generator", repeated if outcome.already_published else outcome.generator or "none"),
        *(("note", note) for note in outcome.notes),
        ("time", f"{outcome.seconds:.1f} s from request to end of run; {stages}"),
        *([("REST calls", calls)] if calls else []),
        ("run log", outcome.run_log),
        ("repository", publication.repo_url if publication else "none"),
        ("commit", publication.commit_sha if publication else "none"),
        ("callback", receipt.detail if receipt else "none"),
        ("checks", ", ".join(counts)),
        ("page", publication.pages_url if publication else "none"),
    ]


def _checks(outcome: Outcome) -> Table:
    table = Table(expand=True)
    table.add_column("result", no_wrap=True)
    table.add_column("kind", no_wrap=True)
    table.add_column("round", no_wrap=True)
    table.add_column("check", ratio=3, overflow="fold")
    table.add_column("seen", ratio=2, overflow="fold")
    shown = [check for check in outcome.checks if not _is_routine(check)]
    for check in shown:
        word, style = _MARKS[check.status]
        row = (check.kind.value, str(check.round or ""), Text(check.check), Text(check.seen))
        table.add_row(Text(word, style=style), *row)
    if hidden := len(outcome.checks) - len(shown):
        table.add_row(Text("passed", style="green"), "", "", Text(f"{hidden} that apply to every site"), "")
    return table


def _is_routine(check: CheckResult) -> bool:
    """Checks that apply to every site are only shown if they did not pass."""
    return check.kind in {Kind.GATE, Kind.ALWAYS} and check.status is Status.PASSED

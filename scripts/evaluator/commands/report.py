"""`scripts/evaluate report`: the results as table and files."""

import argparse

from rich.console import Console
from rich.table import Table

from orchestrator.errors import SettingsError
from scripts.evaluator.report import Entry, as_csv, as_html, as_junit, entries, write_feedback
from scripts.evaluator.scoring import pictures
from scripts.evaluator.store import Store


def run(args: argparse.Namespace) -> int:
    """Print the table, and write what was asked for."""
    with Store(args.db) as store:
        found = entries(store, pictures(args.db))
    Console().print(_table(found))
    try:
        for path, made in ((args.csv, as_csv), (args.junit, as_junit), (args.html, as_html)):
            if path:
                path.write_text(made(found), "utf-8", newline="")
        if args.feedback:
            write_feedback(found, args.feedback)
    except OSError as error:
        raise SettingsError(str(error.filename), f"a place that can be written ({error.strerror})") from error
    return 0


def _table(found: list[Entry]) -> Table:
    table = Table()
    for column in ("e-mail", "task", "round", "state"):
        table.add_column(column, overflow="fold")
    for entry in found:
        table.add_row(entry.task.email, entry.task.task, str(entry.task.round), entry.state)
    return table

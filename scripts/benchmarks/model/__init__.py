"""A real model on small tasks: one plain call of it, our first version, our result, scored from outside."""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from orchestrator.records.site import Site
from orchestrator.runtime.logs import log_to_stderr
from orchestrator.settings import Settings, read_settings
from scripts.benchmarks.model.authors import Orchestrator, Written, plain_call
from scripts.benchmarks.model.report import as_json, chart, table
from scripts.benchmarks.model.scoring import Scorer, scorer
from scripts.benchmarks.model.store import Measured, Variant, add, read
from scripts.benchmarks.model.tasks import HALVES, BenchTask, read_tasks

CACHE = Path(__file__).resolve().parents[3] / ".cache"


def main(argv: Sequence[str] = ()) -> int:
    """Measure what is not measured yet, then print all of it."""
    options = _options(argv)
    settings = replace(
        read_settings(os.environ),
        target_owner="bench",
        cdn_mirror=str(CACHE / "npm/node_modules"),
        on_model_failure="fail",
    )
    if not settings.providers:
        print(
            "no model is set: OPENAI_BASE_URL, OPENAI_API_KEY and OPENAI_MODEL say which",
            file=sys.stderr,
        )
        return 3
    log_to_stderr()
    provider = settings.providers[0]
    file = (
        options.results
        or CACHE / "bench-model" / f"{provider.model.replace('/', '-')}-{settings.candidates}.jsonl"
    )
    with scorer() as score:
        for run, half, task in _open(options, list(read(file))):
            print(f"{half}/{task.name}, run {run}", file=sys.stderr, flush=True)
            add(file, _measured(task, half, run, settings, score, options))
    rows = [row for row in read(file) if row.half in options.halves and row.run <= options.runs]
    print(
        json.dumps(as_json(rows), indent=1)
        if options.json
        else f"{table(rows)}\n\n{chart(rows)}\n\nrows: {file}"
    )
    return 0


def _options(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="scripts/bench model",
        description="Measure the model of OPENAI_BASE_URL, OPENAI_API_KEY and OPENAI_MODEL on tasks with "
        "checks in code. A run that is stopped goes on when it is started again.",
    )
    parser.add_argument(
        "--half", dest="halves", choices=HALVES, nargs="+", default=HALVES, help="which tasks (default: all)"
    )
    parser.add_argument("--tasks", nargs="+", metavar="NAME", help="only these tasks")
    parser.add_argument("--rounds", type=int, default=3, help="at most so many rounds of each (default: 3)")
    parser.add_argument("--runs", type=int, default=1, help="measure everything so many times (default: 1)")
    parser.add_argument("--seconds", type=float, default=900, help="what a round may take (default: 900)")
    parser.add_argument(
        "--results", type=Path, metavar="FILE", help="JSON lines to go on with (default: by model, in .cache)"
    )
    parser.add_argument("--skip-plain", action="store_true", help="leave the plain call out")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep every version of every app there")
    parser.add_argument("--json", action="store_true", help="print totals and rows as JSON")
    return parser.parse_args(argv)


def _open(options: argparse.Namespace, done: Sequence[Measured]) -> "list[tuple[int, str, BenchTask]]":
    """What is still to be measured."""
    known = {(row.run, row.half, row.task) for row in done}
    return [
        (run, half, task)
        for run in range(1, options.runs + 1)
        for half in options.halves
        for task in read_tasks(half)
        if (run, half, task.name) not in known and (not options.tasks or task.name in options.tasks)
    ]


def _measured(
    task: BenchTask, half: str, run: int, settings: Settings, score: Scorer, options: argparse.Namespace
) -> list[Measured]:
    rows = []
    orchestrator = Orchestrator(task, settings, options.seconds)
    plain = Written({}, 0, 0, 0, 0.0)
    for number in range(1, min(options.rounds, len(task.rounds)) + 1):
        versions: dict[Variant, Written] = {}
        if not options.skip_plain:
            versions["plain call"] = plain = plain_call(task, number, plain.files, settings.providers[0])
        versions["first version"], versions["result"] = orchestrator.write(number)
        for variant, written in versions.items():
            folder = (
                options.keep or Path(tempfile.mkdtemp())
            ) / f"{half}-{task.name}-{run}-{number}-{variant.split()[0]}"
            Site(written.files).write(folder)
            passed = score.score(folder, task.checks(number))
            print(f"  round {number} {variant}: {sum(passed)}/{len(passed)}", file=sys.stderr, flush=True)
            rows.append(
                Measured(
                    run=run,
                    half=half,
                    task=task.name,
                    round=number,
                    variant=variant,
                    passed=passed,
                    site="index.html" in written.files,
                    calls=written.calls,
                    prompt_tokens=written.prompt_tokens,
                    completion_tokens=written.completion_tokens,
                    seconds=round(written.seconds, 1),
                )
            )
    return rows

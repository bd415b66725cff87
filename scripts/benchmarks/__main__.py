"""`scripts/bench [NAME ...]`: run benchmarks by name, without names all that need nothing from outside."""

import argparse
import ast
import importlib
import itertools
import pkgutil
import sys
import time
from pathlib import Path

from scripts import benchmarks

NEEDS_MODEL = "model"
"""The benchmark that calls a model, and so runs only when it is named."""

FOLDER = Path(__file__).parent


def main() -> int:
    """Run what was asked for, each under its name; options go to the one benchmark that is named."""
    subjects = {
        module.name: _subject(module.name, package=module.ispkg)
        for module in pkgutil.iter_modules(benchmarks.__path__)
        if not module.name.startswith("_")
    }
    parser = _parser(subjects)
    stated = list(itertools.takewhile(lambda argument: not argument.startswith("-"), sys.argv[1:]))
    if stated == [NEEDS_MODEL]:
        return int(importlib.import_module(f"scripts.benchmarks.{NEEDS_MODEL}").main(sys.argv[2:]))
    names = parser.parse_args().names or [name for name in subjects if name != NEEDS_MODEL]
    if unknown := set(names) - set(subjects):
        parser.error(f"no benchmark is called {', '.join(sorted(unknown))}")
    for number, name in enumerate(names, 1):
        print(f"== {name} ({number} of {len(names)}): {subjects[name]}", flush=True)
        start = time.monotonic()
        importlib.import_module(f"scripts.benchmarks.{name}").main()
        print(f"   {time.monotonic() - start:.0f} s", flush=True)
    return 0


def _parser(subjects: dict[str, str]) -> argparse.ArgumentParser:
    listed = "\n".join(f"  {name:<9} {subject}" for name, subject in subjects.items())
    parser = argparse.ArgumentParser(
        prog="scripts/bench",
        description="Measure, as ratios within one run on this machine; a single figure says little.\n"
        "A benchmark takes from some seconds to some minutes, and says how long it took.",
        epilog=f"benchmarks:\n{listed}\n\n`model` calls a real model and runs only alone: "
        "see `scripts/bench model --help`.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="which (default: all but model)")
    return parser


def _subject(name: str, *, package: bool) -> str:
    """The first line of a benchmark's docstring, without importing it: its packages may not be installed."""
    path = FOLDER / name / "__init__.py" if package else FOLDER / f"{name}.py"
    return (ast.get_docstring(ast.parse(path.read_text("utf-8"))) or "").partition("\n")[0]


if __name__ == "__main__":
    sys.exit(main())

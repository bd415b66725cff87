"""`scripts/bench [NAME ...]`: run benchmarks by name, without names all that need nothing from outside."""

import argparse
import importlib
import sys
import time
from pathlib import Path

MODEL = "model"
"""The benchmark that calls a model: it runs only when it is named, alone, and has options."""

NAMES = ("demo", "generate", MODEL, "publish", "relay", "verify")


def main() -> int:
    """Run what was asked for, each under its name; options go to the one benchmark that is named."""
    if sys.argv[1:2] == [MODEL]:
        return int(importlib.import_module(f"scripts.benchmarks.{MODEL}").main(sys.argv[2:]))
    subjects = {name: _subject(name) for name in NAMES}
    parser = argparse.ArgumentParser(
        prog="scripts/bench",
        description="Measure, as ratios within one run on this machine; a single figure says little.\n"
        "A benchmark takes from some seconds to some minutes, and says how long it took.",
        epilog="benchmarks:\n"
        + "".join(f"  {name:<9} {subject}\n" for name, subject in subjects.items())
        + "\n`model` calls a real model and runs only alone: see `scripts/bench model --help`.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="which (default: all but model)")
    names = parser.parse_args().names or [name for name in NAMES if name != MODEL]
    if unknown := set(names) - set(NAMES):
        parser.error(f"no benchmark is called {', '.join(sorted(unknown))}")
    for number, name in enumerate(names, 1):
        print(f"== {name} ({number} of {len(names)}): {subjects[name]}", flush=True)
        start = time.monotonic()
        importlib.import_module(f"scripts.benchmarks.{name}").main()
        print(f"   {time.monotonic() - start:.0f} s", flush=True)
    return 0


def _subject(name: str) -> str:
    """The first line of a benchmark's docstring, without importing it: its packages may not be installed."""
    path = Path(__file__).parent / (f"{name}/__init__.py" if name == MODEL else f"{name}.py")
    return path.read_text("utf-8").partition("\n")[0].strip('"')


if __name__ == "__main__":
    sys.exit(main())

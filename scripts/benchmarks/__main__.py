"""`scripts/bench [NAME ...]`: run benchmarks by name, without names all that need nothing from outside."""

import argparse
import importlib
import itertools
import pkgutil
import sys

from scripts import benchmarks

NEEDS_MODEL = "model"
"""The benchmark that calls a model, and so runs only when it is named."""


def main() -> int:
    """Run what was asked for, each under its name; options go to the one benchmark that is named."""
    names = [
        module.name for module in pkgutil.iter_modules(benchmarks.__path__) if not module.name.startswith("_")
    ]
    parser = argparse.ArgumentParser(
        prog="scripts/bench",
        description="Measure, as ratios within one run on this machine.",
        epilog="`scripts/bench model` measures a real model; see `scripts/bench model --help`.",
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of {', '.join(names)}")
    stated = list(itertools.takewhile(lambda argument: not argument.startswith("-"), sys.argv[1:]))
    options = sys.argv[1 + len(stated) :]
    if stated != [NEEDS_MODEL]:
        stated, options = parser.parse_args().names, []
    if unknown := set(stated) - set(names):
        parser.error(f"no benchmark is called {', '.join(sorted(unknown))}")
    for name in stated or [name for name in names if name != NEEDS_MODEL]:
        print(f"== {name}")
        module = importlib.import_module(f"scripts.benchmarks.{name}")
        if name == NEEDS_MODEL:
            return int(module.main(options))
        module.main()
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""`scripts/bench [NAME ...]`: run benchmarks by name, without names all of them."""

import argparse
import importlib
import pkgutil

from scripts import benchmarks


def main() -> None:
    """Run what was asked for, each under its name."""
    names = [
        module.name for module in pkgutil.iter_modules(benchmarks.__path__) if not module.name.startswith("_")
    ]
    parser = argparse.ArgumentParser(
        prog="scripts/bench", description="Measure, as ratios within one run on this machine."
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of {', '.join(names)} (default: all)")
    chosen = parser.parse_args().names or names
    if unknown := set(chosen) - set(names):
        parser.error(f"no benchmark is called {', '.join(sorted(unknown))}")
    for name in chosen:
        print(f"== {name}")
        importlib.import_module(f"scripts.benchmarks.{name}").main()


if __name__ == "__main__":
    main()

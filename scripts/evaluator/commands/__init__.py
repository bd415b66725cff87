"""One module for each command of `scripts/evaluate`: `run(args) -> exit code`."""

import os
import sys
from collections.abc import Iterable
from pathlib import Path

from scripts.evaluator.evaluation import Options


def options(seconds: float) -> Options:
    """How pages are looked at; CDN_MIRROR names a node_modules folder that stands in for CDNs."""
    return Options(seconds, os.environ.get("CDN_MIRROR"))


def pictures(db: Path) -> Path:
    """Where the screenshots of a course lie: beside its database."""
    return db.with_name(f"{db.stem}-pictures")


def tell(problems: Iterable[str]) -> bool:
    """One line on stderr for each problem; whether there was any."""
    lines = list(dict.fromkeys(problem for problem in problems))
    for line in lines:
        sys.stderr.write(f"{line}\n")
    return bool(lines)

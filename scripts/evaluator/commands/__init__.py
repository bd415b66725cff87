"""One module for each command of `scripts/evaluate`: `run(args) -> exit code`."""

import os
import sys
from collections.abc import Iterable

from scripts.evaluator.page import Options


def options(seconds: float) -> Options:
    """How pages are looked at; CDN_MIRROR names a node_modules folder that stands in for CDNs."""
    return Options(seconds, os.environ.get("CDN_MIRROR"))


def tell(problems: Iterable[str]) -> bool:
    """One line on stderr for each problem; whether there was any."""
    lines = list(dict.fromkeys(problems))
    sys.stderr.writelines(f"{line}\n" for line in lines)
    return bool(lines)

"""The files that an app must hold: those that brief or checks name, and those that its own pages link to."""

import re
from collections.abc import Iterable, Sequence

from orchestrator.errors import UnsafePath
from orchestrator.generate.app.links import missing_files
from orchestrator.records.site import MARKER, Site
from orchestrator.task.model import Task
from orchestrator.text.paths import checked_path
from orchestrator.verify.demands.file_names import code_without_addresses, wanted_files

PROVIDED = frozenset({"LICENSE", "README.md", ".github/workflows/pages.yml", MARKER})
"""What every app gets without the generator."""

DATA = frozenset(re.findall(r"\w+", "csv tsv json geojson jsonl ndjson xml parquet sqlite db"))
"""Endings of data files."""

BINARY = frozenset(re.findall(r"\w+", "png jpg jpeg gif webp ico pdf xlsx xls zip woff woff2 ttf mp3 mp4"))
"""Endings of files that a text reply cannot hold: these are only ever attachments or sources."""


def named_files(task: Task) -> tuple[str, ...]:
    """Paths that brief and checks ask for, in the order in which they are named; attachments included."""
    checks = [code_without_addresses(check.body) for check in task.checks]
    return tuple(name for name in wanted_files(task.brief, *checks) if _safe(name))


def missing_from(site: Site, named: Sequence[str]) -> dict[str, str]:
    """What the site lacks: path → why it is needed. Text files only: a model can write no others."""
    lacking = {name: "the request names it" for name in named if name not in site}
    lacking |= {path: f"{by} refers to it" for path, by in missing_files(site).items() if path not in lacking}
    if "index.html" not in site:
        lacking["index.html"] = "every app begins with it"
    return {path: why for path, why in lacking.items() if _writable(path) and path not in PROVIDED}


def invented_data(missing: Iterable[str], named: Sequence[str]) -> list[str]:
    """The data files among missing ones that the request does not ask for: a model could only invent them."""
    return [path for path in missing if path.rpartition(".")[2].lower() in DATA and path not in named]


def _writable(path: str) -> bool:
    return _safe(path) and path.rpartition(".")[2].lower() not in BINARY


def _safe(path: str) -> bool:
    try:
        checked_path(path)
    except UnsafePath:
        return False
    return True

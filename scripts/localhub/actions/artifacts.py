"""Artifacts of runs: folders that the shim of upload-artifact fills."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from scripts.localhub.models import Run


@dataclass(frozen=True)
class Artifact:
    """One artifact of a run; `folder` holds its files."""

    id: int
    name: str
    size: int
    created_at: datetime
    folder: Path


def of_run(run: Run) -> list[Artifact]:
    """The finished artifacts of a run; the shim writes `artifact.json` last."""
    found = []
    for path in sorted(run.artifacts.glob("*/artifact.json")):
        facts = json.loads(path.read_text("utf-8"))
        created = datetime.fromisoformat(facts["created_at"])
        found.append(Artifact(facts["id"], facts["name"], facts["size"], created, path.parent / "files"))
    return found

"""Artifacts of runs: folders that the shim of upload-artifact fills."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from scripts.localhub import serializers as shapes
from scripts.localhub.records import Run, stamp
from scripts.localhub.world import World


@dataclass(frozen=True)
class Artifact:
    """One artifact of a run."""

    id: int
    name: str
    size: int
    created_at: datetime
    folder: Path
    """Its files."""


def of_run(run: Run) -> list[Artifact]:
    """The finished artifacts of a run; the shim writes `artifact.json` last."""
    found = []
    for path in sorted(run.artifacts.glob("*/artifact.json")):
        facts = json.loads(path.read_text("utf-8"))
        made = datetime.fromisoformat(facts["created_at"])
        found.append(Artifact(facts["id"], facts["name"], facts["size"], made, path.parent / "files"))
    return found


def shape(world: World, run: Run, artifact: Artifact) -> dict[str, Any]:
    """`artifact`."""
    root = f"{world.api_url}/repos/{run.repository.full_name}/actions/artifacts/{artifact.id}"
    return {
        "id": artifact.id,
        "node_id": shapes.node_id("A", artifact.id),
        "name": artifact.name,
        "size_in_bytes": artifact.size,
        "url": root,
        "archive_download_url": f"{root}/zip",
        "expired": False,
        "digest": f"sha256:{hashlib.sha256(str(artifact.id).encode()).hexdigest()}",
        "created_at": stamp(artifact.created_at),
        "updated_at": stamp(artifact.created_at),
        "expires_at": stamp(artifact.created_at + timedelta(days=90)),
        "workflow_run": {
            "id": run.id,
            "repository_id": run.repository.id,
            "head_repository_id": run.repository.id,
            "head_branch": run.branch,
            "head_sha": run.sha,
        },
    }

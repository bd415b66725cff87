"""download-artifact: copy artifacts of this run into the work space."""

import fnmatch
import os
import shutil
from pathlib import Path

from scripts.act.steps.hub import artifact_folder, failed, output


def main() -> int:
    """One artifact by name into the folder itself, else each that fits the pattern into one of its own."""
    name, target = os.environ["NAME"], Path.cwd() / os.environ["TARGET"]
    if name and not (artifact_folder(name) / "artifact.json").is_file():
        return failed(f"Unable to download artifact(s): Artifact not found for name: {name}")
    names = [name] if name else _matching(os.environ["PATTERN"] or "*")
    for one in names:
        into = target if name or os.environ["MERGE"] == "true" else target / one
        shutil.copytree(
            artifact_folder(one) / "files", into, dirs_exist_ok=True, copy_function=shutil.copyfile
        )
    output(**{"download-path": target.resolve()})
    print(f"{len(names)} artifacts in {target}")
    return 0


def _matching(pattern: str) -> list[str]:
    found = artifact_folder("").glob("*/artifact.json")
    return sorted(path.parent.name for path in found if fnmatch.fnmatch(path.parent.name, pattern))

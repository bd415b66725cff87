"""upload-artifact and download-artifact: copy files into the run's folder and back, with the real rules.

Lines are files, folders or patterns; a line that starts with an exclamation mark excludes. Dot files are left
out by default. The folder that all lines have in common is removed. A name can be used once in an attempt.
"""

import fnmatch
import json
import os
import re
import shutil
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from scripts.act.runner import artifact_folder, failed, output


def upload() -> int:
    """Copy what the lines of PATHS name into the artifact NAME."""
    env = os.environ
    lines = [line.strip() for line in env["PATHS"].splitlines() if line.strip()]
    wanted = [line for line in lines if not line.startswith("!")]
    files = {file for line in wanted for file in _files(line)}
    files -= {file for line in lines if line.startswith("!") for file in _files(line[1:])}
    if env["HIDDEN"] != "true":
        files = {file for file in files if "/." not in f"/{file.relative_to(Path.cwd())}"}
    if not files:
        return _nothing(f"No files were found with the provided path: {' '.join(lines)}.")
    facts = artifact_folder(env["NAME"]) / "artifact.json"
    earlier = json.loads(facts.read_text("utf-8"))["attempt"] if facts.is_file() else None
    if earlier == env["GITHUB_RUN_ATTEMPT"] and env["OVERWRITE"] != "true":
        return failed("(409) Conflict: an artifact with this name already exists on the workflow run")
    common = Path(os.path.commonpath([_split(line)[0] for line in wanted]))
    _store(env["NAME"], sorted(files), common if common.is_dir() else common.parent)
    return 0


def download() -> int:
    """One artifact by name into the folder itself, else each that fits the pattern into one of its own."""
    name, target = os.environ["NAME"], Path.cwd() / os.environ["TARGET"]
    if name and not (artifact_folder(name) / "artifact.json").is_file():
        return failed(f"Unable to download artifact(s): Artifact not found for name: {name}")
    found = sorted(path.parent.name for path in artifact_folder("").glob("*/artifact.json"))
    names = [name] if name else fnmatch.filter(found, os.environ["PATTERN"] or "*")
    for one in names:
        into = target if name or os.environ["MERGE"] == "true" else target / one
        files = artifact_folder(one) / "files"
        shutil.copytree(files, into, dirs_exist_ok=True, copy_function=shutil.copyfile)
    output(**{"download-path": target.resolve()})
    print(f"{len(names)} artifacts in {target}")
    return 0


def _files(line: str) -> Iterator[Path]:
    """The files that a line names, and all below its folders; no link leads out of the work space."""
    start, pattern = _split(line)
    for found in start.glob(pattern) if pattern else [start]:
        for file in found.rglob("*") if found.is_dir() else [found]:
            if file.is_file() and file.resolve().is_relative_to(Path.cwd().resolve()):
                yield file


def _split(line: str) -> tuple[Path, str]:
    """The path before a line's first wildcard, and the pattern from there on."""
    parts = [part if part == "**" else re.sub(r"\*+", "*", part) for part in line.rstrip("/").split("/")]
    count = next((index for index, part in enumerate(parts) if re.search(r"[*?\[]", part)), len(parts))
    start = "/".join(parts[:count]) or ("/" if line.startswith("/") else ".")
    return Path.cwd() / start, "/".join(parts[count:])


def _store(name: str, files: list[Path], root: Path) -> None:
    """Copy contents without their modes, as a zip would; `artifact.json` comes last and marks it complete."""
    folder = artifact_folder(name)
    shutil.rmtree(folder, ignore_errors=True)
    for file in files:
        place = folder / "files" / file.relative_to(root)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, place)
    number, size = time.time_ns() // 1000, sum(file.stat().st_size for file in files)
    facts = {"id": number, "name": name, "size": size, "created_at": datetime.now(UTC).isoformat(),
             "attempt": os.environ["GITHUB_RUN_ATTEMPT"]}  # fmt: skip
    (folder / "artifact.json").write_text(json.dumps(facts), "utf-8")
    server, repository = os.environ["GITHUB_SERVER_URL"], os.environ["GITHUB_REPOSITORY"]
    run = f"{server}/{repository}/actions/runs/{os.environ['GITHUB_RUN_ID']}"
    output(**{"artifact-id": number, "artifact-url": f"{run}/artifacts/{number}"})
    print(f"{len(files)} files, {size} bytes in artifact {name}")


def _nothing(reason: str) -> int:
    text = f"{reason} No artifacts will be uploaded."
    if os.environ["IF_NONE"] == "error":
        return failed(text)
    print(f"::warning::{text}" if os.environ["IF_NONE"] == "warn" else text)
    return 0

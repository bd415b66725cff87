"""upload-artifact: copy the named files into the run's folder, with the real action's rules.

Lines are files, folders or patterns; a line that starts with an exclamation mark excludes. Dot files are left
out by default. The folder that all lines have in common is removed. A name can be used once in an attempt.
"""

import json
import os
import re
import shutil
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from scripts.act.steps.hub import artifact_folder, failed, output

_WILD = re.compile(r"[*?\[]")


def main() -> int:
    """Read the inputs from the environment and copy."""
    env = os.environ
    lines = [line.strip() for line in env["PATHS"].splitlines() if line.strip()]
    wanted = [line for line in lines if not line.startswith("!")]
    files = selected(wanted, [line[1:] for line in lines if line.startswith("!")], env["HIDDEN"] == "true")
    if not files:
        return _nothing(env["IF_NONE"], " ".join(lines))
    if _exists(env["NAME"]) and env["OVERWRITE"] != "true":
        return failed("(409) Conflict: an artifact with this name already exists on the workflow run")
    _store(env["NAME"], files, root_of(wanted))
    return 0


def selected(wanted: list[str], excluded: list[str], hidden: bool) -> list[Path]:
    """All files that the lines name, absolute and sorted."""
    rules = [expression(line) for line in excluded]
    found = {file for line in wanted for file in _below(line) if hidden or not _is_hidden(file)}
    return sorted(file for file in found if not any(rule.fullmatch(str(file)) for rule in rules))


def _below(line: str) -> Iterator[Path]:
    rule = expression(line)
    start = fixed_part(line)
    for file in start.rglob("*") if start.is_dir() else [start]:
        inside = file.resolve().is_relative_to(Path.cwd().resolve())  # no link leads out of the work space
        if inside and file.is_file() and rule.fullmatch(str(file)):
            yield file


def fixed_part(line: str) -> Path:
    """The path before a line's first wildcard."""
    parts = []
    for part in line.rstrip("/").split("/"):
        if _WILD.search(part):
            break
        parts.append(part)
    whole = "/".join(parts)
    return Path("/" if line.startswith("/") and not whole else Path.cwd() / whole)


def expression(line: str) -> re.Pattern[str]:
    """A rule for absolute paths: `**` crosses folders, and a match includes all that lies below it."""
    text = str(Path.cwd() / line.rstrip("/"))
    meanings = {"/**": "(?:/.*)?", "*": "[^/]*", "?": "[^/]"}
    parts = re.split(r"(/\*\*(?=/|$)|\*|\?)", text)
    return re.compile("".join(meanings.get(part, re.escape(part)) for part in parts) + "(?:/.*)?", re.DOTALL)


def _is_hidden(file: Path) -> bool:
    here = Path.cwd()
    parts = file.relative_to(here).parts if file.is_relative_to(here) else (file.name,)
    return any(part.startswith(".") for part in parts)


def root_of(wanted: list[str]) -> Path:
    """The folder that all lines have in common, or a single file's own."""
    common = Path(os.path.commonpath([str(fixed_part(line)) for line in wanted]))
    return common if common.is_dir() else common.parent


def _exists(name: str) -> bool:
    facts = artifact_folder(name) / "artifact.json"
    return (
        facts.is_file()
        and json.loads(facts.read_text("utf-8"))["attempt"] == os.environ["GITHUB_RUN_ATTEMPT"]
    )


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


def _nothing(what: str, lines: str) -> int:
    text = f"No files were found with the provided path: {lines}. No artifacts will be uploaded."
    if what == "error":
        return failed(text)
    print(f"::warning::{text}" if what == "warn" else text)
    return 0

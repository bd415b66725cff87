"""Copy the files that an upload names, with the real action's rules for patterns, roots and dot files."""

import json
import os
import re
import shutil
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path


def main() -> int:
    """Read the inputs from the environment and copy."""
    env = os.environ
    lines = [line.strip() for line in env["PATHS"].splitlines() if line.strip()]
    wanted = [line for line in lines if not line.startswith("!")]
    unwanted = [expression(line[1:]) for line in lines if line.startswith("!")]
    hidden = env["HIDDEN"] == "true"
    files = [
        path for path in selected(wanted, hidden) if not any(rule.fullmatch(str(path)) for rule in unwanted)
    ]
    if not files:
        return nothing(env["IF_NONE"], env["PATHS"])
    folder = Path(env["LOCALHUB_ARTIFACTS"]) / env["NAME"]
    if (
        folder.exists()
        and env["OVERWRITE"] != "true"
        and json.loads((folder / "artifact.json").read_text())["run_attempt"] == env["GITHUB_RUN_ATTEMPT"]
    ):
        print(f"::error::an artifact with the name {env['NAME']} already exists on the workflow run")
        return 1
    shutil.rmtree(folder, ignore_errors=True)
    number = time.time_ns() // 1000
    size = copy(files, root_of(wanted, files), folder / "files")
    facts = {"id": number, "name": env["NAME"], "size": size, "created_at": datetime.now(UTC).isoformat(),
             "run_attempt": env["GITHUB_RUN_ATTEMPT"]}  # fmt: skip
    (folder / "artifact.json").write_text(json.dumps(facts), "utf-8")
    with Path(env["GITHUB_OUTPUT"]).open("a", encoding="utf-8") as output:
        url = f"{env['GITHUB_SERVER_URL']}/{env['GITHUB_REPOSITORY']}/actions/runs/{env['GITHUB_RUN_ID']}/artifacts/{number}"
        output.write(f"artifact-id={number}\nartifact-url={url}\n")
    print(f"{len(files)} files, {size} bytes in artifact {env['NAME']}")
    return 0


def nothing(what: str, paths: str) -> int:
    """What happens when no file was found."""
    text = f"No files were found with the provided path: {' '.join(paths.split())}. No artifacts will be uploaded."
    print(f"::error::{text}" if what == "error" else f"::warning::{text}" if what == "warn" else text)
    return 1 if what == "error" else 0


def selected(wanted: list[str], hidden: bool) -> list[Path]:
    """All files that the lines name, absolute and sorted."""
    found = {file for line in wanted for file in below(line) if hidden or not is_hidden(file)}
    return sorted(found)


def below(line: str) -> Iterator[Path]:
    """The files of one line: a file, everything in a folder, or what a pattern matches."""
    path = Path.cwd() / line
    if not any(sign in line for sign in "*?["):
        yield from files_in(path)
        return
    rule = expression(line)
    for file in files_in(fixed_part(line)):
        if rule.fullmatch(str(file)):
            yield file


def files_in(path: Path) -> list[Path]:
    """The file itself, or all files below a folder."""
    if path.is_dir():
        return [file for file in path.rglob("*") if file.is_file()]
    return [path] if path.is_file() else []


def fixed_part(line: str) -> Path:
    """The folder that a line starts from: what stands before its first wildcard."""
    parts = []
    for part in line.rstrip("/").split("/"):
        if any(sign in part for sign in "*?["):
            break
        parts.append(part)
    return Path.cwd() / "/".join(parts)


def expression(line: str) -> re.Pattern[str]:
    """A pattern for absolute paths: `**` crosses folders, and a match includes all that lies below."""
    text = str(Path.cwd() / line.rstrip("/"))
    parts = re.split(r"(/\*\*(?=/|$)|\*|\?)", text)
    meanings = {"/**": "(?:/.*)?", "*": "[^/]*", "?": "[^/]"}
    return re.compile("".join(meanings.get(part, re.escape(part)) for part in parts) + "(?:/.*)?", re.DOTALL)


def is_hidden(file: Path) -> bool:
    """Whether a part of the path below the work space begins with a dot."""
    return (
        any(part.startswith(".") for part in file.relative_to(Path.cwd()).parts)
        if file.is_relative_to(Path.cwd())
        else file.name.startswith(".")
    )


def root_of(wanted: list[str], files: list[Path]) -> Path:
    """What is cut off the front: the folder that all lines have in common, or a single file's own."""
    starts = [fixed_part(line) for line in wanted]
    if len(starts) == 1:
        return starts[0] if starts[0].is_dir() else starts[0].parent
    common = Path(os.path.commonpath([str(start) for start in starts]))
    return common if common.is_dir() else common.parent


def copy(files: list[Path], root: Path, target: Path) -> int:
    """Copy contents without their modes, as a zip would; returns the bytes."""
    size = 0
    for file in files:
        place = target / file.relative_to(root)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, place)
        size += place.stat().st_size
    return size


sys.exit(main())

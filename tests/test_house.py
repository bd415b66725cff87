"""Dependencies run one way, and every room is the only one that knows its library."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

LIBRARIES = {
    "openai": ("orchestrator/generate/", "scripts/benchmarks/model/"),
    "github": ("orchestrator/publish/", "scripts/github_setup/"),
    "playwright": ("orchestrator/verify/browser.py", "scripts/evaluator/", "scripts/benchmarks/model/"),
}
"""Package → the only folders or files that may import it."""

STAGES = ("task", "generate", "verify", "publish", "report")

LOCKS = ("generate", "publish", "relay")


def python_files(*folders: str) -> Iterator[Path]:
    for folder in folders:
        yield from sorted((ROOT / folder).rglob("*.py"))


def imported(path: Path) -> set[str]:
    """The dotted names that a file imports, wherever in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return names


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("library", LIBRARIES)
def test_a_library_is_imported_in_its_room_alone(library: str) -> None:
    elsewhere = [
        name(path)
        for path in python_files("orchestrator", "relay", "scripts")
        if library in {module.split(".")[0] for module in imported(path)}
        and not name(path).startswith(LIBRARIES[library])
    ]
    assert elsewhere == []


def test_the_orchestrator_knows_neither_relay_nor_scripts() -> None:
    guilty = [
        name(path)
        for path in python_files("orchestrator")
        if {"relay", "scripts"} & {module.split(".")[0] for module in imported(path)}
    ]
    assert guilty == []


def test_the_relay_knows_only_the_task() -> None:
    allowed = ("orchestrator.task", "orchestrator.errors", "orchestrator.text")
    strangers = {
        f"{name(path)} → {module}"
        for path in python_files("relay")
        for module in imported(path)
        if module.startswith("orchestrator.") and not module.startswith(allowed)
    }
    assert strangers == set()


@pytest.mark.parametrize(
    ("stage", "below"),
    [("task", ()), ("verify", ("task",)), ("generate", ("task", "verify")), ("publish", ("task", "verify")),
     ("report", ("task", "publish"))],
)  # fmt: skip
def test_a_stage_imports_only_what_lies_before_it(stage: str, below: tuple[str, ...]) -> None:
    others = [f"orchestrator.{other}" for other in (*STAGES, "commands") if other not in {stage, *below}]
    climbing = {
        f"{name(path)} → {module}"
        for path in python_files(f"orchestrator/{stage}")
        for module in imported(path)
        for other in others
        if module == other or module.startswith(f"{other}.")
    }
    assert climbing == set()


def test_the_locks_of_all_jobs_agree_with_the_one_of_the_developers() -> None:
    def pins(job: str) -> dict[str, str]:
        text = (ROOT / "requirements" / f"{job}.txt").read_text("utf-8")
        return dict(re.findall(r"^([A-Za-z0-9._-]+)==(\S+)", text, re.MULTILINE))

    developers = pins("dev")
    for job in LOCKS:
        assert pins(job).items() <= developers.items()


def test_no_tracked_file_names_a_registry_host() -> None:
    hosts = ["pypi" + ".org", "pythonhosted" + ".org", "registry.npmjs" + ".org"]
    found = subprocess.run(
        ["git", "grep", "-lFI", *(part for host in hosts for part in ("-e", host))],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert found.stdout == ""

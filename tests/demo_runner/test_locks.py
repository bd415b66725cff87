"""Each job runs with the packages of its own lock and nothing else."""

import io
import json
import re
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from scripts.demo_runner.request_files import RequestFile
from scripts.demo_runner.send import send_request
from scripts.demo_runner.servers import CHECKOUT, servers

GUARD = """
import json, os, pathlib, sys

class Guard:
    blocked = frozenset(json.loads(pathlib.Path(__file__).with_name("blocked.json").read_text())
                        .get(os.environ.get("GITHUB_JOB", ""), ()))

    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in self.blocked:
            raise ModuleNotFoundError(f"{name} is not in the lock of the job {os.environ['GITHUB_JOB']}")

sys.meta_path.insert(0, Guard())
"""
"""As `sitecustomize` it makes every package that a job's lock does not hold impossible to import."""


def blocked_modules(job: str) -> list[str]:
    lock = (CHECKOUT / "requirements" / f"{job}.txt").read_text("utf-8")
    held = {plain(name) for name in re.findall(r"^([A-Za-z0-9._-]+)==", lock, re.MULTILINE)}
    return [
        module
        for module, owners in packages_distributions().items()
        if not held & {plain(owner) for owner in owners}
    ]


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.fixture
def guard(tmp_path: Path) -> Path:
    folder = tmp_path / "guard"
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(GUARD, "utf-8")
    blocked = {job: blocked_modules(job) for job in ("generate", "publish")}
    (folder / "blocked.json").write_text(json.dumps(blocked), "utf-8")
    return folder


def test_both_jobs_run_with_their_own_locks(
    tmp_path: Path, guard: Path, request_fields: dict[str, Any]
) -> None:
    request = RequestFile(Path("request.json"), request_fields)
    with servers(tmp_path / "store", environment={"PYTHONPATH": str(guard)}) as here:
        outcome = send_request(request, here, Console(file=io.StringIO()), as_is=False)
    assert outcome.conclusion == "success", outcome.log_tail
    assert "openai" in blocked_modules("publish")

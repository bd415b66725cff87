"""The offline replacements of the pinned actions: their steps as child processes, and one through act."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from scripts.localhub.actions.act import SHIMS
from scripts.localhub.traffic.tokens import Token
from tests.localhub.kit import Kit

TASK = Path(__file__).resolve().parents[2] / ".github/workflows/task.yml"
APP_TOKEN = TASK.parents[1] / "actions/app-token/action.yml"

FILES = (
    "x.txt",
    "run/a.json",
    "run/task.json",
    "run/site/index.html",
    "run/site/.github/w.yml",
    "run/site/.nojekyll",
)

Step = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def step(tmp_path: Path) -> Step:
    """Runs one step in a work space with files; each upload is named `run`."""
    for name in FILES:
        (tmp_path / "space" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "space" / name).write_text(name)
    defaults = {
        "LOCALHUB_ARTIFACTS": str(tmp_path / "artifacts"), "GITHUB_OUTPUT": str(tmp_path / "output"),
        "GITHUB_RUN_ATTEMPT": "1", "GITHUB_SERVER_URL": "http://127.0.0.1", "GITHUB_REPOSITORY": "owner/app",
        "GITHUB_RUN_ID": "7", "NAME": "run", "HIDDEN": "false", "IF_NONE": "warn", "OVERWRITE": "false",
        "TARGET": "back", "PATTERN": "*", "MERGE": "false", "PATH": os.environ["PATH"],
    }  # fmt: skip

    def run(name: str, **env: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-S", str(SHIMS / "run.py"), "artifacts", name]
        return subprocess.run(
            command, cwd=tmp_path / "space", env=defaults | env, check=False, capture_output=True, text=True
        )

    return run


@pytest.mark.parametrize(
    ("paths", "hidden", "expected"),
    [
        ("run/\n!run/task.json", "true",
         ["a.json", "site/.github/w.yml", "site/.nojekyll", "site/index.html"]),
        ("run/\n!run/task.json", "false", ["a.json", "site/index.html"]),
        ("run/*.json\n!run/task.json", "false", ["a.json"]),
        ("run/**/*.html", "false", ["site/index.html"]),
        ("run/a.json\nx.txt", "false", ["run/a.json", "x.txt"]),
        ("x.txt", "false", ["x.txt"]),
        (".", "false", ["run/a.json", "run/site/index.html", "run/task.json", "x.txt"]),
        ("run/**\n!run/site/**", "true", ["a.json", "task.json"]),
    ],
)  # fmt: skip
def test_an_upload_takes_the_files_that_its_lines_name(
    step: Step, tmp_path: Path, paths: str, hidden: str, expected: list[str]
) -> None:
    (tmp_path / "space/link").symlink_to(tmp_path)
    assert step("upload", PATHS=paths, HIDDEN=hidden).returncode == 0
    root = tmp_path / "artifacts/run/files"
    stored = sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())
    assert stored == expected
    assert "artifact-id=" in (tmp_path / "output").read_text()


@pytest.mark.parametrize(("if_none", "code"), [("warn", 0), ("ignore", 0), ("error", 1)])
def test_an_upload_without_files_follows_its_input(
    step: Step, tmp_path: Path, if_none: str, code: int
) -> None:
    assert step("upload", PATHS="none/", IF_NONE=if_none).returncode == code
    assert not (tmp_path / "artifacts/run").exists()


def test_an_artifact_name_can_be_used_once_in_an_attempt(step: Step) -> None:
    tries: list[dict[str, str]] = [{}, {}, {"OVERWRITE": "true"}, {"GITHUB_RUN_ATTEMPT": "2"}]
    assert [step("upload", PATHS="x.txt", **env).returncode for env in tries] == [0, 1, 0, 0]


def test_a_download_copies_the_files_of_one_or_all_artifacts(step: Step, tmp_path: Path) -> None:
    step("upload", PATHS="run/", HIDDEN="true")
    assert step("download").returncode == 0
    assert (tmp_path / "space/back/site/.nojekyll").read_text() == "run/site/.nojekyll"
    step("download", NAME="", PATTERN="r*", TARGET="all")
    assert (tmp_path / "space/all/run/a.json").is_file()
    missing = step("download", NAME="none")
    message = "::error::Unable to download artifact(s): Artifact not found for name: none\n"
    assert (missing.returncode, missing.stdout) == (1, message)


ASK = """
for url in $GITHUB_API_URL/orgs/acme/repos $GITHUB_API_URL/user/repos; do
  curl -s -o answer -w '%{http_code}\\n' -d '{"name": "new"}' -H "Authorization: Bearer $TOKEN" $url
done
"""


def test_the_app_step_of_the_task_workflow_gives_publishing_a_token_that_suffices(kit: Kit) -> None:
    steps = yaml.safe_load(TASK.read_text("utf-8"))["jobs"]["publish"]["steps"]
    named = {step.get("id"): step for step in steps}
    action = APP_TOKEN.read_text("utf-8")
    given = yaml.safe_load(action)["runs"]["steps"][0]["with"].items()
    prefix = "permission-"
    rights = {name.removeprefix(prefix): level for name, level in given if name.startswith(prefix)}
    kit.hub.add_organization("acme")
    token = Token("ghs_app", "app", "owner", "acme", "app", permissions=rights)
    kit.hub.state.app_token = kit.hub.state.add_token(token)
    kit.hub.state.secrets["owner/control"] = {"APP_PRIVATE_KEY": "key"}
    kit.hub.state.variables["owner/control"] = {"APP_CLIENT_ID": "Iv1", "TARGET_OWNER": "acme"}
    ask = {"run": ASK, "env": {"TOKEN": named["publish"]["env"]["TARGET_TOKEN"]}}
    kit.hub.create_repository("owner/control")
    kit.push({".github/actions/app-token/action.yml": action}, "owner/control")
    job = {"runs-on": "ubuntu-24.04", "steps": [{"uses": "actions/checkout@v7"}, named["app"], ask]}
    run = kit.run(json.dumps({"on": "repository_dispatch", "jobs": {"publish": job}}), "owner/control")
    codes = [line[-3:] for line in run.log.read_text("utf-8").splitlines() if line[-3:].isdigit()]
    assert codes == ["201", "403"]

"""The offline replacements of the pinned actions: their steps as child processes, and Pages through act."""

import json
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from scripts.localhub.actions.act import SHIMS
from scripts.localhub.traffic.tokens import Token
from tests.localhub.kit import Kit

TASK = Path(__file__).resolve().parents[2] / ".github/workflows/task.yml"
APP_TOKEN = TASK.parents[1] / "actions/app-token/action.yml"

FILES = ("a.json", "task.json", "site/index.html", "site/.github/w.yml", "site/.nojekyll")

Step = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def step(tmp_path: Path) -> Step:
    """Runs one step in a work space with files; each upload is named `run`."""
    for name in ("x.txt", *(f"run/{name}" for name in FILES)):
        (tmp_path / "space" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "space" / name).write_text(name)
    (tmp_path / "artifacts").mkdir()
    defaults = {
        "LOCALHUB_ARTIFACTS": str(tmp_path / "artifacts"), "GITHUB_OUTPUT": str(tmp_path / "output"),
        "GITHUB_RUN_ATTEMPT": "1", "GITHUB_SERVER_URL": "http://127.0.0.1", "GITHUB_REPOSITORY": "owner/app",
        "GITHUB_RUN_ID": "7", "NAME": "run", "HIDDEN": "false", "IF_NONE": "warn", "OVERWRITE": "false",
        "TARGET": "back", "PATTERN": "*", "MERGE": "false", "PATH": os.environ["PATH"],
    }  # fmt: skip

    def run(*name: str, **env: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-S", str(SHIMS / "run.py"), "artifacts", *name]
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
        ("run/**\n!run/site/**", "true", ["a.json", "task.json"]),
    ],
)  # fmt: skip
def test_an_upload_takes_the_files_that_its_lines_name(
    step: Step, tmp_path: Path, paths: str, hidden: str, expected: list[str]
) -> None:
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
    codes = [
        step("upload", PATHS="x.txt", OVERWRITE=overwrite).returncode
        for overwrite in ("false", "false", "true")
    ]
    assert codes == [0, 1, 0]


def test_a_download_copies_the_files_of_one_or_all_artifacts(step: Step, tmp_path: Path) -> None:
    step("upload", PATHS="run/", HIDDEN="true")
    assert step("download").returncode == 0
    assert (tmp_path / "space/back/site/.nojekyll").read_text() == "run/site/.nojekyll"
    step("download", NAME="", PATTERN="r*", TARGET="all")
    assert (tmp_path / "space/all/run/a.json").is_file()
    missing = step("download", NAME="none")
    message = "::error::Unable to download artifact(s): Artifact not found for name: none\n"
    assert (missing.returncode, missing.stdout) == (1, message)


PAGES = """
on: push
permissions: {contents: read, pages: write, id-token: write}
jobs:
  deploy:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v1
      - {id: where, uses: actions/configure-pages@v1}
      - {uses: actions/upload-pages-artifact@v1, with: {path: .}}
      - {id: deploy, uses: actions/deploy-pages@v1}
      - run: echo ${{ steps.where.outputs.base_path }} ${{ steps.deploy.outputs.page_url }}
"""


def push(kit: Kit, **files: str) -> str:
    """Push and return the log of the run that this starts."""
    kit.push(
        {".github/workflows/pages.yml": PAGES}
        | {name.replace("_", "."): text for name, text in files.items()}
    )
    assert kit.hub.wait_idle()
    return kit.hub.runs()[-1].log.read_text("utf-8")


def test_a_pages_workflow_publishes_the_pushed_files_without_dot_files(app: Kit) -> None:
    assert "Get Pages site failed. Error: Not Found (404)" in push(app, index_html="too early")
    app.call("POST", "/repos/owner/app/pages", {"build_type": "workflow"})
    assert f"deploy | /pages/owner/app {app.hub.url}/pages/owner/app/\n" in push(
        app, index_html="live", _env="x"
    )
    assert (app.page("").text, app.page(".env").status_code) == ("live", 404)
    assert [run.conclusion for run in app.hub.runs()] == ["failure", "success"]
    assert app.hub.calls().total == 1


def test_a_stuck_deployment_is_given_up_and_its_commit_stays_cancelled(app: Kit) -> None:
    app.hub.state.deploy_seconds = 0.1
    app.hub.state.pages_outcomes.append("stuck")
    app.call("POST", "/repos/owner/app/pages", {"build_type": "workflow"})
    assert "Timeout reached, aborting!" in push(app, index_html="one")
    run = app.hub.runs()[0]
    app.call("POST", f"/repos/owner/app/actions/runs/{run.id}/rerun")
    assert app.hub.wait_idle()
    assert "due to a cancelled deployment" in run.log.read_text()


ASK = """
for url in $GITHUB_API_URL/orgs/acme/repos $GITHUB_API_URL/user/repos; do
  curl -s -o answer -w '%{http_code}\\n' -d '{"name": "new"}' -H "Authorization: Bearer $TOKEN" $url
done
"""


def test_the_app_step_of_the_task_workflow_gives_publishing_a_token_that_suffices(kit: Kit) -> None:
    workflow = yaml.safe_load(TASK.read_text("utf-8"))["jobs"]["publish"]["steps"]
    steps = {step.get("id"): step for step in workflow}
    action = APP_TOKEN.read_text("utf-8")
    (asked,) = yaml.safe_load(action)["runs"]["steps"]
    rights = {
        name.removeprefix("permission-"): level
        for name, level in asked["with"].items()
        if name.startswith("permission-")
    }
    kit.hub.add_organization("acme")
    token = Token("ghs_app", "app", "owner", "acme", "app", permissions=defaultdict(str, rights))
    kit.hub.state.app_token = kit.hub.state.add_token(token)
    kit.hub.state.secrets["owner/control"] = {"APP_PRIVATE_KEY": "key"}
    kit.hub.state.variables["owner/control"] = {"APP_CLIENT_ID": "Iv1", "TARGET_OWNER": "acme"}
    ask = {"run": ASK, "env": {"TOKEN": steps["publish"]["env"]["TARGET_TOKEN"]}}
    kit.hub.create_repository("owner/control")
    kit.push({".github/actions/app-token/action.yml": action}, "owner/control")
    checkout = {"uses": "actions/checkout@v7"}
    job = {"runs-on": "ubuntu-24.04", "steps": [checkout, steps["app"], ask]}
    run = kit.run(json.dumps({"on": "repository_dispatch", "jobs": {"publish": job}}), "owner/control")
    assert [line[-3:] for line in run.log.read_text("utf-8").splitlines() if line[-3:].isdigit()] == [
        "201",
        "403",
    ]

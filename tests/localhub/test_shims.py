"""The stand-ins for the pinned actions, run as their steps run: as child processes in a work space."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from scripts.localhub.actions.act import SHIMS
from tests.localhub.kit import Kit

FILES = [
    "run/a.json",
    "run/task.json",
    "run/site/index.html",
    "run/site/.github/w.yml",
    "run/site/.nojekyll",
    "x.txt",
]


@dataclass
class Space:
    """A work space with files, and the store of its run."""

    root: Path

    def step(self, name: str, **env: str) -> subprocess.CompletedProcess[str]:
        machine = {
            "PATH": os.environ["PATH"],
            "LOCALHUB_ARTIFACTS": str(self.root / "artifacts"),
            "GITHUB_OUTPUT": str(self.root / "output"),
            "GITHUB_RUN_ATTEMPT": "1",
            "GITHUB_SERVER_URL": "http://127.0.0.1",
            "GITHUB_REPOSITORY": "owner/app",
            "GITHUB_RUN_ID": "7",
        }
        command = [sys.executable, "-S", str(SHIMS / "run.py"), name]
        return subprocess.run(
            command, cwd=self.root / "space", env=machine | env, check=False, capture_output=True, text=True
        )

    def upload(
        self, paths: str, hidden: str = "false", if_none: str = "warn", overwrite: str = "false"
    ) -> int:
        return self.step(
            "upload", NAME="run", PATHS=paths, HIDDEN=hidden, IF_NONE=if_none, OVERWRITE=overwrite
        ).returncode

    def stored(self) -> list[str]:
        root = self.root / "artifacts/run/files"
        return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


@pytest.fixture
def space(tmp_path: Path) -> Space:
    for name in FILES:
        (tmp_path / "space" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "space" / name).write_text(name)
    (tmp_path / "artifacts").mkdir()
    return Space(tmp_path)


@pytest.mark.parametrize(
    ("paths", "hidden", "stored"),
    [
        (
            "run/\n!run/task.json",
            "true",
            ["a.json", "site/.github/w.yml", "site/.nojekyll", "site/index.html"],
        ),
        ("run/\n!run/task.json", "false", ["a.json", "site/index.html"]),
        ("run/*.json\n!run/task.json", "false", ["a.json"]),
        ("run/**/*.html", "false", ["site/index.html"]),
        ("run/a.json\nx.txt", "false", ["run/a.json", "x.txt"]),
        ("x.txt", "false", ["x.txt"]),
        ("run/**\n!run/site/**", "true", ["a.json", "task.json"]),
    ],
)
def test_an_upload_takes_what_its_lines_name(
    space: Space, paths: str, hidden: str, stored: list[str]
) -> None:
    assert space.upload(paths, hidden) == 0
    assert space.stored() == stored


@pytest.mark.parametrize(("if_none", "code"), [("warn", 0), ("ignore", 0), ("error", 1)])
def test_an_upload_of_nothing_does_what_it_was_told(space: Space, if_none: str, code: int) -> None:
    assert space.upload("none/", if_none=if_none) == code
    assert not (space.root / "artifacts/run").exists()


def test_a_name_is_taken_once_in_an_attempt(space: Space) -> None:
    assert [space.upload("x.txt"), space.upload("x.txt"), space.upload("x.txt", overwrite="true")] == [
        0,
        1,
        0,
    ]


def test_an_upload_tells_the_number_of_its_artifact(space: Space) -> None:
    space.upload("x.txt")
    facts = json.loads((space.root / "artifacts/run/artifact.json").read_text())
    assert f"artifact-id={facts['id']}\n" in (space.root / "output").read_text()
    assert facts["size"] == len("x.txt")


def test_a_download_brings_the_files_back(space: Space) -> None:
    space.upload("run/", "true")
    done = space.step("download", NAME="run", TARGET="back", PATTERN="*", MERGE="false")
    assert done.returncode == 0
    assert (space.root / "space/back/site/.nojekyll").read_text() == "run/site/.nojekyll"


def test_a_download_without_a_name_makes_a_folder_for_each(space: Space) -> None:
    space.upload("x.txt")
    space.step("download", NAME="", TARGET="back", PATTERN="r*", MERGE="false")
    assert (space.root / "space/back/run/x.txt").is_file()


def test_a_download_of_what_is_not_there_fails(space: Space) -> None:
    done = space.step("download", NAME="none", TARGET=".", PATTERN="*", MERGE="false")
    expected = "::error::Unable to download artifact(s): Artifact not found for name: none\n"
    assert (done.returncode, done.stdout) == (1, expected)


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


def test_a_pages_workflow_publishes_the_pushed_files_without_dot_files(app: Kit) -> None:
    app.call("POST", "/repos/owner/app/pages", {"build_type": "workflow"})
    app.push({".github/workflows/pages.yml": PAGES, "index.html": "live", ".secret": "x"})
    assert app.hub.wait_idle()
    assert f"deploy | /pages/owner/app {app.hub.url}/pages/owner/app/\n" in app.hub.runs()[0].log.read_text()
    assert (app.page("").text, app.page(".secret").status_code) == ("live", 404)
    assert app.hub.calls().total == 1


def test_a_pages_workflow_fails_where_pages_is_not_enabled(app: Kit) -> None:
    app.push({".github/workflows/pages.yml": PAGES, "index.html": "live"})
    assert app.hub.wait_idle()
    run = app.hub.runs()[0]
    assert "Get Pages site failed. Error: Not Found (404)" in run.log.read_text()
    assert run.conclusion == "failure"


def test_a_deployment_that_is_stuck_is_given_up_and_its_commit_is_dead(app: Kit) -> None:
    app.hub.state.deploy_seconds = 0.1
    app.hub.state.pages_outcomes.append("stuck")
    app.call("POST", "/repos/owner/app/pages", {"build_type": "workflow"})
    app.push({".github/workflows/pages.yml": PAGES, "index.html": "one"})
    assert app.hub.wait_idle()
    run = app.hub.runs()[0]
    app.call("POST", f"/repos/owner/app/actions/runs/{run.id}/rerun")
    assert app.hub.wait_idle()
    assert "due to a cancelled deployment" in run.log.read_text()
    app.push({"index.html": "two"})
    assert app.hub.wait_idle()
    assert app.page("").text == "two"


APP = """
on: {repository_dispatch: {types: [task]}}
jobs:
  one:
    runs-on: ubuntu-latest
    steps:
      - id: app
        uses: actions/create-github-app-token@v1
        with:
          app-id: ${{ vars.APP_ID }}
          private-key: ${{ secrets.APP_KEY }}
          owner: acme
          permission-contents: write
      - run: |
          ask() { curl -s -o /dev/null -w '%{http_code}\\n' -X POST -d "$2" \\
            -H 'Content-Type: application/json' -H "Authorization: Bearer $TOKEN" "$GITHUB_API_URL$1"; }
          ask /repos/acme/site/dispatches '{"event_type": "x"}'
          ask /orgs/acme/repos '{"name": "new"}'
          ask /user/repos '{"name": "new"}'
        env:
          TOKEN: ${{ steps.app.outputs.token }}
"""


def test_an_apps_token_may_do_what_the_step_asked_for(app: Kit) -> None:
    app.hub.add_organization("acme")
    app.hub.create_repository("acme/site")
    number, key = app.hub.add_app("acme", {"contents": "write", "administration": "write"})
    app.hub.state.secrets["owner/app"] = {"APP_KEY": key}
    app.hub.state.variables["owner/app"] = {"APP_ID": number}
    log = app.run(APP).log.read_text()
    assert [line[-3:] for line in log.splitlines() if line[:-3].endswith("one | ")] == ["204", "403", "403"]
    assert "PRIVATE KEY" not in log

"""The workflow files: what GitHub would only show when it runs them."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from orchestrator.commands import wait

ROOT = Path(__file__).resolve().parent.parent
TASK, RECOVER, CI, GALLERY = (
    ROOT / f".github/workflows/{name}.yml" for name in ("task", "recover", "ci", "gallery")
)
SETUP, APP_TOKEN = (ROOT / f".github/actions/{name}/action.yml" for name in ("setup", "app-token"))
PAGES = ROOT / "templates/site/pages.yml.jinja"


def load(path: Path) -> dict[Any, Any]:
    loaded: dict[Any, Any] = yaml.safe_load(path.read_text("utf-8"))
    return loaded


def steps(path: Path) -> list[dict[str, Any]]:
    document = load(path)
    holders = document["jobs"].values() if "jobs" in document else [document["runs"]]
    return [step for holder in holders for step in holder["steps"]]


def job_text(path: Path, job: str) -> str:
    return yaml.safe_dump(load(path)["jobs"][job])


@pytest.mark.parametrize(
    "path", [TASK, RECOVER, CI, GALLERY, SETUP, APP_TOKEN, PAGES], ids=lambda path: path.name
)
def test_every_step_has_a_name_and_every_action_a_pinned_commit(path: Path) -> None:
    for step in steps(path):
        assert step.get("name"), step
        used = step.get("uses", "./")
        assert used.startswith("./") or re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", used)


@pytest.mark.parametrize("path", [TASK, RECOVER, CI, GALLERY, PAGES], ids=lambda path: path.name)
def test_the_image_is_named_and_every_job_has_a_limit(path: Path) -> None:
    for job in load(path)["jobs"].values():
        assert job["runs-on"] == "ubuntu-24.04"
        assert job["timeout-minutes"] <= 30
    assert load(path)["permissions"] == {}


def test_python_and_uv_are_named_and_no_job_shares_a_cache_with_another() -> None:
    assert "--python 3.12 " in SETUP.read_text("utf-8")
    for path in (SETUP, CI):
        (uv,) = (step["with"] for step in steps(path) if "setup-uv" in step.get("uses", ""))
        assert re.fullmatch(r"\d+\.\d+\.\d+", str(uv["version"]))
        assert uv["enable-cache"] is False


def test_the_job_that_reads_strangers_text_has_no_target_token_and_the_other_no_model_key() -> None:
    assert "TARGET_TOKEN" not in job_text(TASK, "generate")
    assert "API_KEY" not in job_text(TASK, "publish")
    assert not {"TARGET_TOKEN", "API_KEY"} & set(re.findall(r"[A-Z]+_[A-Z]+", job_text(TASK, "recover")))


def test_the_token_of_an_app_gets_what_publishing_uses() -> None:
    (app,) = steps(APP_TOKEN)
    rights = {name.removeprefix("permission-") for name in app["with"] if name.startswith("permission-")}
    assert rights == {"actions", "administration", "contents", "pages", "statuses", "workflows"}
    users = [step for step in steps(TASK) if step.get("id") in {"preflight", "publish"}]
    asked = [step["with"]["client-id"] for step in steps(TASK) if step.get("id") == "app"]
    assert asked == ["${{ vars.APP_CLIENT_ID || vars.APP_ID }}"] * 2
    tokens = {step["env"]["TARGET_TOKEN"] for step in users}
    assert tokens == {"${{ steps.app.outputs.token || secrets.TARGET_TOKEN }}"}


def test_the_token_is_tried_before_a_model_is_paid_and_nothing_is_published_after_a_failure() -> None:
    jobs = load(TASK)["jobs"]
    assert "needs" not in jobs["generate"]
    assert jobs["publish"]["needs"] == ["preflight", "generate"]
    commands = [step.get("run") for step in jobs["generate"]["steps"]]
    assert commands.index("python -m orchestrator wait") < commands.index("python -m orchestrator generate")
    assert (jobs[wait.JOB]["name"], wait.STEP) == (wait.JOB, jobs[wait.JOB]["steps"][3]["name"])
    assert "API_KEY" not in job_text(TASK, "preflight")


def test_a_skipped_recovery_does_not_cancel_a_pending_one() -> None:
    document = load(RECOVER)
    assert "concurrency" not in document
    assert document["jobs"]["recover"]["concurrency"] == {"group": "recover", "cancel-in-progress": False}


def test_recovery_costs_few_minutes_and_artifacts_are_kept_for_a_day() -> None:
    assert load(RECOVER)[True]["schedule"] == [{"cron": "17 */6 * * *"}]
    kept = {
        step["with"]["name"]: step["with"]["retention-days"]
        for step in steps(TASK)
        if "upload-artifact" in step.get("uses", "")
    }
    assert kept == {"run": 1, "result": 1, "final": 2}


def test_a_repeated_attempt_that_fails_starts_recovery_and_its_token_is_no_argument() -> None:
    job = load(TASK)["jobs"]["recover"]
    assert job["if"] == "${{ failure() && github.run_attempt > 1 }}"
    assert job["permissions"] == {"actions": "write"}
    script = job["steps"][0]["run"]
    sent, _, command = script.partition("curl")
    assert '"$GITHUB_TOKEN"' in sent
    assert "GITHUB_TOKEN" not in command
    assert "--header @-" in command


def test_only_pushes_to_the_default_branch_are_deployed() -> None:
    assert load(PAGES)["jobs"]["deploy"]["if"] == "github.ref_name == github.event.repository.default_branch"

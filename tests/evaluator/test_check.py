"""`scripts/evaluate check` on a published app: what holds, what does not, and what it cannot get at."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scripts.evaluator.task_templates import FOLDER, TaskTemplate
from tests.evaluator.world import commit, evaluate, publish, serving, solution

TEMPLATE = TaskTemplate.read(FOLDER / "named-files.yaml")
FIELDS = TEMPLATE.fields("1a2b3", 1) | {"email": "ada@example.com", "nonce": "n"}
DATA = {"attachments": [{"name": "uid.txt", "url": "data:,1a2b3%0A"}]}

Check = Callable[..., tuple[int, str, str]]


@pytest.fixture
def check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Check:
    """Runs the command on a request and the addresses of repository and page."""

    def run(fields: dict[str, Any], url: str, *more: str) -> tuple[int, str, str]:
        request = tmp_path / "request.json"
        request.write_text(json.dumps(fields), "utf-8")
        places = ("--repo", f"{url}repo/.git", "--page", f"{url}page/", "--seconds", 0.1)
        return evaluate(capsys, "check", request, *places, *more)

    return run


def test_what_was_asked_is_seen_and_what_was_not_is_missed(tmp_path: Path, check: Check) -> None:
    files = solution(TEMPLATE, "1a2b3", 1, wrong=False)
    sha = commit(tmp_path / "www/repo", files)
    publish(tmp_path / "www/page", files)
    sentence = "The moon's phase tints the high tides of the week"
    other = {
        "attachments": [{"name": "uid.txt", "url": "data:,high"}, {"name": "moon.csv", "url": "data:,full"}]
    }
    checks = ["js: window.nothing.there", "stars.json exists"]
    with serving(tmp_path / "www") as url:
        asked = FIELDS | DATA | {"checks": [*FIELDS["checks"], sentence]}
        code, shown, _ = check(asked, url, "--commit", sha, "--json")
        found = {finding["what"]: finding["result"] for finding in json.loads(shown)}
        wrong_code, shown, _ = check(FIELDS | other | {"checks": checks}, url)
    assert (code, found.pop(sentence)) == (0, "not judged")
    assert set(found.values()) == {"passed"}
    assert {
        "LICENSE is the MIT licence", "README.md says something", "no secret in the history",
        "the page answers", "uid.txt is in the repository", "uid.txt is served",
        *FIELDS["checks"][:6], FIELDS["checks"][6]["js"],
    } <= found.keys()  # fmt: skip
    assert wrong_code == 1
    failed = {line.split("│")[2].strip() for line in shown.splitlines() if line.startswith("│ failed")}
    assert failed >= {"uid.txt is in the repository", "moon.csv is in the repository", "uid.txt is served",
                      "moon.csv is served", "window.nothing.there", "stars.json exists"}  # fmt: skip


def test_a_repository_that_cannot_be_cloned_is_a_failed_finding(check: Check) -> None:
    code, shown, _ = check(FIELDS, "http://127.0.0.1:9/", "--json")
    failed = [finding["what"] for finding in json.loads(shown) if finding["result"] == "failed"]
    assert (code, failed[:2]) == (1, ["the repository can be cloned at the commit", "the page answers"])


def test_a_wrong_request_names_the_field(tmp_path: Path, check: Check) -> None:
    code, _, said = check({}, "http://127.0.0.1:9/")
    assert (code, len(said.splitlines())) == (2, 1)
    assert said.startswith(f"{tmp_path / 'request.json'}: ")

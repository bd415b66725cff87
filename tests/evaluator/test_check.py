"""`scripts/evaluate check` on a published app: what holds, what does not, and what it cannot get at."""

import json
from pathlib import Path
from typing import Any

import pytest

from scripts.evaluator.task_templates import FOLDER, TaskTemplate
from tests.evaluator.world import commit, evaluate, publish, serving, solution

TEMPLATE = TaskTemplate.read(FOLDER / "named-files.yaml")
FIELDS = TEMPLATE.fields("1a2b3", 1) | {"email": "ada@example.com", "nonce": "n"}
DATA = {"attachments": [{"name": "uid.txt", "url": "data:,1a2b3%0A"}]}

SENTENCE = "The moon's phase tints the high tides of the week"
OTHER = {"attachments": [{"name": "uid.txt", "url": "data:,high"}, {"name": "moon.csv", "url": "data:,full"}]}


def test_what_was_asked_is_seen_and_what_was_not_is_missed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def check(fields: dict[str, Any], url: str, *more: str) -> tuple[int, str, str]:
        request = tmp_path / "request.json"
        request.write_text(json.dumps(fields), "utf-8")
        places = ("--repo", f"{url}repo/.git", "--page", f"{url}page/", "--seconds", 0.1)
        return evaluate(capsys, "check", request, *places, *more)

    files = solution(TEMPLATE, "1a2b3", 1, wrong=False)
    sha = commit(tmp_path / "www/repo", files)
    publish(tmp_path / "www/page", files)
    with serving(tmp_path / "www") as url:
        asked = FIELDS | DATA | {"checks": [*FIELDS["checks"], SENTENCE]}
        code, shown, _ = check(asked, url, "--commit", sha, "--json")
        found = {finding["what"]: finding["result"] for finding in json.loads(shown)}
        wrong = FIELDS | OTHER | {"checks": ["js: window.nothing.there", "stars.json exists"]}
        wrong_code, table, _ = check(wrong, url)
    gone_code, gone, _ = check(FIELDS, "http://127.0.0.1:9/", "--json")
    assert (code, wrong_code, gone_code) == (0, 1, 1)
    assert found.pop(SENTENCE) == "not judged"
    assert set(found.values()) == {"passed"}
    assert {
        "LICENSE is the MIT licence", "README.md says something", "no secret in the history",
        "the page answers", "uid.txt is in the repository", "uid.txt is served",
        *FIELDS["checks"][:6], FIELDS["checks"][6]["js"],
    } <= found.keys()  # fmt: skip
    failed = {line.split("│")[2].strip() for line in table.splitlines() if line.startswith("│ failed")}
    assert failed >= {"uid.txt is in the repository", "moon.csv is in the repository", "uid.txt is served",
                      "moon.csv is served", "window.nothing.there", "stars.json exists"}  # fmt: skip
    missing = [finding["what"] for finding in json.loads(gone) if finding["result"] == "failed"]
    assert missing[:2] == ["the repository can be cloned at the commit", "the page answers"]

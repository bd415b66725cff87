"""This project's own relay and workflow under evaluation: both rounds of a task, written by a model."""

import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from orchestrator.generate.reply.format import SENTINEL, write_file
from scripts.demo_runner.servers import servers
from scripts.evaluator.dry_run import Plan, dry_run
from scripts.evaluator.page import Options
from scripts.evaluator.submissions import Submission
from scripts.evaluator.task_templates import FOLDER, TaskTemplate
from tests.evaluator.world import SERVED, solution
from tests.generate.scripted import Answer, Say, scripted

SEED = "1a2b3"
KEY = "sk-" + secrets.token_hex(12)
"""Made anew, since the control repository holds this file."""

CHOSEN = os.environ.get("TEMPLATES", "canvas").split(",")
"""Which templates are tried: file names without ending, or `all`."""

PATHS = [path for path in sorted(FOLDER.glob("*.yaml")) if CHOSEN == ["all"] or path.stem in CHOSEN]


def reply(files: Mapping[str, bytes]) -> str:
    given = ("LICENSE", "README.md", SERVED)
    own = {name: content.decode() for name, content in files.items() if not name.startswith(given)}
    return "\n".join([*(write_file(name, text) for name, text in own.items()), SENTINEL])


def author(template: TaskTemplate) -> Answer:
    """Writes the reference solution of the round that is asked for; its very first answer is wrong."""
    later = json.dumps(template.fields(SEED, 2)["brief"], ensure_ascii=False)[1:60]
    written = list[int]()

    def answer(request: dict[str, Any]) -> Say:
        if request.get("response_format"):
            return Say(json.dumps({"checks": []}))
        written.append(2 if later in json.dumps(request["messages"], ensure_ascii=False) else 1)
        return Say(reply(solution(template, SEED, written[-1], wrong=len(written) == 1)))

    return answer


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_a_task_is_built_repaired_published_and_called_back_as_a_course_wants_it(
    path: Path, tmp_path: Path, chromium: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    template, options = TaskTemplate.read(path), Options(5.0, os.environ.get("CDN_MIRROR"))
    with scripted(*[author(template)] * 12) as model:
        for name, value in (("API_KEY", KEY), ("MODEL", "scripted-1"), ("BASE_URL", model.url)):
            monkeypatch.setenv(f"OPENAI_{name}", value)
        with servers(tmp_path) as here:
            submission = Submission("ada@example.com", f"{here.relay_url}/task", here.secret)
            steps = dry_run(Plan(submission, template, SEED, 120.0, options), chromium)
            log = here.hub.runs()[0].log.read_text("utf-8")
    assert len(steps) == 2
    assert [line for step in steps for line in step.deductions] == []
    assert "generate: credentials present: OPENAI_API_KEY, GITHUB_TOKEN" in log
    assert "publish: credentials present: TARGET_TOKEN, GITHUB_TOKEN\n" in log
    holders = [path for path in tmp_path.rglob("*") if path.is_file() and KEY.encode() in path.read_bytes()]
    assert holders == []

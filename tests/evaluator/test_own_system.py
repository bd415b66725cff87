"""This project's own relay and workflow under evaluation: both rounds of a task, written by a good model."""

import json
import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from orchestrator.generate.reply.format import SENTINEL, write_file
from scripts.demo_runner.servers import servers
from scripts.evaluator.evaluation import evaluate
from scripts.evaluator.finding import Finding
from scripts.evaluator.page import Options
from scripts.evaluator.receiver import Receiver, take
from scripts.evaluator.rounds import send_all, task_row
from scripts.evaluator.scoring import subject_of
from scripts.evaluator.store import Store
from scripts.evaluator.submissions import Submission
from scripts.evaluator.task_templates import FOLDER, TaskTemplate
from tests.evaluator.world import SERVED, solution
from tests.generate.scripted import Answer, Say, scripted

SEED = "1a2b3"
CHOSEN = os.environ.get("TEMPLATES", "canvas").split(",")
"""Which templates are tried: file names without ending, or `all`."""

PATHS = [path for path in sorted(FOLDER.glob("*.yaml")) if CHOSEN == ["all"] or path.stem in CHOSEN]


def reply(files: Mapping[str, bytes]) -> str:
    given = ("LICENSE", "README.md", SERVED)
    own = {name: content.decode() for name, content in files.items() if not name.startswith(given)}
    return "\n".join([*(write_file(name, text) for name, text in own.items()), SENTINEL])


def good_model(template: TaskTemplate) -> Answer:
    """Writes the reference solution of the round that is asked for; turns no sentence into steps."""
    later = json.dumps(template.fields(SEED, 2)["brief"], ensure_ascii=False)[1:60]

    def answer(request: dict[str, Any]) -> Say:
        if request.get("response_format"):
            return Say(json.dumps({"checks": []}))
        number = 2 if later in json.dumps(request["messages"], ensure_ascii=False) else 1
        return Say(reply(solution(template, SEED, number, wrong=False)))

    return answer


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_a_task_is_built_published_and_called_back_as_a_course_wants_it(
    path: Path, tmp_path: Path, chromium: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    template, findings = TaskTemplate.read(path), list[Finding]()
    with scripted(*[good_model(template)] * 12) as model, Store(tmp_path / "course.sqlite") as store:
        monkeypatch.setenv("OPENAI_BASE_URL", model.url)
        monkeypatch.setenv("OPENAI_MODEL", "good-1")
        receiver = Receiver(lambda body: take(store, body, time.time()))
        with servers(tmp_path / "hub") as here, receiver:
            submission = Submission("ada@example.com", f"{here.relay_url}/task", here.secret)
            submissions = {submission.email: submission}
            for number in (1, 2):
                store.add_tasks([task_row(submission, template, SEED, number, receiver.url, time.time())])
                (task,) = store.tasks("round = ?", number)
                assert send_all(store, [task], submissions, 1) == []
                assert here.hub.wait_idle(120)
                (task,) = store.tasks("round = ?", number)
                subject = subject_of(store, task, submissions)
                findings += evaluate(subject, chromium, Options(5.0, os.environ.get("CDN_MIRROR")))
    assert [finding for finding in findings if finding.result == "failed"] == []

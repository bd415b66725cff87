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
from scripts.evaluator.evaluation import Options, evaluate
from scripts.evaluator.finding import Finding
from scripts.evaluator.receiver import Receiver
from scripts.evaluator.rounds import send_all, task_row
from scripts.evaluator.scoring import jobs
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
    own = {name: content.decode() for name, content in files.items() if not name.startswith(SERVED)}
    return "\n".join([*(write_file(name, text) for name, text in own.items()), SENTINEL])


def good_model(template: TaskTemplate) -> Answer:
    """Writes the reference solution of the round that is asked for; turns no sentence into steps."""
    later = template.fields(SEED, 2)["brief"]

    def answer(request: dict[str, Any]) -> Say:
        if request.get("response_format"):
            return Say(json.dumps({"checks": []}))
        asked = json.dumps(request["messages"], ensure_ascii=False)
        number = 2 if json.dumps(later, ensure_ascii=False)[1:60] in asked else 1
        files = solution(template, SEED, number, wrong=False)
        return Say(reply({name: files[name] for name in files if name not in {"LICENSE", "README.md"}}))

    return answer


def played(template: TaskTemplate, folder: Path, chromium: Browser, *, model: bool) -> list[Finding]:
    """Everything that the evaluation of both rounds finds."""
    store = Store(folder / "course.sqlite")
    findings: list[Finding] = []
    with scripted(*[good_model(template)] * 12) as script, pytest.MonkeyPatch.context() as patch:
        if model:
            patch.setenv("OPENAI_BASE_URL", script.url)
            patch.setenv("OPENAI_MODEL", "good-1")
        with servers(folder / "hub") as here, Receiver(store).background() as url:
            submission = Submission("ada@example.com", f"{here.relay_url}/task", here.secret)
            for number in (1, 2):
                store.add_tasks([task_row(submission, template, SEED, number, url, time.time())])
                (task,) = store.tasks(number)
                assert send_all(store, [task], [submission], 1, lambda _sent: None) == []
                assert here.hub.wait_idle(120)
                job = next((j for j in jobs(store, [submission], again=True) if j.task.id == task.id), None)
                assert job is not None, "no callback came"
                findings += evaluate(job.subject, chromium, Options(5.0, os.environ.get("CDN_MIRROR")))
    store.close()
    return findings


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_a_task_is_built_published_and_called_back_as_a_course_wants_it(
    path: Path, tmp_path: Path, chromium: Browser
) -> None:
    findings = played(TaskTemplate.read(path), tmp_path, chromium, model=True)
    assert [finding for finding in findings if finding.result == "failed"] == []

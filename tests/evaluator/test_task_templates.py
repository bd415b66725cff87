"""Every task template: its reference solution passes its own checks in both rounds, a wrong one does not."""

import base64
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from orchestrator.task.event import read_task
from scripts.evaluator.evaluation import Subject, evaluate
from scripts.evaluator.finding import Finding
from scripts.evaluator.page import Options
from scripts.evaluator.task_templates import (
    FOLDER,
    TaskTemplate,
    TemplateFault,
    chosen,
    read_templates,
    seed_of,
)
from tests.evaluator.world import commit, publish, serving, solution

TEMPLATES, PROBLEMS = read_templates(FOLDER)
SEED = "1a2b3"


def test_there_are_twelve_kinds_of_task_and_all_can_be_read() -> None:
    assert PROBLEMS == []
    assert len({template.id for template in TEMPLATES}) >= 12


def judged(template: TaskTemplate, folder: Path, chromium: Browser, *, wrong: bool) -> list[Finding]:
    """What an evaluation finds that is not passed: of both rounds, or of a wrong first one."""
    fields = [template.fields(SEED, number) for number in (1, 2)]
    more = {"email": "ada@example.com", "nonce": "n", "evaluation_url": "https://course.example/callback"}
    tasks = [read_task(f | more) for f in fields]
    given = {a["name"]: base64.b64decode(a["url"].partition(",")[2]) for a in fields[0]["attachments"]}
    number = 1 if wrong else 2
    files = given | solution(template, SEED, number, wrong=wrong)
    sha = commit(folder / "repo", files)
    publish(folder / "page", files)
    with serving(folder) as url:
        subject = Subject(tasks[:number], f"{url}repo/.git", sha, f"{url}page/")
        findings = list(evaluate(subject, chromium, Options(seconds=0.5 if wrong else 5.0)))
    return [finding for finding in findings if finding.result != "passed"]


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.id)
def test_a_right_app_passes_and_a_wrong_one_fails(
    template: TaskTemplate, tmp_path: Path, chromium: Browser
) -> None:
    unpassed = judged(template, tmp_path / "right", chromium, wrong=False)
    assert [finding for finding in unpassed if finding.result == "failed"] == []
    wrong = judged(template, tmp_path / "wrong", chromium, wrong=True)
    assert [finding for finding in wrong if finding.result == "failed"]


def test_a_seed_follows_from_address_template_and_hour_alone() -> None:
    hour = datetime(2026, 5, 4, 10, 59, tzinfo=UTC)
    assert seed_of("Ada@example.com", "a", hour) == seed_of("ada@example.com", "a", hour.replace(minute=0))
    assert seed_of("ada@example.com", "a", hour) != seed_of("ada@example.com", "a", hour.replace(hour=11))
    assert TEMPLATES[0].fields("abcde", 1) == TEMPLATES[0].fields("abcde", 1)
    assert chosen(TEMPLATES, "ada@example.com") is chosen(TEMPLATES, "ADA@example.com")


ROUNDS = "round1: {brief: x, checks: []}\nround2: [{brief: x, checks: []}]"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (f"id: a b\n{ROUNDS}", "id: String should match"),
        ("id: ab\nround1: {brief: x}\nround2: []", "round1.checks: Field required"),
        ("id: ab\nround1: {brief: x, checks: []}\nround2: []", "round2: Tuple should have at least 1 item"),
        ("id: [", "while parsing"),
        (f"id: ab\n{ROUNDS}\n".replace("brief: x", "brief: '{{ y }}'"), "'y' is undefined"),
        (f"id: ab\nvalues: {{v: 1 / 0}}\n{ROUNDS}", "division by zero"),
    ],
)
def test_a_broken_template_is_one_line_with_its_place_and_the_others_are_read(
    tmp_path: Path, text: str, reason: str
) -> None:
    good = (FOLDER / "canvas.yaml").read_text("utf-8")
    (tmp_path / "good.yaml").write_text(good, "utf-8")
    (tmp_path / "wrong.yaml").write_text(text, "utf-8")
    templates, problems = read_templates(tmp_path)
    assert [template.id for template in templates] == ["canvas-flag"]
    (problem,) = problems
    assert problem.startswith(f"{tmp_path / 'wrong.yaml'}: ")
    assert reason in problem
    assert "\n" not in problem


def test_a_missing_template_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(TemplateFault, match="No such file"):
        TaskTemplate.read(tmp_path / "none.yaml")

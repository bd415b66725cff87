"""A rule takes a sentence only if it judges all of it."""

import pytest

from orchestrator.task.model import Task
from orchestrator.verify.plan.check_types import BaselineChecks, NotRun
from orchestrator.verify.plan.planner import NO_MODEL, NO_RULE, SUBJECTIVE, make_plan
from orchestrator.verify.plan.subjective import matter_of_taste
from orchestrator.verify.rules.features import NO_ERRORS
from orchestrator.verify.rules.repository import ON_GITHUB
from orchestrator.verify.rules.rule import Context, compiled
from orchestrator.verify.rules.table import RULES, find_method, plain_sentence
from tests.verify.sentences import SENTENCES

EXAMPLES = [
    (number, line.strip()) for number, rule in enumerate(RULES) for line in rule.examples.strip().splitlines()
]
CONTEXT = Context(
    "Show the tides, with notes.md.", 2, {"uid.txt": b"u", "data.csv": b"a,b\n", "book.xlsx": b"PK"}
)


@pytest.mark.parametrize(
    ("number", "sentence"), [each for each in EXAMPLES if not each[1].startswith("not: ")]
)
def test_a_rule_judges_its_examples(number: int, sentence: str) -> None:
    match = compiled(RULES[number].pattern).fullmatch(plain_sentence(sentence))
    assert match
    assert RULES[number].method(match, CONTEXT) is not None
    assert find_method(sentence, CONTEXT) is not None


@pytest.mark.parametrize(
    "sentence", [line.removeprefix("not: ") for _, line in EXAMPLES if line.startswith("not: ")]
)
def test_no_rule_judges_a_sentence_that_asks_for_more(sentence: str) -> None:
    assert find_method(sentence, CONTEXT) is None


def judged_by(sentence: str) -> str:
    """The word that SENTENCES uses for how a check is judged."""
    fields = {"email": "ada@example.com", "task": "tides", "round": 1, "nonce": "n", "brief": "Show it."}
    task = Task.model_validate({**fields, "checks": [sentence]})
    planned = make_plan(task, (), dict(CONTEXT.attachments), None, None).checks[0]
    if not isinstance(planned.method, NotRun):
        return str(planned.kind)
    return {NO_MODEL: "model", NO_RULE: "files", SUBJECTIVE: "taste", ON_GITHUB: "github"}[
        planned.method.reason
    ]


@pytest.mark.parametrize(("sentence", "how"), SENTENCES)
def test_a_sentence_of_an_evaluator_is_judged_in_the_right_way(sentence: str, how: str) -> None:
    assert judged_by(sentence) == how


@pytest.mark.parametrize(
    ("sentence", "only_taste"),
    [
        ("The page looks beautiful and modern", True),
        ("README.md is professional", True),
        ("The page shows clear error messages for invalid input", False),
        ("Clicking a harbour opens a clean list of its tides", False),
        ("Can mark tasks as complete", False),
        ("Clear button", False),
    ],
)
def test_a_word_of_taste_does_not_hide_what_can_be_tried(sentence: str, only_taste: bool) -> None:
    assert matter_of_taste(sentence) is only_taste


def test_what_every_site_is_asked_is_judged_by_that_check() -> None:
    assert find_method("No console errors", CONTEXT) == BaselineChecks(NO_ERRORS)


def test_what_only_github_shows_counts_as_not_run() -> None:
    assert find_method("Repo is public", CONTEXT) == NotRun(ON_GITHUB)

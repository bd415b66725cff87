"""A sender's JavaScript is judged as `page.evaluate` would, whatever the page does to the language."""

from collections.abc import Callable

import pytest

from orchestrator.records import CheckResult, Kind, Status
from orchestrator.records.site import Site
from orchestrator.task.model import Task
from orchestrator.verify.plan.check_types import PageScript, Plan, PlannedCheck
from orchestrator.verify.plan.planner import make_plan
from orchestrator.verify.verifier import Verifier
from tests.verify.corpus.case import page
from tests.verify.corpus.javascript import (
    AUDIT_FORGERIES,
    BODY,
    CHECKS,
    FORGERIES,
    SPOILERS,
    STRANGE,
    VALUES,
)

Judge = Callable[..., list[CheckResult]]
AUDITED = page('<div style="width:3000px">x</div><p style="color:#ddd">faint</p>')
RULE = PlannedCheck(
    "a rule", Kind.RULE, 1,
    PageScript("({passed: !!document.querySelector('#x'), seen: 's'})", "x", returns_finding=True),
)  # fmt: skip


@pytest.fixture
def judge(verifier: Verifier) -> Judge:
    """The results of some checks on a page with a body and a script."""

    def results(*codes: str, body: str = BODY, script: str = "var n = 0") -> list[CheckResult]:
        fields = {"email": "a@b.example", "task": "t", "nonce": "n", "brief": "Show it.", "round": 1}
        task = Task.model_validate(
            {**fields, "checks": [{"js": f"/* within 3 seconds */ {code}"} for code in codes]}
        )
        plan = make_plan(task, (), {}, None, None)
        verdict = verifier.verify(Site({"index.html": page(body, script).encode()}), plan)
        return [
            *(r for r in verdict.results if r.kind is Kind.JS),
            *(r for r in verdict.results if r.kind is Kind.ALWAYS),
        ]

    return results


def test_values_are_judged_like_the_senders_evaluator(judge: Judge) -> None:
    results = [(r.check.partition("*/ ")[2], r) for r in judge(*VALUES) if r.kind is Kind.JS]
    wrong = {code: r.seen for code, r in results if (r.status is Status.PASSED) is not VALUES[code]}
    assert wrong == {}


@pytest.mark.parametrize(
    ("code", "passed", "script"),
    [
        ("!document.querySelector('.late')", False, "setTimeout(() => { out.className = 'late' }, 900)"),
        ("!!document.querySelector('.late')", True, "setTimeout(() => { out.className = 'late' }, 900)"),
        ("(b.click(), out.textContent === '1')", True, "var n = 0"),
        ("(b.click(), +out.textContent >= 3)", False, "var n = 0"),
        ("(b.click(), out.textContent === '2')", False, "var n = 0"),
    ],
)  # fmt: skip
def test_time_and_clicks_count_as_for_the_sender(judge: Judge, code: str, passed: bool, script: str) -> None:
    assert (judge(code, script=script)[0].status is Status.PASSED) is passed


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_page_cannot_make_a_check_pass(judge: Judge, forgery: str) -> None:
    results = judge(*CHECKS, script=f"var n = 0; {FORGERIES[forgery]}")
    assert [r.check for r in results if r.kind is Kind.JS and r.status is Status.PASSED] == []


def test_replacing_a_function_honestly_is_no_forgery(judge: Judge) -> None:
    script = (
        "const {some: s} = Array.prototype; Array.prototype.some = function (f) { return s.call(this, f) }"
    )
    code = "[...document.querySelectorAll('p')].some((p) => p.textContent === '42')"
    assert judge(code, script=script)[0].status is Status.PASSED


@pytest.mark.parametrize("script", AUDIT_FORGERIES)
def test_a_page_cannot_forge_the_audit(verifier: Verifier, script: str) -> None:
    html = AUDITED.replace("</head>", f"<script>{script}</script></head>")
    verdict = verifier.verify(Site({"index.html": html.encode()}), Plan(checks=()))
    assert {"no sideways scrolling", "accessible"} <= {r.check for r in verdict.counted(Status.FAILED)}


@pytest.mark.parametrize("script", STRANGE)
def test_what_a_page_says_does_not_end_the_browser(verifier: Verifier, script: str) -> None:
    verifier.browser.start()
    child = verifier.browser._child
    code = PlannedCheck("document.title", Kind.JS, 1, PageScript("document.title === 'x'", "x", 3))
    verdict = verifier.verify(Site({"index.html": page(script=script).encode()}), Plan(checks=(RULE, code)))
    assert verifier.browser._child is child
    assert [r.status for r in verdict.results if r.check in {"a rule", "document.title"}] == [
        Status.FAILED
    ] * 2
    assert len(verdict.model_dump_json().encode()) < 60_000


def test_a_failed_check_tells_what_the_page_shows(judge: Judge) -> None:
    *failed, syntax = judge(
        "document.querySelector('#total').textContent === '43'",
        "document.getElementById('sum') && document.querySelectorAll(\".x\").length > 3",
        "document.title ===",
    )[:3]  # fmt: skip
    assert [r.seen for r in failed] == [
        'false; #total: <p id="total">42</p>',
        'null; #sum is missing; .x: <p class="x">a</p>',
    ]
    assert syntax.seen == "SyntaxError: Unexpected end of input (line 1, column 42 of the check)"


@pytest.mark.parametrize("code", SPOILERS)
def test_a_check_spoils_neither_the_pages_health_nor_other_checks(judge: Judge, code: str) -> None:
    results = judge(code, "document.querySelector('#total').textContent === '42'")
    assert [r.check for r in results[1:] if r.status is not Status.PASSED] == []


def test_an_error_of_the_page_that_a_check_provokes_is_the_pages(judge: Judge) -> None:
    results = judge(
        "(document.querySelector('#e').click(), true)", body='<a id="e" onclick="nowhere()">x</a>'
    )
    assert [r.check for r in results if r.status is Status.FAILED] == ["no uncaught errors"]

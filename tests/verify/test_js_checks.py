# ruff: noqa: E501 - the code of one sender or page is one line
"""A sender's JavaScript is judged as `page.evaluate` would, whatever the page does to the language."""

from collections.abc import Callable, Sequence

import pytest

from orchestrator.records import CheckResult, Kind, Status
from orchestrator.task.model import Task
from orchestrator.verify.judge import job_for
from orchestrator.verify.plan.check_types import PageScript, Plan, PlannedCheck
from orchestrator.verify.plan.planner import make_plan
from orchestrator.verify.verifier import Verifier
from tests.verify.conftest import Look
from tests.verify.corpus.case import linked, page

BODY = '<p id="total">42</p><p class="x">a</p><button id="b" onclick="n += 1; out.textContent = n">b</button><p id="out">0</p>'

VALUES = {
    "true": True, "1": True, "'a'": True, "[0]": True, "({a: 1})": True, "new Map([[1, 2]])": True, "Infinity": True,
    "document.querySelectorAll('p')": True, "document.querySelector('p')": True, "Symbol('x')": True, "10n": True,
    "/x/": True, "new Date()": True, "() => true": True, "async () => 'x'": True, "Promise.resolve(1)": True,
    "function check() { return !!document.querySelector('#total') }": True, "await Promise.resolve(3)": True,
    "const p = document.querySelector('#total'); return p.textContent === '42'": True,
    "const q = await fetch('.'); (await q.text()).length > 9;": True, "const r = await fetch('.'); return r.ok": True,
    "let t = 1; t += 1; t === 2": True, "if (n === 0) { 'x' } else { '' }": True, "typeof n === 'number'": True,
    "[]": False, "({})": False, "new Map()": False, "new Set()": False, "document.querySelectorAll('q')": False,
    "document.getElementsByClassName('q')": False, "null": False, "undefined": False, "NaN": False, "0": False, "-0": False,
    "0n": False, "''": False, "() => false": False, "Promise.reject(new Error('x'))": False, "function f() { return [] }": False,
    "throw new Error('x')": False, "nowhere()": False, "document.querySelector('#q').textContent": False,
}  # fmt: skip

FORGERIES = {
    "Boolean": "window.Boolean = () => true",
    "eval": "window.eval = () => true; window.Function = () => () => true",
    "JSON": "JSON.stringify = () => 'true'; JSON.parse = () => ({passed: true})",
    "querySelector": "Document.prototype.querySelector = () => document.body; document.getElementById = () => document.body",
    "text": "for (const [T, k] of [[HTMLElement, 'innerText'], [Node, 'textContent']])"
    "Object.defineProperty(T.prototype, k, {get: () => '43', set() {}})",
    "one element": "Object.defineProperty(total, 'textContent', {get: () => '43'})",
    "prototype of one element": "Object.setPrototypeOf(total, {__proto__: HTMLElement.prototype, get textContent() { return '43' }})",
    "comparison": "Array.prototype.some = () => true; String.prototype.includes = () => true; RegExp.prototype.test = () => true",
    "iterator": "Array.prototype[Symbol.iterator] = function* () { yield 43 }",
    "our own name": "try { window.__verifier = {activity: 1} } catch {} Object.freeze = Reflect.apply = Map = () => 1",
    "Symbol": "Symbol.for = () => 'x'; window.x = () => true; Math.max = () => 'x'",
    "promise": "Promise.prototype.then = function (f) { f({passed: true, seen: ''}) }",
}  # fmt: skip
CHECKS = (
    "document.querySelector('#total').textContent === '43'",
    "document.querySelector('#missing')",
    "[...document.querySelectorAll('p')].some((p) => p.textContent.includes('43'))",
    "/43/.test(document.getElementById('total').innerText)",
)

AUDIT_FORGERIES = [
        "Object.defineProperty(window, 'axe', {value: {run: async () => ({violations: [], incomplete: []})}})",
        "Object.defineProperty(Element.prototype, 'scrollWidth', {get: () => 1})",
        "window.getComputedStyle = () => ({overflowX: 'hidden'}); Element.prototype.checkVisibility = () => true",
        "Document.prototype.querySelectorAll = () => []; JSON.stringify = Array.from = Math.max = () => 0",
    ]  # fmt: skip

STRANGE = (
    r"""console.error('\ud800'); console.error('x'.repeat(1e6)); document.title = '\ud800'.repeat(1e6);
    document.body.id = '\ud800'; document.body.style.width = '3000px'; throw new Error('\udfff')""",
    """window.eval = window.Boolean = () => true; Math.max = () => 'x'; window[Symbol.for('verify.acts')] = 'x';
    performance.now = () => NaN; Object.prototype.passed = true""",
    "history.replaceState(0, '', '#' + 'A'.repeat(3e5))",
)

SPOILERS = [
    ["(() => { while (true) {} })()"],
    ["confirm('Really?')", "document.write('')", "console.error('mine')", "setTimeout(() => { throw new Error('mine') }, 10)",
     "Promise.reject(new Error('mine')), 0", "location.reload()"],
]  # fmt: skip

Judge = Callable[..., list[CheckResult]]
Passed = Callable[..., dict[str, bool]]
AUDITED = page('<div style="width:700px">x</div><p style="color:#ddd">faint</p>')
RULE = PlannedCheck(
    "a rule", Kind.RULE, 1,
    PageScript("({passed: !!document.querySelector('#x'), seen: 's'})", "x", returns_finding=True),
)  # fmt: skip
TOTAL = "document.querySelector('#total').textContent === '42'"


def plan_of(codes: Sequence[str], seconds: int = 3) -> Plan:
    fields = {"email": "a@b.example", "task": "t", "nonce": "n", "brief": "Show it.", "round": 1}
    checks = [{"js": f"/* within {seconds} seconds */ {code}"} for code in codes]
    return make_plan(Task.model_validate({**fields, "checks": checks}), (), {}, None, None)


@pytest.fixture
def passed(verifier: Verifier) -> Passed:
    """Which of some checks hold on a page with a script; only they are tried."""

    def outcomes(codes: Sequence[str], script: str = "var n = 0") -> dict[str, bool]:
        job = job_for({"index.html": page(BODY, script).encode()}, plan_of(codes))
        seen = verifier.browser.ask(job.model_copy(update={"audit": False}))
        assert seen is not None
        return {code: seen.outcomes[str(number)].passed for number, code in enumerate(codes)}

    return outcomes


@pytest.fixture
def judge(look: Look) -> Judge:
    """The results of some checks, and of what every site is asked, on a page with this body."""

    def results(*codes: str, body: str = BODY) -> list[CheckResult]:
        verdict = look(page(body, "var n = 0"), *plan_of(codes, 1).checks)
        return [r for kind in (Kind.JS, Kind.ALWAYS) for r in verdict.results if r.kind is kind]

    return results


def test_values_are_judged_like_the_senders_evaluator(passed: Passed) -> None:
    assert passed(list(VALUES)) == VALUES


def test_time_and_clicks_count_as_for_the_sender(passed: Passed) -> None:
    expected = {
        "!document.querySelector('.late')": False,
        "!!document.querySelector('.late')": True,
        "(b.click(), out.textContent === '1')": True,
        "(b.click(), +out.textContent >= 3)": False,
        "(b.click(), out.textContent === '2')": False,
    }
    late = "var n = 0; setTimeout(() => { out.className = 'late' }, 900)"
    assert passed(list(expected), late) == expected


@pytest.mark.parametrize("first", range(4))
def test_a_page_cannot_make_a_check_pass(passed: Passed, first: int) -> None:
    forgeries = list(FORGERIES.values())[first::4]
    assert not any(passed(CHECKS, "</script><script>".join(["var n = 0", *forgeries])).values())


def test_replacing_a_function_honestly_is_no_forgery(passed: Passed) -> None:
    script = (
        "const {some: s} = Array.prototype; Array.prototype.some = function (f) { return s.call(this, f) }"
    )
    code = "[...document.querySelectorAll('p')].some((p) => p.textContent === '42')"
    assert passed([code], script) == {code: True}


def test_a_page_cannot_forge_the_audit(look: Look) -> None:
    forged = [AUDITED.replace("</head>", f"<script>{script}</script></head>") for script in AUDIT_FORGERIES]
    verdict = look(linked(**{f"page{number}": html for number, html in enumerate(forged)}))
    seen = {r.check: f"{r.seen} {r.where}" for r in verdict.counted(Status.FAILED)}
    for number in range(len(forged)):
        assert f"at 375 px page{number}.html is" in seen["no sideways scrolling"]
    assert seen["accessible"].count("color-contrast") == len(forged)


@pytest.mark.parametrize("script", STRANGE)
def test_what_a_page_says_does_not_end_the_browser(verifier: Verifier, look: Look, script: str) -> None:
    verifier.browser.start()
    child = verifier.browser._child
    code = PlannedCheck("document.title", Kind.JS, 1, PageScript("document.title === 'x'", "x", 3))
    verdict = look(page(script=script), RULE, code)
    assert verifier.browser._child is child
    judged = [r.status for r in verdict.results if r.check in {"a rule", "document.title"}]
    assert judged == [Status.FAILED] * 2
    assert len(verdict.model_dump_json().encode()) < 60_000


def test_a_failed_check_tells_what_the_page_shows(judge: Judge) -> None:
    *failed, syntax = judge(
        "document.querySelector('#total').textContent === '43'",
        "document.getElementById('sum') && document.querySelectorAll(\".x\").length > 3",
        "document.title ===",
    )[:3]
    assert [r.seen for r in failed] == [
        'false; #total: <p id="total">42</p>',
        'null; #sum is missing; .x: <p class="x">a</p>',
    ]
    assert syntax.seen == "SyntaxError: Unexpected end of input (line 1, column 42 of the check)"


@pytest.mark.parametrize("codes", SPOILERS)
def test_checks_spoil_neither_the_pages_health_nor_other_checks(judge: Judge, codes: Sequence[str]) -> None:
    results = judge(*codes, TOTAL)
    assert [r.check for r in results[len(codes) :] if r.status is not Status.PASSED] == []


def test_an_error_of_the_page_that_a_check_provokes_is_the_pages(judge: Judge) -> None:
    results = judge(
        "(document.querySelector('#e').click(), true)", body='<a id="e" onclick="nowhere()">x</a>'
    )
    assert [r.check for r in results if r.status is Status.FAILED] == ["no uncaught errors"]

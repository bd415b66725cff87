"""Pages that run wild end in bounded time, with a result that says so; the next is judged as ever."""

import pytest

from orchestrator.records import Status, Verdict
from orchestrator.verify.baseline import BROWSER_CHECKS
from orchestrator.verify.browser_process.child_process import ChildProcess
from orchestrator.verify.errors import BrowserLost
from orchestrator.verify.verdicts import better
from orchestrator.verify.verifier import Verifier
from tests.verify.conftest import Look
from tests.verify.corpus.case import linked, page


def failed(verdict: Verdict) -> dict[str, str]:
    return {result.check: result.seen for result in verdict.counted(Status.FAILED)}


def test_a_loop_without_end_fails_what_was_not_seen_and_the_next_page_is_judged_as_ever(look: Look) -> None:
    seen = failed(look(page(script="while (true) {}")))
    assert seen["page comes to rest"].startswith(("the page hung", "the page did not load"))
    assert set(seen) == set(BROWSER_CHECKS)
    verdict = look(page())
    assert failed(verdict) == {}
    assert verdict.counted(Status.NOT_RUN) == ()


def test_pages_that_hang_later_are_told_by_the_page_that_links_to_them(look: Look) -> None:
    late = page(script="setTimeout(() => { while (true) {} }, 300)")
    seen = failed(look(linked(late=late, storm=page(script="while (true) alert('wave')"))))
    assert "late.html: the page hung" in seen["something to see"]
    storm = "storm.html: the page opened more than 20 dialogs, the last saying 'wave'"
    assert storm in seen["something to see"]


@pytest.mark.parametrize(
    ("script", "check", "end"),
    [
        ("window.a = []; setInterval(() => { a.push(new Array(4e6).fill(1)) }, 5)",
         "page comes to rest", "the page crashed: it used more memory than it may"),
        ("location.replace('?n=' + Math.random())", "page comes to rest", "the page kept navigating"),
        ("window.a = new Uint8Array(500 * 1024 * 1024).fill(1)", "no uncaught errors",
         "Array buffer allocation failed"),
    ],
)  # fmt: skip
def test_what_a_page_runs_into_is_told(look: Look, script: str, check: str, end: str) -> None:
    assert end in failed(look(page(script=script)))[check]


def test_a_browser_that_something_else_ended_is_replaced(verifier: Verifier, look: Look) -> None:
    verifier.browser.start()
    assert verifier.browser._child is not None
    verifier.browser._child.kill()
    assert failed(look(page())) == {}


def test_a_page_that_ends_the_browser_twice_has_failed_and_ranks_below_an_honest_one(
    look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = look(page(script="nowhere()"))

    def lost(_child: ChildProcess, _seconds: float) -> bytes:
        raise BrowserLost("the browser's process ended")

    monkeypatch.setattr(ChildProcess, "receive", lost)
    killed = look(page(script="nowhere()"))
    assert set(BROWSER_CHECKS) == set(failed(killed))
    assert better(honest, killed)

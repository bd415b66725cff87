"""Pages that run wild end in bounded time, with a result that says so; the next is judged as ever."""

import pytest

from orchestrator.records import Status, Verdict
from orchestrator.records.site import Site
from orchestrator.verify.baseline import BROWSER_CHECKS
from orchestrator.verify.browser_process.child_process import ChildProcess
from orchestrator.verify.errors import BrowserLost
from orchestrator.verify.plan.check_types import Plan
from orchestrator.verify.verdicts import better
from orchestrator.verify.verifier import Verifier
from tests.verify.corpus.case import page


def failed(verdict: Verdict) -> dict[str, str]:
    return {result.check: result.seen for result in verdict.counted(Status.FAILED)}


@pytest.fixture(scope="module")
def loop_and_next(verifier: Verifier) -> tuple[Verdict, Verdict]:
    """What a loop without end, and then a good page, are judged."""
    pages = (page(script="while (true) {}"), page())
    first, second = (verifier.verify(Site({"index.html": html.encode()}), Plan(checks=())) for html in pages)
    return first, second


def test_a_loop_without_end_is_told(loop_and_next: tuple[Verdict, Verdict]) -> None:
    seen = failed(loop_and_next[0])["page comes to rest"]
    assert seen.startswith(("the page hung", "the page did not load"))


def test_what_was_not_observed_to_its_end_has_failed(loop_and_next: tuple[Verdict, Verdict]) -> None:
    assert set(BROWSER_CHECKS) == set(failed(loop_and_next[0]))


def test_the_next_page_is_judged_as_ever(loop_and_next: tuple[Verdict, Verdict]) -> None:
    assert failed(loop_and_next[1]) == {}
    assert loop_and_next[1].counted(Status.NOT_RUN) == ()


def test_pages_that_hang_later_are_told_by_the_page_that_links_to_them(verifier: Verifier) -> None:
    hanging = {
        "late.html": page(script="setTimeout(() => { while (true) {} }, 300)"),
        "storm.html": page(script="while (true) alert('wave')"),
    }
    links = "".join(f'<a href="{name}">{name}</a>' for name in hanging)
    files = {"index.html": page(links), **hanging}
    verdict = verifier.verify(Site({name: html.encode() for name, html in files.items()}), Plan(checks=()))
    seen = failed(verdict)["something to see"]
    assert "late.html: the page hung" in seen
    assert "storm.html: the page opened more than 20 dialogs, the last saying 'wave'" in seen


@pytest.mark.parametrize(
    ("script", "check", "end"),
    [
        (
            "window.a = []; setInterval(() => { a.push(new Array(4e6).fill(1)) }, 5)",
            "page comes to rest",
            "the page crashed: it used more memory than it may",
        ),
        (
            "location.replace('?n=' + Math.random())",
            "page comes to rest",
            "the page kept navigating",
        ),
        (
            "window.a = new Uint8Array(500 * 1024 * 1024).fill(1)",
            "no uncaught errors",
            "Array buffer allocation failed",
        ),
    ],
)
def test_what_a_page_runs_into_is_told(verifier: Verifier, script: str, check: str, end: str) -> None:
    verdict = verifier.verify(Site({"index.html": page(script=script).encode()}), Plan(checks=()))
    assert end in failed(verdict)[check]


def test_a_browser_that_something_else_ended_is_replaced(verifier: Verifier) -> None:
    site, plan = Site({"index.html": page().encode()}), Plan(checks=())
    verifier.verify(site, plan)
    assert verifier.browser._child is not None
    verifier.browser._child.kill()
    assert failed(verifier.verify(site, plan)) == {}


def test_a_page_that_ends_the_browser_twice_has_failed_and_ranks_below_an_honest_one(
    verifier: Verifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    site, plan = Site({"index.html": page(script="nowhere()").encode()}), Plan(checks=())
    honest = verifier.verify(site, plan)

    def lost(_child: ChildProcess, _seconds: float) -> bytes:
        raise BrowserLost("the browser's process ended")

    monkeypatch.setattr(ChildProcess, "receive", lost)
    killed = verifier.verify(site, plan)
    assert set(BROWSER_CHECKS) == set(failed(killed))
    assert better(honest, killed)

"""Attachments that the brief asks to change, copies of attachments, and data that nobody asked for."""

import pytest

from orchestrator.records import Kind, Status
from orchestrator.records.site import Site
from orchestrator.verify.baseline import judge_files
from orchestrator.verify.demands.brief import brief_demands
from orchestrator.verify.rules.rule import Context

DATA = b"a,b\n1,2\n"


@pytest.mark.parametrize(
    ("brief", "content", "passed"),
    [
        ("Show a.csv.", DATA, True),
        ("Show a.csv.", b"a,b\n9,9\n", False),
        ("Fix the error in a.csv and show it.", b"a,b\n1,3\n", True),
        ("Fix the error in a.csv and show it.", DATA, False),
        ("Fix the error in a.csv and show it.", b"", False),
    ],
)
def test_an_attachment_is_kept_or_changed_as_the_brief_asks(brief: str, content: bytes, passed: bool) -> None:
    demand = brief_demands(Context(brief, 1, {"a.csv": DATA}))[0]
    assert demand.method.judge(Site({"a.csv": content})).passed is passed  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("path", "data", "request_text", "failed"),
    [
        ("made-up.csv", b"x\n1\n", "Show the sales.", True),
        ("data/made-up.json", b"[1]", "Show the sales.", True),
        ("made-up.csv", b"x\n1\n", "Write made-up.csv with ten rows.", False),
        ("attachments/a.csv", DATA, "Show a.csv.", False),
        ("sources/x.json", b"[1]", "Show https://x.org/x.json.", False),
        ("manifest.json", b"{}", "Make it installable.", False),
        ("made-up.csv", b"x\n1\n", "", False),
    ],
)
def test_data_that_nobody_asked_for_is_a_failed_check(
    path: str, data: bytes, request_text: str, failed: bool
) -> None:
    results = judge_files(Site({"index.html": b"<p>", path: data}), {"a.csv": DATA}, request_text)
    found = [each for each in results if each.check == "no invented data"]
    assert [(each.status, each.kind) for each in found] == [(Status.FAILED, Kind.ALWAYS)] * failed

"""The gate's own words, and the question whether a site deploys itself. What it stops is in the corpus."""

from orchestrator.records import Status
from orchestrator.records.site import Site
from orchestrator.verify.static_checks.gate import gate
from tests.verify.corpus.case import page

TOKEN = "ghp_AbCdEf0123456789GhIjKlMnOpQrStUvWxYz"


def site(**files: str) -> Site:
    return Site({"index.html": page().encode(), **{name: text.encode() for name, text in files.items()}})


def test_a_leak_is_told_with_file_and_line_but_not_shown() -> None:
    (leak,) = [
        r
        for r in gate(site(**{"app.js": f"// keys\n\nconst k = '{TOKEN}'"}), "")
        if r.status is Status.FAILED
    ]
    assert leak.seen == "app.js: line 3 holds what looks like a GitHub Token"
    assert leak.where == "app.js"

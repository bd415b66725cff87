"""The gate's own words, and the question whether a site deploys itself. What it stops is in the corpus."""

from orchestrator.records import Status
from orchestrator.records.site import Site
from orchestrator.verify.static_checks.gate import gate
from orchestrator.verify.static_checks.workflow_policy import deploys_pages, workflow_problems
from tests.verify.corpus.case import WORKFLOW, page

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


def test_every_broken_rule_of_a_workflow_is_told() -> None:
    text = WORKFLOW.replace("contents: read", "contents: write").replace("ubuntu-latest", "[self-hosted]")
    assert list(workflow_problems(site(**{".github/workflows/pages.yml": text}), "")) == [
        (".github/workflows/pages.yml", "job deploy: it asks for contents: write"),
        (
            ".github/workflows/pages.yml",
            "job deploy: it runs on ['self-hosted'], not on a runner of GitHub's",
        ),
    ]


def test_a_site_with_a_deploying_workflow_deploys_itself() -> None:
    assert deploys_pages(site(**{".github/workflows/site.yaml": WORKFLOW}))


def test_a_site_without_one_does_not() -> None:
    other = "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps: [{run: make}]\n"
    assert not deploys_pages(site(**{".github/workflows/ci.yml": other, "notes.yml": WORKFLOW}))


def test_a_workflow_that_cannot_be_read_deploys_nothing() -> None:
    assert not deploys_pages(site(**{".github/workflows/ci.yml": "jobs: [actions/deploy-pages@v4"}))

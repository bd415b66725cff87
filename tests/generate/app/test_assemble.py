import re
from datetime import UTC, datetime

import pytest

from orchestrator.errors import InvalidField
from orchestrator.generate.app.about import about_from_readme, default_about
from orchestrator.generate.app.assemble import assemble
from orchestrator.generate.app.base import Base
from orchestrator.generate.app.draft import About, Draft
from orchestrator.generate.app.readme import NOT_CHECKED, OFFLINE, WORKFLOW, AppContext, with_outcomes
from orchestrator.records import CheckResult, Kind, PastRound, SourceFile, Status, Target, Verdict
from orchestrator.records.site import Site
from orchestrator.task.event import read_task
from orchestrator.task.model import Check
from orchestrator.verify.static_checks.gate import gate
from tests.generate.conftest import request

NOW = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
TARGET = Target(owner="Ada", repo="llm-app-x", pages_url="https://ada.github.io/llm-app-x/")
BRIEF = "Show the tides."
OWN_DEPLOYMENT = b"""name: CI
on: push
permissions: {contents: read, pages: write, id-token: write}
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/deploy-pages@cd2ce8fcbc39b97be8ca5fce6e763baed58fa128
"""


def context(brief: str = BRIEF, **more: object) -> AppContext:
    checks = (Check(kind="js", body="document.title === `T|x`"), Check(kind="text", body="Has <b>tides</b>"))
    rounds = (PastRound(round=1, request="0" * 64, brief=brief, checks=checks),)
    fields = {"attachments": {"tides.csv": b"high,low\r\n"}, "sources": ()} | more
    return AppContext(Base(TARGET, None), rounds, received_at=NOW, server_url="https://github.com", **fields)  # type: ignore[arg-type]


def site_of(
    files: dict[str, bytes], about: About | None = None, over: Site | None = None, **more: object
) -> Site:
    draft = Draft(files, about or About("Tides", "Shows the tides."))
    return assemble(draft, over, context(**more), "gpt-x", ("A note.",))  # type: ignore[arg-type]


def test_every_app_gets_licence_readme_workflow_and_its_attachments_byte_for_byte() -> None:
    site = site_of({"index.html": b"<p>", "tides.csv": b"invented\n"})
    assert set(site) == {"index.html", "tides.csv", "LICENSE", "README.md", WORKFLOW}
    assert site["tides.csv"] == b"high,low\r\n"
    assert "Copyright (c) 2026 Ada" in site.text("LICENSE")
    assert not [result.seen for result in gate(site, BRIEF) if result.status != "passed"]


def test_a_copy_of_an_attachment_lies_where_a_page_reads_it() -> None:
    site = site_of({"index.html": b"<script>fetch('attachments/tides.csv')</script>"})
    assert site["attachments/tides.csv"] == site["tides.csv"] == b"high,low\r\n"


def test_an_attachment_changes_only_where_the_brief_asks_for_it() -> None:
    site = site_of({"tides.csv": b"high\n"}, brief="Fix the header in tides.csv.")
    assert site["tides.csv"] == b"high\n"
    assert "attached to the task, changed as it asks" in site.text("README.md")
    assert "kept byte for byte" not in site.text("README.md")


def test_the_licence_of_an_earlier_round_stays() -> None:
    site = site_of({"index.html": b"<p>"}, over=Site({"LICENSE": b"MIT, 2020\n"}))
    assert site["LICENSE"] == b"MIT, 2020\n"


def test_an_attached_readme_is_kept_in_this_round_and_in_later_ones() -> None:
    first = site_of({"README.md": b"of the model"}, attachments={"README.md": b"# Sent\n"})
    later = site_of({"README.md": b"of the model"}, over=first)
    assert first["README.md"] == later["README.md"] == b"# Sent\n"
    ours = site_of({"index.html": b"<p>"}, over=site_of({"README.md": b"of the model"}))
    assert ours.text("README.md").startswith("# Tides\n")


SAID = About("Tides `a` & <b>", "High & low.\n\n- one\n- `two < 3`", "Click #x, or \\`y.", "[a](b) does it.")


@pytest.mark.parametrize("about", [SAID, About("Tides", "")])
def test_what_a_readme_says_about_its_app_is_read_back_and_said_again(about: About) -> None:
    site = site_of({"index.html": b"<p>"}, about)
    again = about_from_readme(site)
    assert again is not None
    assert site_of({"index.html": b"<p>"}, again) == site


def test_a_readme_that_was_attached_says_nothing_about_the_app() -> None:
    assert (
        about_from_readme(site_of({}, attachments={"README.md": b"# Sent\n\n## What it does\n\nAll.\n"}))
        is None
    )


def test_where_nothing_new_is_said_the_earlier_readme_stays_and_the_round_is_added() -> None:
    site = site_of({"index.html": b"<p>"}, About("Tides", "Shows the tides.", "Click.", "With code."))
    for number in (2, 3):
        about = default_about(site, read_task(request(f"Add map {number}.", round=number)))
        site = site_of({}, about, over=site)
    assert about.title == "Tides"
    assert about.summary == (
        "Shows the tides.\n\nRound 2 asked for this: Add map 2.\n\nRound 3 asked for this: Add map 3."
    )
    assert (about.usage, about.how_it_works) == ("Click.", "With code.")


def test_our_workflow_stays_out_where_the_app_deploys_itself() -> None:
    site = site_of(
        {"index.html": b"<p>", ".github/workflows/ci.yml": OWN_DEPLOYMENT}, over=Site({WORKFLOW: b"old"})
    )
    assert WORKFLOW not in site
    assert "runs the workflow `.github/workflows/ci.yml`" in site.text("README.md")


def test_a_file_in_the_place_of_a_folder_is_refused() -> None:
    with pytest.raises(InvalidField):
        site_of({"a": b"1", "a/b": b"2"})


def test_the_readme_has_every_section_in_its_order() -> None:
    text = site_of({"index.html": b"<p>"}).text("README.md")
    sections = (
        "Contents|What it does|Setup|Usage|How the code works|Files|Deployment|Rounds|Provenance|License"
    )
    headings = ["# Tides", *(f"## {section}" for section in sections.split("|"))]
    headings.insert(-2, "### Round 1")
    assert re.findall(r"^#+ .*$", text, re.MULTILINE) == headings
    assert "https://ada.github.io/llm-app-x/" in text
    assert "git clone https://github.com/Ada/llm-app-x.git" in text
    assert "- A note." in text


def test_the_readme_tells_where_fetched_files_come_from() -> None:
    source = SourceFile(
        url="https://x.org/a|b.csv", path="sources/x.csv", fetched_at=NOW, bytes=12, status="fetched"
    )
    text = site_of({"index.html": b"<p>", "sources/x.csv": b"1"}, sources=(source,)).text("README.md")
    assert "| `https://x.org/a\\|b.csv` | `sources/x.csv` | 2026-03-04 05:06:07 UTC | 12 | fetched |" in text


@pytest.mark.parametrize(
    ("generator", "said"), [(OFFLINE, "No language model was asked"), ("gpt-x", "model `gpt-x`")]
)
def test_the_readme_says_who_wrote_the_app(generator: str, said: str) -> None:
    site = assemble(Draft({"index.html": b"<p>"}, About("T", "S")), None, context(), generator, ())
    assert said in site.text("README.md")


HOSTILE = (
    "# Head\n## Sub\n```js\ncode\n~~~\nTitle\n===\n---\n<script>alert(1)</script>\n"
    "[x](javascript:alert(1))\n| a |\n    indented\n{{ 7*7 }}"
)


@pytest.mark.parametrize("place", ["about", "brief"])
def test_hostile_text_cannot_change_the_readmes_structure(place: str) -> None:
    about = About(HOSTILE, HOSTILE, HOSTILE, HOSTILE) if place == "about" else None
    text = site_of({"index.html": b"<p>"}, about, brief=HOSTILE if place == "brief" else BRIEF).text(
        "README.md"
    )
    lines = [line.lstrip("> ") for line in text.splitlines()]
    assert len([line for line in lines if re.match(r"#{1,6} ", line)]) == 12
    assert not [line for line in lines if line.startswith(("```", "~~~", "===", "<script"))]
    assert "<script" not in text
    assert "](javascript:" not in text
    assert "{{ 7*7 }}" in text


def test_the_readme_names_the_outcome_of_each_check_failed_and_not_tried_ones_too() -> None:
    brief = "Show the tides."
    checks = (
        Check(kind="js", body="1 + 1"),
        Check(kind="text", body="There is a map"),
        Check(kind="text", body="It is pretty"),
    )
    rounds = (PastRound(round=1, request="0" * 64, brief=brief, checks=checks),)
    listed = "".join(f"- not tried: {text}\n" for text in ("`1 + 1`", "There is a map", "It is pretty"))
    site = Site({"README.md": f"# Tides\n\n{NOT_CHECKED}\n\n{listed}".encode()})
    results = (
        CheckResult(check="1 + 1", kind=Kind.JS, status=Status.PASSED, round=1),
        CheckResult(check="There is a map", kind=Kind.COMPILED, status=Status.FAILED, round=1),
    )
    shown = with_outcomes(site, Verdict(content="", results=results), rounds).text("README.md")
    assert shown == (
        "# Tides\n\n1 of 2 checks passed, 1 failed.\n\n"
        "- passed: `1 + 1`\n- failed: There is a map\n- not tried: It is pretty\n"
    )

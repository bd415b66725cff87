"""The summary page, from whatever a run left behind."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from markdown_it import MarkdownIt
from playwright.sync_api import Browser

from orchestrator import cli
from orchestrator.records import (
    Attempt,
    CheckResult,
    Generation,
    Kind,
    Publication,
    Receipt,
    Status,
    Verdict,
)
from orchestrator.records.site import Site
from orchestrator.records.workdir import BrokenRecord, WorkDir
from orchestrator.report.summary import MAX_BYTES, read_run, render
from orchestrator.settings import Settings
from orchestrator.task.event import read_task, seal

SETTINGS = Settings(run_url="https://github.com/owner/control/actions/runs/7")


MAP = CheckResult(
    check="There is a map", kind=Kind.RULE, status=Status.FAILED, round=1, expected="a map", seen="none"
)
LIVE = Publication(
    repo_url="https://github.com/owner/tides", commit_sha="c0ffee" * 6 + "abcd",
    pages_url="https://owner.github.io/tides/", live=True, pushed=True,
)  # fmt: skip
ACCEPTED = Receipt(delivered=True, status_code=200, attempts=2, detail="the evaluation URL answered 200")


def work_of(folder: Path, **changes: object) -> WorkDir:
    fields = {
        "email": "ada@example.com",
        "task": "tides",
        "round": 1,
        "nonce": "nonce-123",
        "brief": "Show the tides.",
        "evaluation_url": "https://evaluator.example/notify?key=5",
    }
    work = WorkDir(folder / "run")
    work.save_envelope(seal(read_task(fields | changes), datetime(2026, 1, 2, tzinfo=UTC)))
    return work


def page(work: WorkDir) -> str:
    return render(read_run(work), SETTINGS)


def test_a_whole_run_is_shown_with_its_outcome_first(tmp_path: Path) -> None:
    work = work_of(tmp_path)
    results = (
        CheckResult(check="of every site", kind=Kind.ALWAYS, status=Status.PASSED, round=0),
        CheckResult(check="of every site, broken", kind=Kind.ALWAYS, status=Status.FAILED, round=0),
        CheckResult(check="document.title === 'a|b'", kind=Kind.JS, status=Status.FAILED, round=1,
                    expected="a truthy value", seen="false", where="index.html", screenshot="1.png"),
        CheckResult(check="pretty", kind=Kind.ADVISORY, status=Status.NOT_RUN, round=1),
    )  # fmt: skip
    work.save(Verdict(content=Site({}).content_digest(), results=results))
    attempt = Attempt(
        model="gpt-x", purpose="write", outcome="a site", seconds=3.25, prompt_tokens=10, completion_tokens=20
    )
    work.save(
        Generation(generator="gpt-x", attempts=(attempt,), cost_usd=0.0123, notes=("No <map> was drawn.",))
    )
    work.save(LIVE)
    work.save(ACCEPTED)
    (work.root / "timeline.jsonl").write_text(
        '{"stage": "accept", "start": 10.0, "end": 10.5, "outcome": "done"}\n'
        '{"stage": "publish", "start": 11.0, "end": 12.5, "outcome": "failed", "error": "the token expired", '
        '"api_calls": {"read": 1, "content": 2}, "retryable": false}\n'
    )
    work.workflow_log.write_text("ruff: 3 errors")
    assert (
        page(work)
        == """\
## Show the tides.

**Live: 0 of 1 checks passed, 1 failed, 1 standard check failed. The callback was accepted. \
It is not repeated: correct the cause and send the request again.**

- task: `deploy-20260102-2dc2f71b`
- round: 1
- written by: `gpt-x`
- page: <https://owner.github.io/tides/>
- repository: <https://github.com/owner/tides>
- commit: [c0ffeec0ff](https://github.com/owner/tides/commit/c0ffeec0ffeec0ffeec0ffeec0ffeec0ffeeabcd)
- callback: 2 attempts: `the evaluation URL answered 200`
- run: <https://github.com/owner/control/actions/runs/7>

### Notes

- No &lt;map> was drawn.

### Checks that failed or were not tried

- ✗ failed: `document.title === 'a|b'`
  - expected: `a truthy value`
  - seen: `false`
  - in: `index.html`
- ✗ failed: `of every site, broken`

### Screenshots

In the artifact `run`, folder `screenshots`: `1.png`

<details><summary>2 other checks</summary>

- ○ not tried (not counted), round 1: `pretty`
- ✓ passed, every page: `of every site`

</details>

### Request

> Show the tides.

### Timeline

```mermaid
gantt
  dateFormat x
  axisFormat %M:%S
  accept :0, 500
  publish :crit, 1000, 2500
```

- accept: 0.5 s, done
- publish: 1.5 s, failed, REST calls: 1 read, 2 content, `the token expired`

### Model

| model | purpose | outcome | took | prompt tokens | completion tokens |
| --- | --- | --- | --- | --- | --- |
| `gpt-x` | write | `a site` | 3.2 s | 10 | 20 |

Rounds of repair: 0. Cost: $0.0123.

### Log of the workflow that failed

```text
ruff: 3 errors
```
"""
    )


def test_a_refused_form_shows_what_was_typed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    event = tmp_path / "event.json"
    form = {"task": "tides", "brief": "Tides | now", "round": "two", "email": "ada@example.com", "repo": ""}
    event.write_text(json.dumps({"inputs": form}), "utf-8")
    monkeypatch.setenv("GITHUB_EVENT_PATH", str(event))
    assert cli.main(["accept", "--run", str(tmp_path / "run")]) == 2
    capsys.readouterr()
    assert cli.main(["summary", "--run", str(tmp_path / "run")]) == 0
    text = capsys.readouterr().out
    assert text.startswith("## No task was accepted\n\n**Not live. Accept failed: round: expected")
    assert "| brief | `Tides \\| now` |\n| round | `two` |\n| email | (not shown) |" in text


@pytest.mark.parametrize(
    ("status", "receipt", "annotations"),
    [
        (Status.FAILED, None,
         ["::warning title=outcome::Live: 0 of 1 checks passed, 1 failed. The callback was not sent yet.",
          "::warning title=check failed::There is a map. Expected a map, seen none."]),
        (Status.PASSED, ACCEPTED, ["::notice title=outcome::Live and verified: 1 of 1 checks passed."]),
    ],
)  # fmt: skip
def test_a_green_run_has_its_outcome_and_what_failed_as_annotations(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    status: Status,
    receipt: Receipt | None,
    annotations: list[str],
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "page.md"))
    work = work_of(tmp_path)
    for record in (Verdict(content="", results=(MAP.model_copy(update={"status": status}),)), LIVE, receipt):
        if record:
            work.save(record)
    assert cli.main(["summary", "--run", str(work.root)]) == 0
    said = capsys.readouterr().out.splitlines()
    assert [line[: len(start)] for line, start in zip(said, annotations, strict=True)] == annotations


def test_records_that_a_killed_run_left_in_pieces_are_told_and_hide_nothing_else(tmp_path: Path) -> None:
    work = work_of(tmp_path)
    (work.root / "verdict.json").write_text("{")
    (work.root / "timeline.jsonl").write_bytes(
        b'{"stage": "accept", "start": 10.0, "end": 10.5, "outcome": "done"}\n\xff[]\n{"stage": "gen'
    )
    text = page(work)
    assert "- unreadable: `" in text
    assert "verdict.json: " in text
    assert "- accept: 0.5 s, done\n" in text
    assert "## Show the tides." in text


def test_a_work_directory_that_is_a_file_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "run").write_text("")
    with pytest.raises(BrokenRecord, match=r"run: no folder can be made there \(File exists\)"):
        work_of(tmp_path)


def test_nothing_private_is_told_even_if_the_brief_repeats_it(tmp_path: Path) -> None:
    brief = "Write to ada@example.com and https://evaluator.example/notify?key=5 about nonce-123."
    text = page(work_of(tmp_path, brief=brief))
    assert "Write to *** and *** about ***." in text
    for private in ("ada@example.com", "evaluator.example", "nonce-123"):
        assert private not in text


def test_a_brief_cannot_leave_its_block(tmp_path: Path) -> None:
    text = page(work_of(tmp_path, brief="One.\n```\n## Forged\n````"))
    assert "> One.\n> \\`\\`\\`\n> \\## Forged\n> \\`\\`\\`\\`\n" in text


def test_an_enormous_run_stays_below_the_limit_of_a_step(tmp_path: Path) -> None:
    work = work_of(tmp_path)
    many = tuple(
        CheckResult(check="x" * 500, kind=Kind.JS, status=Status.PASSED, round=1, seen="y" * 500)
        for _ in range(3000)
    )
    work.save(Verdict(content="0", results=many))
    text = page(work)
    assert len(text.encode()) <= MAX_BYTES + 100
    assert text.endswith("(the rest is left out)\n")


GITHUB_LIKE = """<!doctype html><html lang="en"><title>run</title><style>
body {{ font: 16px/1.5 sans-serif; margin: 16px; overflow-wrap: break-word; }}
td, th {{ border: 1px solid; padding: 6px 13px; }}
code {{ white-space: break-spaces; }} pre {{ overflow: auto; }}</style><main>{}</main>"""


@pytest.mark.parametrize("width", [375, 1012])
def test_the_page_reads_well_on_a_phone_and_in_the_actions_tab(
    tmp_path: Path, chromium: Browser, width: int
) -> None:
    work = work_of(tmp_path, brief="Show the tides of the week as a table. " * 20)
    where = "http://127.0.0.1:42319/llm-app-tides-1a2b3c/about.html"
    long = "document.querySelectorAll('#rows tr').length === 3 && " * 3
    results = [
        CheckResult(
            check=long, kind=Kind.JS, status=status, round=1, expected="true", seen="x" * 250, where=where
        )
        for status in (Status.FAILED, Status.PASSED)
    ]
    work.save(Verdict(content="0", results=tuple(results)))
    (work.root / "timeline.jsonl").write_text(
        '{"stage": "accept", "start": 1, "end": 2, "outcome": "done"}\n'
    )
    text = page(work)
    assert "  - in: `/about.html`" in text
    browser_page = chromium.new_page(viewport={"width": width, "height": 900})
    markdown = MarkdownIt("gfm-like", {"html": True, "linkify": False})
    browser_page.set_content(GITHUB_LIKE.format(markdown.render(text)))
    browser_page.get_by_text("1 other checks").click()
    found = Axe().run(browser_page).response["violations"]
    assert [one["id"] for one in found if one["impact"] in {"serious", "critical"}] == []
    assert browser_page.evaluate("document.documentElement.scrollWidth") <= width
    browser_page.close()

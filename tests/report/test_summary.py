"""The summary page, from whatever a run left behind."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

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


def test_what_failed_is_listed_first_and_what_every_site_is_asked_last(tmp_path: Path) -> None:
    work = work_of(tmp_path)
    results = (
        CheckResult(check="of every site", kind=Kind.ALWAYS, status=Status.PASSED, round=0),
        CheckResult(check="of the task", kind=Kind.JS, status=Status.PASSED, round=1),
        CheckResult(check="of every site, broken", kind=Kind.ALWAYS, status=Status.FAILED, round=0),
    )
    work.save(Verdict(content=Site({}).content_digest(), results=results))
    listed = [
        line.split("`")[1] for line in page(work).splitlines() if "of every" in line or "of the task" in line
    ]
    assert listed == ["of every site, broken", "of the task", "of every site"]


def test_a_whole_run_is_told(tmp_path: Path) -> None:
    work = work_of(tmp_path)
    results = (
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
    work.save(
        Publication(repo_url="https://github.com/owner/tides", commit_sha="c0ffee" * 6 + "abcd",
                    pages_url="https://owner.github.io/tides/", live=True, pushed=True)
    )  # fmt: skip
    work.save(Receipt(delivered=True, status_code=200, attempts=2, detail="the evaluation URL answered 200"))
    assert (
        page(work)
        == """\
## Show the tides.

|  |  |
| --- | --- |
| task | `deploy-20260102-2dc2f71b` |
| round | 1 |
| written by | `gpt-x` |
| checks | 0 passed, 1 failed, 0 not run |
| repository | <https://github.com/owner/tides> |
| commit | [c0ffeec0ff](https://github.com/owner/tides/commit/c0ffeec0ffeec0ffeec0ffeec0ffeec0ffeeabcd) |
| page | <https://owner.github.io/tides/> |
| callback | delivered (2 attempts): `the evaluation URL answered 200` |
| run | <https://github.com/owner/control/actions/runs/7> |

### Asked

```text
Show the tides.
```

### Checks

|  | kind | round | check | expected | seen | where |
| --- | --- | --- | --- | --- | --- | --- |
| ✗ failed | js | 1 | `document.title === 'a\\|b'` | `a truthy value` | `false` | `index.html` |
| ○ not run (not counted) | advisory | 1 | `pretty` |  |  |  |

### Screenshots

In the artifact `run`, folder `screenshots`: `1.png`

### Generation

| model | purpose | outcome | took | prompt | completion |
| --- | --- | --- | --- | --- | --- |
| `gpt-x` | write | `a site` | 3.2 s | 10 | 20 |

Rounds of repair: 0. Cost: $0.0123.

- No &lt;map> was drawn.
"""
    )


def test_a_failed_stage_is_told_with_its_error(tmp_path: Path) -> None:
    work = work_of(tmp_path)
    (work.root / "timeline.jsonl").write_text(
        '{"stage": "publish", "start": 10.0, "end": 12.5, "outcome": "failed", "error": "the token expired", '
        '"api_calls": {"read": 1, "content": 2}, "tokens": 0}\n'
    )
    text = page(work)
    assert "| failed | publish: `the token expired` |" in text
    assert "| publish | 0.0 s | 2.5 s | failed | 1 read, 2 content |  |" in text


def test_records_that_a_killed_run_left_in_pieces_are_told_and_hide_nothing_else(tmp_path: Path) -> None:
    work = work_of(tmp_path)
    (work.root / "verdict.json").write_text("{")
    (work.root / "timeline.jsonl").write_bytes(
        b'{"stage": "accept", "start": 10.0, "end": 10.5, "outcome": "done"}\n\xff[]\n{"stage": "gen'
    )
    text = page(work)
    assert "| unreadable | `" in text
    assert "verdict.json: " in text
    assert "| accept | 0.0 s | 0.5 s | done |  |  |" in text
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
    assert "`````text\nOne.\n```\n## Forged\n````\n`````" in text


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


def test_without_any_record_there_is_still_a_page(tmp_path: Path) -> None:
    assert page(WorkDir(tmp_path)).startswith("## No task was accepted\n")


def test_outside_a_runner_the_page_goes_to_stdout(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["summary", "--run", str(work_of(tmp_path).root)]) == 0
    assert capsys.readouterr().out.startswith("## Show the tides.\n")


def test_the_log_of_a_failed_workflow_is_told(tmp_path: Path) -> None:
    work = work_of(tmp_path)
    work.workflow_log.write_text("ruff: 3 errors")
    assert page(work).endswith("### Log of the workflow that failed\n\n```text\nruff: 3 errors\n```\n")

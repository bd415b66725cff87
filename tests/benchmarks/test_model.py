"""The benchmark of a model, with a scripted model and a real browser."""

import json
import os
from pathlib import Path

import pytest

from orchestrator.verify.browser_process.chromium import find_chromium
from scripts.benchmarks import model as benchmark
from scripts.benchmarks.model import scoring
from scripts.benchmarks.model.report import table
from scripts.benchmarks.model.store import Measured, read
from scripts.benchmarks.model.tasks import HALVES, plain_code, read_tasks
from tests.background import begin
from tests.generate.scripted import Say, scripted

PAGE = """```html
<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<link rel="icon" href="data:,">
<title>Theme</title>
<style>body { background: #ffffff } body.dark { background: #111111; color: #eee }</style></head>
<body><main><h1>Theme</h1><button id="theme">Change</button></main><script>
document.querySelector("#theme").onclick = () => {
  const dark = document.body.classList.toggle("dark");
  localStorage.setItem("theme", dark ? "dark" : "light");
};
</script></body>
</html>
```
"""


@pytest.mark.skipif(find_chromium(os.environ) is None, reason="no Chromium here")
def test_all_three_versions_are_scored_and_a_second_start_measures_nothing_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["--tasks", "theme", "--results", str(tmp_path / "rows.jsonl"), "--json"]
    wrong = PAGE.replace('"#theme"', '"#thema"')
    # the plain call sends no stream, so its answer is one JSON body
    plain = {
        "choices": [{"message": {"content": wrong}}],
        "usage": {"prompt_tokens": 90, "completion_tokens": 10, "total_tokens": 100},
    }
    with scripted(Say(page=("application/json", json.dumps(plain))), Say(wrong), Say(PAGE)) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        monkeypatch.setenv("OPENAI_MODEL", "scripted-1")
        monkeypatch.setattr(scoring, "PAUSES_MS", (50,))
        assert [begin(lambda: benchmark.main(arguments)).result() for _ in range(2)] == [0, 0]
        assert len(server.requests) == 3
    first, second = capsys.readouterr().out.split("\n}\n", 1)
    assert json.loads(f"{first}}}") == json.loads(second)
    rows = {row.variant: row for row in read(tmp_path / "rows.jsonl")}
    assert [sum(row.passed) for row in rows.values()] == [1, 1, 3]
    assert [row.calls for row in rows.values()] == [1, 1, 2]
    assert rows["plain call"].prompt_tokens == 90


def test_without_a_model_it_says_what_is_missing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("OPENAI_BASE_URL", "OPENAI_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    assert benchmark.main([]) == 3
    assert "OPENAI_BASE_URL" in capsys.readouterr().err


def test_short_forms_become_plain_code() -> None:
    assert plain_code("$('h1').textContent === 'a'") == "document.querySelector('h1').textContent === 'a'"
    left = [
        check for half in HALVES for task in read_tasks(half) for check in task.checks(3) if "press(" in check
    ]
    assert left == []


def test_there_are_tasks_enough_and_six_of_them_with_two_revisions() -> None:
    tasks = [task for half in HALVES for task in read_tasks(half)]
    assert len({task.name for task in tasks}) >= 24
    assert sum(len(task.rounds) == 3 for task in tasks) >= 6


def test_the_table_relates_everything_to_the_plain_call() -> None:
    rows = [
        Measured(
            run=1, half="a", task=task, round=1, variant=variant, passed=passed, site=True,
            calls=1, prompt_tokens=tokens, completion_tokens=0, seconds=1.0,
        )
        for variant, tokens, outcomes in (
            ("plain call", 100, ((True,), (False,))), ("first version", 100, ((True,), (False,))),
            ("result", 300, ((True,), (True,))),
        )
        for task, passed in zip("xy", outcomes, strict=True)
    ]  # fmt: skip
    assert table(rows).splitlines()[-1].split() == [
        "result", "2/2", "2/2", "2/2", "0", "2", "600", "2", "2.0", "x", "3.0", "x",
    ]  # fmt: skip

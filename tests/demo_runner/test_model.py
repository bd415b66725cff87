"""The main job with a model: its page is tried, repaired, published; its key stays in the generate job."""

import secrets
from pathlib import Path
from typing import Any

import pytest

from orchestrator.generate.reply.format import SENTINEL, write_file
from scripts.demo_runner.servers import servers
from tests.demo_runner.kit import live, send
from tests.generate.scripted import Say, scripted

KEY = "sk-" + secrets.token_hex(12)
"""Made anew, since the control repository holds this file."""

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Tidse</title>
</head>
<body>
<main><h1>Tides</h1><p>High and low water of the week.</p></main>
</body>
</html>
"""

REPAIR = f"""<edit path="index.html">
<<<<<<< SEARCH
<title>Tidse</title>
=======
<title>Tide Wheel</title>
>>>>>>> REPLACE
</edit>
{SENTINEL}
"""


@pytest.fixture
def fields(request_fields: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("OPENAI_MODEL", "scripted-1")
    checks = [{"js": "document.title === 'Tide Wheel'"}]
    return request_fields | {"brief": "Tell of the tides.", "checks": checks, "attachments": []}


def test_a_failed_check_is_repaired_before_anyone_sees_the_page(
    tmp_path: Path, fields: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    with scripted(Say(write_file("index.html", PAGE) + SENTINEL), Say(REPAIR)) as model:
        monkeypatch.setenv("OPENAI_BASE_URL", model.url)
        with servers(tmp_path) as here:
            outcome = send(here, fields)
            assert outcome.good, outcome.log_tail
            assert "<title>Tide Wheel</title>" in live(outcome).text
    assert (outcome.generator, len(model.requests)) == ("scripted-1", 2)
    log = Path(outcome.run_log).read_text("utf-8")
    assert "generate: credentials present: OPENAI_API_KEY, GITHUB_TOKEN" in log
    assert "publish: credentials present: TARGET_TOKEN, GITHUB_TOKEN\n" in log
    holders = [path for path in tmp_path.rglob("*") if path.is_file() and KEY.encode() in path.read_bytes()]
    assert holders == []


def test_a_model_that_does_not_answer_fails_the_task_and_publishes_nothing(
    tmp_path: Path, fields: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    with scripted(Say(status=401, error={"message": "no such key", "code": "invalid_api_key"})) as model:
        monkeypatch.setenv("OPENAI_BASE_URL", model.url)
        with servers(tmp_path) as here:
            outcome = send(here, fields)
            created = [call.endpoint for call in here.hub.log() if call.kind == "content"]
    assert (outcome.conclusion, outcome.publication, outcome.callbacks) == ("failure", None, ())
    assert "no model gave a usable answer" in outcome.log_tail
    assert created == ["POST /repos/{owner}/{name}/dispatches"]

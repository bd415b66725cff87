"""README's request, curl lines and answers, sent to a relay."""

import json
import shlex
import subprocess
from pathlib import Path

import httpx

from scripts.evaluator.receiver import FIELDS
from tests.readme import blocks, commands
from tests.relay.conftest import SECRET
from tests.relay.fake_github import FakeGitHub

REQUEST, CALLBACK = (json.loads(block) for block in blocks("json"))


def test_the_curl_lines_send_the_request_and_ask_for_its_state(
    relay: httpx.Client, github: FakeGitHub, tmp_path: Path
) -> None:
    (block,) = (block for block in blocks("console") if "curl" in block)
    (tmp_path / "request.json").write_text(json.dumps(REQUEST | {"secret": SECRET}))
    base, answers = str(relay.base_url).rstrip("/"), []
    for line in commands(block):
        command = shlex.split(line.replace("https://your-relay.example", base))
        done = subprocess.run([*command, "-sS"], cwd=tmp_path, capture_output=True, check=True)
        answers.append(json.loads(done.stdout))
    sent, state = answers
    assert sent.keys() >= {"task_id", "status_url", "repo_url", "pages_url"}
    assert github.events[0]["client_payload"]["task"]["brief"] == REQUEST["brief"]
    assert state.keys() >= {"task_id", "status", "message"}


def test_the_callback_has_exactly_the_fields_that_are_sent() -> None:
    assert tuple(CALLBACK) == FIELDS

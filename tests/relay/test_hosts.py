"""Every host's file serves the same relay, with the packages of its lock and the files it is given."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.relay.conftest import ROOT, environment
from tests.relay.fake_github import FakeGitHub


def run(code: str, cwd: Path, github: FakeGitHub, sent: str = "") -> str:
    """What Python code prints with the relay's settings in its environment."""
    env = {"PATH": os.environ["PATH"], **environment(github)}
    ended = subprocess.run(
        [sys.executable, "-c", code],
        cwd=cwd,
        env=env,
        input=sent,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return ended.stdout


def lambda_event(method: str, path: str, body: str | None = None) -> dict[str, Any]:
    """As a function URL hands a request over."""
    http = {"method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "127.0.0.1", "userAgent": "x"}
    return {
        "version": "2.0",
        "rawPath": path,
        "rawQueryString": "",
        "headers": {"host": "relay.example", "x-forwarded-proto": "https"},
        "requestContext": {"http": http, "stage": "$default"},
        "body": body,
        "isBase64Encoded": False,
    }


HANDLE_TWICE = """
import json, sys
from relay.hosts.aws_lambda import handler
event = json.load(sys.stdin)
print(json.dumps([handler(event, None), handler(event, None)]))
"""


def test_lambda_takes_one_task_after_another(github: FakeGitHub, fields: dict[str, Any]) -> None:
    """In a process of its own, as on AWS: Mangum wants the main thread's event loop for itself."""
    event = json.dumps(lambda_event("POST", "/task", json.dumps(fields)))
    answers = json.loads(run(HANDLE_TWICE, ROOT, github, event))
    assert [answer["statusCode"] for answer in answers] == [200, 200]
    assert json.loads(answers[0]["body"])["status_url"].startswith("https://relay.example/status/deploy-")
    assert len(github.events) == 2


def container() -> list[str]:
    """What the Dockerfile copies."""
    text = (ROOT / "relay" / "Dockerfile").read_text("utf-8")
    copies = [line.split()[1:-1] for line in text.splitlines() if line.startswith("COPY ")]
    return [source for sources in copies for source in sources]


def vercel() -> list[str]:
    """The files that Vercel is told to take along."""
    build = json.loads((ROOT / "relay" / "hosts" / "vercel.json").read_text("utf-8"))["builds"][0]
    patterns = [pattern.replace("**", "**/*") for pattern in build["config"]["includeFiles"]]
    found = [path for pattern in patterns for path in ROOT.glob(pattern)]
    return [build["src"], *(str(path.relative_to(ROOT)) for path in found if path.is_file())]


SERVE = """
import {0} as host, relay.page as page
host.app.openapi(), page.docs()
print(len(page.start_page().body) > 1000)
"""


@pytest.mark.parametrize(
    ("host", "module"),
    [(container, "relay.hosts.asgi"), (vercel, "relay.hosts.vercel")],
    ids=["container", "vercel"],
)
def test_a_host_is_given_everything_that_the_relay_imports(
    github: FakeGitHub, tmp_path: Path, host: Callable[[], list[str]], module: str
) -> None:
    for source in host():
        target = tmp_path / source
        target.parent.mkdir(parents=True, exist_ok=True)
        (shutil.copytree if (ROOT / source).is_dir() else shutil.copy)(ROOT / source, target)
    assert run(SERVE.format(module), tmp_path, github) == "True\n"


def test_the_container_runs_as_nobody_special_and_hands_the_signal_on() -> None:
    text = (ROOT / "relay" / "Dockerfile").read_text("utf-8")
    assert re.search(r"^USER relay$", text, re.MULTILINE)
    assert "exec python -m relay" in text
    assert "--require-hashes -r requirements/relay.txt" in text

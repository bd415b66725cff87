"""The description is true: what it calls valid is taken, what it calls invalid is refused, answers fit."""

import os
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).resolve().parents[2]


def test_schemathesis_finds_nothing_with_all_checks(relay: httpx.Client, tmp_path: Path) -> None:
    hooks = "tests.relay.schemathesis_hooks"
    command = Path(sys.executable).with_name("schemathesis")
    ended = subprocess.run(
        [command, "--no-color", "run", f"{relay.base_url}/openapi.json", "--checks", "all", "--seed", "1",
         "--max-examples", "12", "--warnings", "off"],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "SCHEMATHESIS_HOOKS": hooks},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stdout[-3000:]
    assert "Selected: 6/6" in ended.stdout


def test_every_request_in_the_description_is_an_example_that_is_taken(relay: httpx.Client) -> None:
    described = relay.get("/openapi.json").json()
    taken = {
        (path, name): relay.post(path, json=example["value"] | {"secret": "correct horse"}).status_code
        for path in ("/task", "/deploy", "/update")
        for name, example in described["paths"][path]["post"]["requestBody"]["content"]["application/json"][
            "examples"
        ].items()
    }
    assert taken == {
        ("/task", "first round"): 200,
        ("/task", "later round"): 200,
        ("/task", "older form"): 200,
        ("/deploy", "first round"): 200,
        ("/deploy", "older form"): 200,
        ("/update", "later round"): 200,
    }


@pytest.mark.parametrize("path", ["/docs", "/redoc"])
def test_the_description_can_be_read_in_a_browser(relay: httpx.Client, path: str) -> None:
    assert "/openapi.json" in relay.get(path).text


def test_a_script_is_told_where_the_doors_are(relay: httpx.Client) -> None:
    base = str(relay.base_url).rstrip("/")
    answer = relay.get("/")
    assert answer.headers["vary"] == "Accept"
    assert answer.json() == {
        "name": "Pages orchestrator relay",
        "version": "0.1.0",
        "links": {
            "task": f"{base}/task",
            "deploy": f"{base}/deploy",
            "update": f"{base}/update",
            "health": f"{base}/health",
            "docs": f"{base}/docs",
            "redoc": f"{base}/redoc",
            "status": f"{base}/status/{{task_id}}",
            "openapi": f"{base}/openapi.json",
        },
    }

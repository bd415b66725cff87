"""The real system on the stand-in, from the relay to the callback: what it asks and what it is told."""

from pathlib import Path
from typing import Any

import pytest
import requests

from scripts.demo_runner.world import world
from scripts.localhub.contract import Report
from tests.localhub.openapi import description


def test_what_relay_and_jobs_exchange_with_github_is_as_github_describes_it(
    tmp_path: Path, request_fields: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    github = description()
    with world(tmp_path / "store", ()) as running:
        running.hub.call_log.record_exchanges = True
        private = {"secret": running.secret, "evaluation_url": running.receiver.url}
        later = {"round": 2, "nonce": "nonce-2", "brief": "Add a heading that says Tides.", "attachments": []}
        big = {"name": "tides.csv", "url": "data:text/csv;base64," + "aGlnaCxsb3cK" * 6_000}
        large = {"nonce": "nonce-3", "task": "large", "attachments": [big]}
        for fields in (request_fields, request_fields | later, request_fields | large):
            taken = requests.post(f"{running.relay_url}/task", json=fields | private, timeout=30)
            assert taken.status_code == 200, taken.text
            assert running.hub.wait_idle(240)
            status = requests.get(f"{running.relay_url}/status/{taken.json()['task_id']}", timeout=30)
            assert status.status_code == 200
        runs = {run.event: run.conclusion for run in running.hub.runs()}
        report = Report(github, running.hub.call_log.exchanges)
        nonces = [callback["nonce"] for callback in running.receiver.callbacks]
    with capsys.disabled():
        print(f"\n{report.table()}")  # noqa: T201 # the list of what was validated is for people
    assert report.violations == []
    assert runs == {"repository_dispatch": "success", "push": "success"}
    assert nonces == ["nonce-1", "nonce-2", "nonce-3"]

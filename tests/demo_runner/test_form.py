"""Run from the Actions tab: `workflow_dispatch` with the form, from the event to the summary page."""

import json
from pathlib import Path

import requests

from scripts.demo_runner.servers import servers
from tests.demo_runner.calls import post


def test_a_task_sent_by_the_form_is_published_and_needs_no_callback(tmp_path: Path) -> None:
    form = {
        "task": "Tide table",
        "brief": "Show the heights of tides.csv in a table, with the page title 'Tide table'.",
        "checks": json.dumps([{"js": "document.title === 'Tide table'"}]),
        "attachments": json.dumps(
            [{"name": "tides.csv", "url": "data:text/csv,port,height%0ABergen,1.4%0A"}]
        ),
    }
    with servers(tmp_path) as here:
        post(here.hub, "actions/workflows/task.yml/dispatches", {"ref": "main", "inputs": form})
        assert here.hub.wait_idle()
        task, pages = here.hub.runs()
        owner, name = pages.repository.full_name.split("/")
        served = requests.get(f"{here.hub.url}/pages/{owner}/{name}/", timeout=10).text
    assert (task.event, task.title, task.conclusion) == ("workflow_dispatch", "Tide table", "success")
    assert "<title>Tide table</title>" in served
    assert here.receiver.callbacks == []
    summary = (task.attempt_folder / "summary.md").read_text("utf-8")
    assert "| ✓ passed | js | 1 | `document.title === 'Tide table'`" in summary
    assert "the task names no evaluation URL, so no callback is sent" in summary

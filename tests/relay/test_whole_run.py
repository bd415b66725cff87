"""From the relay to the live page: large tasks arrive byte for byte, nothing private is left lying about."""

import base64
import io
import json
import random
import subprocess
from collections.abc import Iterator
from pathlib import Path
from secrets import token_hex
from typing import Any

import pytest
import requests
from rich.console import Console

from scripts.demo_runner.outcome import Outcome
from scripts.demo_runner.request_files import RequestFile
from scripts.demo_runner.send import send_request
from scripts.demo_runner.servers import CHECKOUT, Servers, servers
from tests.localhub.openapi import recorded

# made anew each time: the control repository of these runs is this checkout, with this file in it
NONCE = token_hex(12)
EMAIL = f"{token_hex(6)}@example.com"


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Servers]:
    with servers(tmp_path / "store") as running:
        yield running
        assert recorded(running.hub).violations == []


@pytest.fixture
def sample() -> dict[str, Any]:
    """The demo's own request, from somebody else."""
    fields: dict[str, Any] = json.loads(
        (CHECKOUT / "scripts" / "demo_runner" / "sample.json").read_text("utf-8")
    )
    return fields | {"nonce": NONCE, "email": EMAIL}


def send(here: Servers, fields: dict[str, Any]) -> Outcome:
    outcome = send_request(
        RequestFile(Path("request.json"), fields), here, Console(file=io.StringIO()), as_is=False
    )
    assert outcome.conclusion == "success", outcome.as_json()
    return outcome


def test_five_megabytes_arrive_identical_and_nothing_private_is_left(
    here: Servers, sample: dict[str, Any]
) -> None:
    noise = {f"noise-{number}.bin": random.Random(number).randbytes(2_500_000) for number in (1, 2)}
    sample["attachments"] += [
        {"name": name, "url": f"data:application/octet-stream;base64,{base64.b64encode(data).decode()}"}
        for name, data in noise.items()
    ]
    outcome = send(here, sample)
    publication = outcome.publication
    assert publication is not None

    posts = [
        call.endpoint for call in here.hub.log() if call.token == "relay token" and call.kind == "content"
    ]
    assert [endpoint.rpartition("/")[2] for endpoint in posts] == ["blobs", "dispatches"]
    live = {name: requests.get(publication.pages_url + name, timeout=30).content for name in noise}
    assert live == noise
    bare = here.store / "repositories" / f"{publication.repo_url.removeprefix(here.hub.url + '/')}.git"
    pushed = {name: git(bare, "cat-file", "blob", f"{publication.commit_sha}:{name}") for name in noise}
    assert pushed == noise

    keys = {
        "the shared secret": here.secret,
        "the relay's token": here.hub.tokens.relay,
        "the target token": here.hub.tokens.target,
    }
    status = requests.get(f"{here.relay_url}/status/{outcome.task_id}", timeout=30)
    assert status.json()["status"] == "completed"
    assert status.json()["message"].startswith("Live")
    places = {
        "status": status.content,
        "calls": repr(here.hub.log()).encode(),
        **files(here.store),
        **commits(here.store),
    }
    assert found(keys, places) == []
    # the event holds nonce and e-mail for the callback (inline, or in the blob), and nothing else does
    public = {name: data for name, data in places.items() if not name.endswith("/event.json")}
    assert found({"the nonce": NONCE, "the e-mail": EMAIL}, public) == []
    assert found({"the repository": publication.repo_url.rpartition("/")[2]}, public) != []


def found(values: dict[str, str], places: dict[str, bytes]) -> list[str]:
    return [
        f"{what} in {name}"
        for what, value in values.items()
        for name, data in places.items()
        if value.encode() in data
    ]


def files(store: Path) -> dict[str, bytes]:
    """Every file of the store: logs, events, artifacts, summaries, work trees, what Pages serves."""
    return {str(path): path.read_bytes() for path in store.rglob("*") if path.is_file()}


def commits(store: Path) -> dict[str, bytes]:
    """Every object of every repository, unpacked."""
    folders = [head.parent for head in (store / "repositories").rglob("*.git/HEAD")]
    assert len(folders) == 2
    return {str(folder): git(folder, "cat-file", "--batch-all-objects", "--batch") for folder in folders}


def git(folder: Path, *command: str) -> bytes:
    return subprocess.run(["git", *command], cwd=folder, check=True, capture_output=True).stdout

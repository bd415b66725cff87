"""From the relay to the live page: large tasks arrive byte for byte, nothing private is left lying about."""

import base64
import json
import random
import subprocess
from pathlib import Path
from secrets import token_hex
from typing import Any

import requests

from scripts.demo_runner.servers import CHECKOUT, servers
from tests.demo_runner.kit import send
from tests.localhub.contract import violations

# made anew each time: the control repository of these runs is this checkout, with this file in it
NONCE = token_hex(12)
EMAIL = f"{token_hex(6)}@example.com"
NOISE = {f"noise-{number}.bin": random.Random(number).randbytes(2_500_000) for number in (1, 2)}


def request() -> dict[str, Any]:
    """The demo's own request, from somebody else, with five megabytes that no compression makes small."""
    sample = (CHECKOUT / "scripts" / "demo_runner" / "sample.json").read_text("utf-8")
    fields: dict[str, Any] = json.loads(sample) | {"nonce": NONCE, "email": EMAIL}
    fields["attachments"] += [
        {"name": name, "url": f"data:application/octet-stream;base64,{base64.b64encode(data).decode()}"}
        for name, data in NOISE.items()
    ]
    return fields


def test_five_megabytes_arrive_identical_and_nothing_private_is_left(tmp_path: Path) -> None:
    with servers(tmp_path / "store") as here:
        outcome = send(here, request())
        app = outcome.publication
        assert outcome.conclusion == "success", outcome.as_json()
        assert app is not None

        posts = [call for call in here.hub.log() if call.token == "relay token" and call.kind == "content"]
        assert [call.endpoint.rpartition("/")[2] for call in posts] == ["blobs", "dispatches"]
        live = {name: requests.get(app.pages_url + name, timeout=30).content for name in NOISE}
        assert live == NOISE
        bare = here.store / "repositories" / f"{app.repo_url.removeprefix(here.hub.url + '/')}.git"
        assert {name: git(bare, "cat-file", "blob", f"{app.commit_sha}:{name}") for name in NOISE} == NOISE

        status = requests.get(f"{here.relay_url}/status/{outcome.task_id}", timeout=30)
        assert status.json()["status"] == "completed"
        assert status.json()["message"].startswith("Live")
        places = {"status": status.content, "calls": repr(here.hub.log()).encode()}
        places |= files(here.store) | commits(here.store)
        assert found([here.secret, here.hub.tokens.relay, here.hub.tokens.target], places) == []
        # the event holds nonce and e-mail for the callback (inline, or in the blob), and nothing else does
        public = {name: data for name, data in places.items() if not name.endswith("/event.json")}
        assert found([NONCE, EMAIL], public) == []
        assert found([app.repo_url.rpartition("/")[2]], public) != []
        assert violations(here.hub.log()) == []


def found(values: list[str], places: dict[str, bytes]) -> list[str]:
    return [name for value in values for name, data in places.items() if value.encode() in data]


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

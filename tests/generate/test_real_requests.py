"""Every request that real evaluators send, through a scripted model: round 1, and each second round on it."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from orchestrator.generate.app.links import parse_page
from orchestrator.generate.reply.format import SENTINEL, write_file
from orchestrator.records import Kind, Status
from orchestrator.records.workdir import WorkDir
from tests.conftest import REAL_REQUESTS
from tests.generate.conftest import publish, run_stage, settings_for
from tests.generate.forge import Forge
from tests.generate.scripted import Say, scripted

pytestmark = pytest.mark.skipif(
    not REAL_REQUESTS.is_dir(), reason="the requests lie beside the repository only"
)

ROUNDS = [
    (first, second)
    for first in sorted(REAL_REQUESTS.glob("*.round1.json"))
    for second in sorted(REAL_REQUESTS.glob(first.name.replace("round1", "round2*")))
]

FIRST = """<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>App</title></head>
<body>
<main id="app">
<p id="total-sales">0</p>
<div id="markdown-output"></div>
</main>
</body>
</html>
"""


def whole_app(_request: dict[str, Any]) -> Say:
    about = "<about>\n<title>App</title>\n<summary>It works.</summary>\n</about>\n"
    return Say(
        write_file("index.html", FIRST) + write_file("app.js", "const kept = true;\n") + about + SENTINEL
    )


def one_edit(_request: dict[str, Any]) -> Say:
    added = '<main id="app">\n<p id="added">new</p>'
    return Say(
        f'<edit path="index.html">\n<<<<<<< SEARCH\n<main id="app">\n=======\n{added}\n'
        ">>>>>>> REPLACE\n</edit>\n"
        f"{SENTINEL}\n"
    )


def no_steps(_request: dict[str, Any]) -> Say:
    return Say('{"checks": []}')


def by_purpose(request: dict[str, Any]) -> Say:
    """Plays the model: JSON for a schema, a whole app for a first round, an edit for anything else."""
    if "response_format" in request:
        return no_steps(request)
    first = request["messages"][1]["content"].startswith("Write ")
    return whole_app(request) if first else one_edit(request)


def sha256s(workdir: WorkDir) -> dict[str, str]:
    return {a.name: hashlib.sha256(a.content).hexdigest() for a in workdir.envelope().task.attachments}


@pytest.mark.usefixtures("no_browser")
@pytest.mark.parametrize(("first", "second"), ROUNDS, ids=lambda path: path.name.removesuffix(".json"))
def test_both_rounds_come_out_whole(first: Path, second: Path, tmp_path: Path, forge: Forge) -> None:
    with scripted(*[by_purpose] * 12) as model:
        settings = settings_for(forge, model.provider())
        one, _ = run_stage(tmp_path / "one", json.loads(first.read_bytes()), settings)
        sha = publish(forge, one)
        forge.answers["/users/ada/repos"] = [{"name": one.target().repo}]
        two, verdict = run_stage(tmp_path / "two", json.loads(second.read_bytes()), settings)
    assert verdict is not None
    assert not verdict.refusals
    target, site = two.target(), two.site()
    assert (target.repo, target.base_sha) == (one.target().repo, sha)
    for name, digest in (sha256s(one) | sha256s(two)).items():
        assert hashlib.sha256(site[name]).hexdigest() == digest
    assert parse_page(one.site().text("index.html")).ids < parse_page(site.text("index.html")).ids
    assert set(one.site()) <= set(site)
    assert "## Rounds" in site.text("README.md")
    assert {"LICENSE", "README.md", ".github/workflows/pages.yml", "index.html", "app.js"} <= set(site)
    assert all(r.status is Status.NOT_RUN for r in verdict.results if r.kind is Kind.JS)


@pytest.mark.usefixtures("no_browser")
def test_a_first_round_takes_one_call_of_the_model(tmp_path: Path, forge: Forge) -> None:
    fields = json.loads((REAL_REQUESTS / "sum-of-sales-a1b2c.round1.json").read_bytes())
    with scripted(by_purpose) as model:
        run_stage(tmp_path / "run", fields, settings_for(forge, model.provider()))
    assert len(model.requests) == 1


@pytest.mark.usefixtures("no_browser")
def test_nothing_private_reaches_the_model_or_the_public_records(tmp_path: Path, forge: Forge) -> None:
    fields = json.loads((REAL_REQUESTS / "sum-of-sales-a1b2c.round1.json").read_bytes())
    with scripted(by_purpose) as model:
        workdir, _ = run_stage(tmp_path / "run", fields, settings_for(forge, model.provider()))
    public = [path for path in workdir.root.rglob("*") if path.is_file() and path.name != "task.json"]
    seen = json.dumps(model.requests).encode() + b"".join(path.read_bytes() for path in public)
    for private in (
        fields["email"],
        fields["nonce"],
        fields["secret"],
        fields["evaluation_url"],
        "sk-scripted-key",
    ):
        assert private.encode() not in seen

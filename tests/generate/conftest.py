"""What the tests of generation share: a forge, requests in envelopes, and the whole stage."""

import base64
import io
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from orchestrator.generate.stage import generate
from orchestrator.publish.marker import Proposal, make_marker, with_marker
from orchestrator.records import Verdict
from orchestrator.records.workdir import StageCount, WorkDir
from orchestrator.settings import Provider, Settings
from orchestrator.task.event import Envelope, read_task, seal
from tests.generate.forge import Forge
from tests.generate.forge import forge as serving


@pytest.fixture
def forge(tmp_path: Path) -> Iterator[Forge]:
    """A forge with no repositories."""
    folder = tmp_path / "forge"
    folder.mkdir()
    with serving(folder) as made:
        yield made


@pytest.fixture
def no_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    """The verifier finds no Chromium: browser checks are `not run`, and the test is fast."""
    monkeypatch.setenv("CHROMIUM_PATH", "/nonexistent")


def request(brief: str = "Show a table.", **fields: Any) -> dict[str, Any]:  # noqa: ANN401 - any JSON
    """A request in the official form."""
    whole = {"email": "ada@example.com", "task": "demo-1", "round": 1, "nonce": "nonce-1", "brief": brief}
    return {**whole, "evaluation_url": "https://evaluator.example/notify", **fields}


def attachment(name: str, data: bytes) -> dict[str, str]:
    """An attachment as it is sent."""
    return {"name": name, "url": f"data:application/octet-stream;base64,{base64.b64encode(data).decode()}"}


def envelope_of(fields: Mapping[str, Any]) -> Envelope:
    """The request as it was accepted just now."""
    return seal(read_task(fields), datetime.now(UTC))


def settings_for(forge: Forge, *providers: Provider, **more: Any) -> Settings:  # noqa: ANN401 - any setting
    """Settings whose GitHub is the forge."""
    return Settings(
        control_repo="ada/control",
        target_owner="ada",
        server_url=forge.url,
        api_url=forge.url,
        providers=providers,
        **more,
    )


def run_stage(folder: Path, fields: Mapping[str, Any], settings: Settings) -> tuple[WorkDir, Verdict | None]:
    """The whole generate stage on a work directory of its own."""
    workdir = WorkDir(folder)
    workdir.save_envelope(envelope_of(fields))
    return workdir, generate(workdir, settings, StageCount())


def publish(forge: Forge, workdir: WorkDir) -> str:
    """Push what the stage made, with its marker, as publishing would; the commit's SHA."""
    envelope, target, site = workdir.envelope(), workdir.target(), workdir.site()
    past = target.deployment.rounds if target.deployment else ()
    marker = make_marker(envelope, target.repo, past, Proposal(site, workdir.generation(), workdir.verdict()))
    return forge.push(f"{target.owner}/{target.repo}", with_marker(site, marker))


def workbook(*rows: list[object]) -> bytes:
    """A workbook of one sheet."""
    book = Workbook()
    for row in rows:
        book.active.append(row)  # type: ignore[union-attr]
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()

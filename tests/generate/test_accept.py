"""`orchestrator accept` as it is run: events of GitHub, plain requests, large tasks in blobs."""

import json
import re
import stat
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from orchestrator.cli import main
from orchestrator.records.workdir import WorkDir
from orchestrator.task.event import blob_payload, inline_payload, pack, read_task, seal
from tests.generate.conftest import attachment, request
from tests.generate.forge import Forge


def accept(folder: Path, event: object) -> int:
    path = folder / "event.json"
    path.write_text(event if isinstance(event, str) else json.dumps(event))
    return main(["accept", "--run", str(folder / "run"), "--event", str(path)])


def large_event(forge: Forge, monkeypatch: pytest.MonkeyPatch) -> tuple[dict[str, Any], bytes]:
    data = bytes(range(256)) * 4_000
    envelope = seal(read_task(request(attachments=[attachment("data.bin", data)])), datetime.now(UTC))
    sha = forge.store_blob("ada/control", pack(envelope.task))
    for name, value in (
        ("GITHUB_API_URL", forge.url),
        ("GITHUB_REPOSITORY", "ada/control"),
        ("GITHUB_TOKEN", "t"),
    ):
        monkeypatch.setenv(name, value)
    return {"client_payload": blob_payload(envelope, sha)}, data


def test_a_plain_request_becomes_a_private_task_and_its_attachments(tmp_path: Path) -> None:
    fields = request(secret="s3cret", attachments=[attachment("data.csv", b"a,b\n")])
    assert accept(tmp_path, fields) == 0
    workdir = WorkDir(tmp_path / "run")
    assert workdir.envelope().task == read_task(fields)
    assert (workdir.attachments_folder / "data.csv").read_bytes() == b"a,b\n"
    assert stat.S_IMODE((tmp_path / "run/task.json").stat().st_mode) == 0o600
    assert "s3cret" not in (tmp_path / "run/task.json").read_text()


def test_an_event_keeps_the_envelope_of_the_relay(tmp_path: Path) -> None:
    envelope = seal(read_task(request()), datetime(2026, 1, 2, tzinfo=UTC))
    assert accept(tmp_path, {"client_payload": inline_payload(envelope)}) == 0
    assert WorkDir(tmp_path / "run").envelope() == envelope


def test_a_large_task_is_read_back_from_its_blob(
    forge: Forge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    event, data = large_event(forge, monkeypatch)
    assert accept(tmp_path, event) == 0
    assert (tmp_path / "run/attachments/data.bin").read_bytes() == data


def test_a_blob_is_asked_for_again_after_a_fault(
    forge: Forge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    event, _ = large_event(forge, monkeypatch)
    forge.statuses = [502]
    assert accept(tmp_path, event) == 0
    assert len(forge.asked) == 2


def test_a_blob_whose_content_is_not_what_its_name_says_is_refused(
    forge: Forge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    event, _ = large_event(forge, monkeypatch)
    (answer,) = forge.answers.values()
    answer["content"] = "AAAA"
    assert accept(tmp_path, event) == 2
    assert "client_payload.blob: expected a blob whose size and content match" in capsys.readouterr().err


def test_a_blob_name_that_is_a_path_is_refused(
    forge: Forge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    event, _ = large_event(forge, monkeypatch)
    event["client_payload"]["blob"] = "../../../user"
    assert accept(tmp_path, event) == 2
    assert "expected the 40 hexadecimal digits of a git blob" in capsys.readouterr().err
    assert forge.asked == []


def test_e_mail_and_nonce_are_masked_in_a_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    assert accept(tmp_path, request()) == 0
    printed = capsys.readouterr()
    *masks, notice = printed.out.splitlines()
    assert masks == [
        "::add-mask::ada@example.com",
        "::add-mask::nonce-1",
        "::add-mask::https://evaluator.example/notify",
    ]
    task_id, _, repository = notice.removeprefix("::notice title=task::").partition(" ")
    assert re.fullmatch(r"deploy-\d{8}-[0-9a-f]{8}", task_id)
    assert re.fullmatch(r"llm-app-[a-z0-9-]+", repository)
    assert "ada@example.com" not in printed.err


@pytest.mark.parametrize(
    ("event", "said"),
    [
        pytest.param("{", "event: expected JSON in", id="no JSON"),
        pytest.param("[" * 100_000, "event: expected JSON in", id="too deep"),
        pytest.param("[]", "event: expected a JSON object in", id="no object"),
        pytest.param({"client_payload": {}}, "client_payload.task_id", id="an empty payload"),
        pytest.param(
            request(attachments=[{"name": "../x", "url": "data:,x"}]), "attachments.0.name", id="../"
        ),
        pytest.param(
            request(attachments=[{"name": "/x", "url": "data:,x"}]), "attachments.0.name", id="absolute"
        ),
        pytest.param(
            request(attachments=[{"name": "nul", "url": "data:,x"}]), "attachments.0.name", id="reserved"
        ),
        pytest.param(
            request(attachments=[{"name": "x" * 300, "url": "data:,x"}]), "attachments.0.name", id="long"
        ),
        pytest.param(
            request(attachments=[{"name": "x", "url": "http://x"}]), "attachments.0.url", id="no data URI"
        ),
        pytest.param(
            request(attachments=[{"name": "x", "url": "data:;base64,@"}]), "attachments.0.url", id="base64"
        ),
    ],
)
def test_bad_input_ends_with_the_field_and_exit_code_2(
    event: object, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert accept(tmp_path, event) == 2
    assert said in capsys.readouterr().err
    assert not (tmp_path / "run/task.json").exists()


def test_many_large_attachments_arrive_whole(tmp_path: Path) -> None:
    attachments = [attachment(f"part-{number}.bin", bytes([number]) * 700_000) for number in range(10)]
    assert accept(tmp_path, request(attachments=attachments)) == 0
    sizes = [path.stat().st_size for path in (tmp_path / "run/attachments").iterdir()]
    assert sizes == [700_000] * 10

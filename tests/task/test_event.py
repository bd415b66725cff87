"""Event ↔ Task: what the relay sends is what the workflow reads, inline or through a blob."""

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from orchestrator.errors import InvalidField
from orchestrator.records.workdir import WorkDir
from orchestrator.task import event

Fields = dict[str, Any]
EVENTS = Path(__file__).resolve().parent.parent / "events"
NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def no_blob(sha: str) -> bytes:
    raise AssertionError(f"blob {sha} was asked for")


def test_an_inline_payload_has_few_keys_and_no_secret_and_comes_back_as_the_same_envelope(
    request_fields: Fields,
) -> None:
    envelope = event.seal(event.read_task(request_fields), NOW)
    sent = json.dumps(event.inline_payload(envelope))
    assert set(json.loads(sent)) == {"schema", "task_id", "received_at", "repo", "round", "task"}
    assert "not for the orchestrator" not in sent
    assert event.read_event({"client_payload": json.loads(sent)}, no_blob, NOW) == envelope


def test_a_large_task_goes_through_a_blob(request_fields: Fields) -> None:
    request_fields["attachments"] = [{"name": "big.txt", "url": "data:," + "tide " * 20_000}]
    envelope = event.seal(event.read_task(request_fields), NOW)
    assert event.inline_payload(envelope) is None
    stored = {"abc": event.pack(envelope.task)}
    payload = event.blob_payload(envelope, "abc")
    assert event.read_event({"client_payload": payload}, stored.__getitem__, NOW) == envelope


@pytest.mark.parametrize(
    "packed",
    [
        b"",
        b"not gzip",
        gzip.compress(b"not json"),
        gzip.compress(b'{"a": 1}')[:-9],
        gzip.compress(b"[" * 99_999),
        gzip.compress(b" " * 200_000),
    ],
    ids=["empty", "not gzip", "not JSON", "cut off", "too deep", "too large"],
)
def test_a_broken_blob_is_refused_by_name(
    request_fields: Fields, packed: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(event, "MAX_TASK_BYTES", 100_000)
    payload = event.blob_payload(event.seal(event.read_task(request_fields), NOW), "abc")
    with pytest.raises(InvalidField) as caught:
        event.read_event({"client_payload": payload}, lambda _: packed, NOW)
    assert caught.value.field == "client_payload.blob"


@pytest.mark.parametrize(
    ("head", "task", "sentence"),
    [
        ({}, {"nonce": "another"}, "task_id: expected the digest of the task that came with it"),
        ({"round": 2}, {}, "round: expected the round of the task that came with it"),
        ({"repo": "../x"}, {}, f"repo: expected {event._FIELDS['repo']}"),
        ({"received_at": "2026-01-02T03:04:05"}, {}, "received_at: expected a time with its time zone"),
    ],
)
def test_a_head_that_does_not_go_with_its_task_is_refused(
    request_fields: Fields, head: Fields, task: Fields, sentence: str
) -> None:
    payload = event.inline_payload(event.seal(event.read_task(request_fields), NOW)) or {}
    payload |= {**head, "task": payload["task"] | task}
    with pytest.raises(InvalidField) as caught:
        event.read_event({"client_payload": payload}, no_blob, NOW)
    assert str(caught.value) == f"client_payload.{sentence}"


def test_the_form_fills_in_who_started_it_and_an_empty_box_means_the_default() -> None:
    attachment = '{"name": "a.csv", "url": "data:,a"}'
    form = {"task": "clock", "brief": "A clock", "round": "", "checks": '[{"js": "true"}]', "email": "",
            "attachments": attachment}  # fmt: skip
    task = event.read_event({"inputs": form, "sender": {"login": "ada"}}, no_blob, NOW).task
    assert task.email == "ada@users.noreply.github.com"
    assert (task.round, task.evaluation_url, task.checks[0].body) == (1, None, "true")
    assert task.attachments[0].name == "a.csv"


def test_the_same_form_is_the_same_request() -> None:
    form = {"task": "clock", "brief": "A clock", "round": "1", "checks": "It shows the time"}
    first, again = (event.read_event({"inputs": form}, no_blob, NOW) for _ in range(2))
    assert first == again
    assert first.task.checks[0].body == "It shows the time"


@pytest.mark.parametrize(
    ("box", "text", "example"),
    [
        ("checks", "[{", 'JSON such as ["There is a heading"'),
        ("checks", "[" * 100_000, 'JSON such as ["There is a heading"'),
        ("attachments", "data.csv", 'JSON such as [{"name": "data.csv"'),
    ],
)
def test_a_wrong_list_in_the_form_names_the_box_and_shows_an_example(
    box: str, text: str, example: str
) -> None:
    form = {"task": "clock", "brief": "A clock", "round": "1", box: text}
    with pytest.raises(InvalidField) as caught:
        event.read_event({"inputs": form}, no_blob, NOW)
    assert str(caught.value).startswith(f"{box}: expected {example}")


@pytest.mark.parametrize("name", ["round1", "round2"])
def test_the_sample_events_for_act_are_what_the_relay_would_send(name: str) -> None:
    sent = json.loads((EVENTS / f"{name}.json").read_text("utf-8"))
    envelope = event.read_event(sent, no_blob, NOW)
    assert sent["client_payload"] == event.inline_payload(event.seal(envelope.task, envelope.received_at))


def test_an_envelope_without_a_repository_survives_the_work_directory(
    request_fields: Fields, tmp_path: Path
) -> None:
    older = request_fields | {"task": "update", "round": 2}
    envelope = event.seal(event.read_task(older), NOW)
    work = WorkDir(tmp_path / "run")
    work.save_envelope(envelope)
    assert envelope.repo is None
    assert work.envelope() == envelope

"""Every reader of text from outside returns a value or raises one of our errors, whatever the text is.

FUZZ_EXAMPLES sets how many texts each reader gets (default: 60).
"""

import json
import os
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestrator.errors import InvalidField, OrchestratorError
from orchestrator.network.retry import seconds_asked
from orchestrator.records.site import Site
from orchestrator.records.workdir import WorkDir
from orchestrator.runtime.masking import masked
from orchestrator.settings import read_settings
from orchestrator.task.attachments import decode_data_uri
from orchestrator.task.event import read_event, read_task
from orchestrator.task.model import Task
from orchestrator.text import markdown
from orchestrator.text.addresses import host_of, join_address, split_address
from orchestrator.text.display import one_line
from orchestrator.text.paths import checked_path

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "60"))
NOW = datetime(2026, 1, 2, tzinfo=UTC)

FRAGMENTS = [
    "http://", "[", "]", "//", "@", ":", "℀", "9" * 20, "9" * 5000, "data:", ";base64,", "%", "..", "/", "`",
    "<![x", "<b>", "](", "|", "##[", "::a::", "\n", "\r", "\0", "\x85", "\u2028", "\ufeff", "\ud800", "a",
    "#", "-", "git~1", "con", "{", "}", '"', "\\", ",", " ", "true", "null", "e-99999", "=", "ü",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(FRAGMENTS), max_size=12).map("".join) | st.text(max_size=80)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=10,
)
OUTER_FIELDS = ("client_payload", "inputs", "schema", "task_id", "received_at", "blob")
FIELDS = st.sampled_from([*Task.model_fields, *OUTER_FIELDS])
SETTINGS = ("OPENAI_BASE_URL", "OPENAI_API_KEY", "PAGES_URL", "MODEL_PRICES", "TASK_SECONDS", "TARGET_OWNER")

READERS: dict[str, Callable[[str], object]] = {
    "split_address": lambda text: (parts := split_address(text)) and (parts.hostname, parts.geturl()),
    "join_address": lambda text: join_address(text, text[::-1]),
    "host_of": host_of,
    "one_line": one_line,
    "masked": lambda text: masked(text, [text[:9], text]),
    "prose": markdown.prose,
    "quote": markdown.quote,
    "cell": markdown.cell,
    "code": markdown.code,
    "checked_path": checked_path,
    "site": lambda text: Site({text: b"", f"{text}/x": b""}),
    "decode_data_uri": decode_data_uri,
    "seconds_asked": lambda text: seconds_asked(text, NOW),
    "settings": lambda text: read_settings({SETTINGS[len(text) % len(SETTINGS)]: text}),
}


@pytest.mark.parametrize("name", READERS)
@settings(max_examples=EXAMPLES)
@given(text=TEXTS)
def test_a_reader_of_text_raises_only_our_errors(name: str, text: str) -> None:
    with suppress(OrchestratorError):
        READERS[name](text)


@settings(max_examples=EXAMPLES)
@given(value=VALUES)
def test_any_json_that_is_no_request_is_refused(value: object) -> None:
    with pytest.raises(InvalidField):
        read_task(value)


@settings(max_examples=EXAMPLES)
@given(fields=st.dictionaries(FIELDS, VALUES, max_size=8))
def test_requests_events_and_forms_raise_only_our_errors(fields: dict[str, Any]) -> None:
    whole = {"email": "a@b", "task": "t", "round": 1, "nonce": "n", "brief": "b"} | fields
    for reader in (
        lambda: read_task(whole).title,
        lambda: read_event(whole, lambda _: json.dumps(str(fields)).encode(), NOW),
        lambda: read_event({"inputs": whole}, lambda _: b"", NOW).digest,
        lambda: read_event({"client_payload": {"task": whole, **fields}}, lambda _: b"", NOW),
    ):
        with suppress(OrchestratorError):
            reader()


@pytest.mark.parametrize("record", ["envelope", "target", "generation", "verdict", "publication", "receipt"])
@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b"\xff", b'{"a": ' * 9999, b"1" * 9999, b'"\\ud800"'])
def test_a_broken_record_raises_only_our_errors(record: str, content: bytes, tmp_path: Path) -> None:
    name = "task" if record == "envelope" else record
    (tmp_path / f"{name}.json").write_bytes(content)
    with pytest.raises(OrchestratorError):
        getattr(WorkDir(tmp_path), record)()

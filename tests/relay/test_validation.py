"""Whatever comes in: an answer of the description, and a task that reads back as it was sent."""

import contextlib
import json
import time
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from orchestrator.task.event import blob_payload, inline_payload, pack, read_event, seal
from relay.errors import RequestError, WrongFields
from relay.validation import ANY_ROUND, MAX_DEPTH, MAX_VALUES, check_shape, parse_task

SECRETS = (SecretStr("one"), SecretStr("two"))
MOMENT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)

text = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cf"]), min_size=1, max_size=40)
said = text.filter(lambda value: bool(value.strip()) and value.strip() != "js:")
finite = st.floats(allow_nan=False, allow_infinity=False)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | finite | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=20,
)
requests = st.fixed_dictionaries(
    {
        "secret": st.sampled_from(["one", "two"]),
        "email": st.emails(),
        "task": text,
        "round": st.integers(1, 1000),
        "nonce": text,
        "brief": said | st.fixed_dictionaries({"name": said, "description": said | st.none()}),
    },
    optional={
        "checks": st.none() | said | st.lists(said | st.fixed_dictionaries({"js": text}), max_size=5),
        "evaluation_url": st.none() | st.just("https://evaluator.example/notify"),
        "attachments": st.none()
        | st.lists(
            st.fixed_dictionaries(
                {
                    "name": st.from_regex(r"[a-z][a-z0-9_]{2,9}\.(csv|png)", fullmatch=True),
                    "url": st.binary(max_size=50).map(lambda data: f"data:;base64,{data.hex() * 2}"),
                }
            ),
            max_size=3,
            unique_by=lambda attachment: attachment["name"],
        ),
        "something else": values,
    },
)


@given(
    requests, st.sampled_from(["email", "task", "round", "nonce", "brief", "checks", "attachments"]), values
)
def test_a_wrong_field_is_named_and_no_other(fields: dict[str, Any], name: str, value: object) -> None:
    named = wrong_fields(json.dumps(fields | {name: value}).encode())
    assert named <= {name}


def wrong_fields(body: bytes) -> set[str]:
    try:
        parse_task(body, SECRETS, ANY_ROUND)
    except WrongFields as refused:
        return {field.field.split(".")[0] for field in refused.fields} or {"none, though it was refused"}
    return set()


@given(requests)
def test_what_is_taken_reads_back_from_the_event_inline_and_from_a_blob(fields: dict[str, Any]) -> None:
    envelope = seal(parse_task(json.dumps(fields).encode(), SECRETS, ANY_ROUND), MOMENT)
    inline = inline_payload(envelope)
    assert inline
    stored = pack(envelope.task)
    payloads = (inline, blob_payload(envelope, "0" * 40))
    events = [json.loads(json.dumps({"client_payload": payload})) for payload in payloads]
    assert [read_event(event, lambda _: stored, MOMENT) for event in events] == [envelope, envelope]
    assert not any("secret" in event["client_payload"] for event in events)


@given(st.text(max_size=200), st.integers(MAX_DEPTH + 1, MAX_DEPTH + 40))
def test_depth_is_counted_outside_of_strings_only(inside: str, depth: int) -> None:
    quoted = json.dumps(inside + "[" * depth + '"\\' + "," * (MAX_VALUES + 1))
    check_shape(quoted.encode())
    with pytest.raises(RequestError):
        check_shape((quoted + "[" * depth).encode())


@pytest.mark.parametrize(
    "unit", [b'"', b'\\"', b"\\", b'"a"a', b'"a":', b"[", b"]", b'"a",', b"{}", b'{"a":', b"0,", b" "]
)
def test_ten_megabytes_of_anything_take_a_moment(unit: bytes) -> None:
    body = b'{"x": "' + unit * (10_000_000 // len(unit))
    began = time.thread_time()
    with contextlib.suppress(RequestError):
        parse_task(body, SECRETS, ANY_ROUND)
    assert time.thread_time() - began < 1.0

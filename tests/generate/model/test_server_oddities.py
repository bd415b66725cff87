"""Oddities of compatible servers over the wire: what they send, refuse, delay and cut."""

import json
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import SecretStr

from orchestrator.errors import SettingsError
from orchestrator.generate.errors import (
    CallFailed,
    DeclinedForSafety,
    ModelFailed,
    PromptTooLong,
    ProviderUnavailable,
    TemporaryFailure,
)
from orchestrator.generate.model.conversation import Conversation
from orchestrator.generate.model.endpoint import Call, Endpoint
from orchestrator.generate.model.errors import seconds_named
from orchestrator.generate.model.providers import ProviderChain
from orchestrator.generate.model.stream import finish_of
from orchestrator.generate.prompt.request import Prompt
from orchestrator.runtime.deadline import Deadline
from orchestrator.settings import Provider
from tests.generate.replies import END, whole
from tests.generate.scripted import Answer, Say, ScriptedModel, scripted

PAGE = "<!DOCTYPE html>\n<html>\n<p>ok</p>\n</html>\n"
GOOD = whole("index.html", PAGE) + END
MESSAGES = [{"role": "system", "content": "Rules."}, {"role": "user", "content": "Write it."}]
PROMPT = Prompt(tuple(MESSAGES), (), page=False)


def chunk(delta: dict[str, object], finish: str | None = None, **more: object) -> str:
    return (
        "data: "
        + json.dumps({"choices": [{"index": 0, "delta": delta, "finish_reason": finish}], **more})
        + "\n\n"
    )


STREAM = chunk({"content": GOOD}) + chunk({}, "stop") + "data: [DONE]\n\n"


def sse(body: str, media: str = "text/event-stream") -> Say:
    return Say(page=(media, body))


def chain_to(*models: ScriptedModel, seconds: float = 20.0, idle: float = 5.0) -> ProviderChain:
    endpoints = [Endpoint(model.provider(), idle) for model in models]
    return ProviderChain(
        endpoints, Deadline(datetime.now(UTC) + timedelta(seconds=seconds)), first_pause=0.05
    )


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(sse(f"retry: 3000\n\n{STREAM}"), id="retry"),
        pytest.param(sse(f"id: 1\n: hello\n\n{STREAM}"), id="id and comment"),
        pytest.param(sse(f"event: ping\n\n{STREAM}"), id="ping"),
        pytest.param(sse(f"data:\n\ndata: ping\n\n{STREAM}"), id="empty data"),
        pytest.param(sse(STREAM, "application/json"), id="a stream as JSON"),
        pytest.param(sse(STREAM.replace("\n\n", "\r\n\r\n")), id="CRLF"),
        pytest.param(
            sse(chunk({"content": GOOD.replace("ok", "ok\u2028")}) + chunk({}, "stop")), id="U+2028"
        ),
        pytest.param(
            sse(json.dumps({"choices": [{"message": {"content": GOOD}, "finish_reason": "stop"}]})),
            id="JSON as a stream",
        ),
        pytest.param(sse(chunk({"reasoning_content": GOOD}) + chunk({}, "stop")), id="reasoning"),
        pytest.param(sse(chunk({"content": [{"type": "output_text", "text": GOOD}]}, "stop")), id="parts"),
        pytest.param(
            sse(chunk({"content": f"index.html\n```html\n{PAGE}```\n"}, "eos_token")), id="eos_token"
        ),
        pytest.param(Say(GOOD, cut=True), id="closed before the last chunk"),
        pytest.param(Say(GOOD, reset=True), id="reset after the end"),
        pytest.param(Say(GOOD, wait=1.0), id="silence longer than idle"),
    ],
)
def test_a_whole_answer_is_taken_with_one_call(answer: Say) -> None:
    with scripted(answer) as model:
        reply = Conversation(chain_to(model, idle=0.3), PROMPT).ask("write")
    assert reply.files["index.html"].replace("\u2028", "") == PAGE
    assert len(model.requests) == 1


def test_silence_in_the_middle_of_an_answer_is_a_fault_and_before_it_only_at_the_deadline() -> None:
    with (
        scripted(Say("never", wait=5.0)) as model,
        pytest.raises(TemporaryFailure, match="no answer in time"),
    ):
        Endpoint(model.provider(), 60.0).complete(Call(MESSAGES), 0.5, lambda _: None)


def test_a_server_that_is_still_loading_is_waited_for() -> None:
    ready = time.monotonic() + 1.5

    def answer(_request: object) -> Say:
        if time.monotonic() < ready:
            return Say(status=503, error={"code": 503, "message": "still starting"})
        return Say(GOOD)

    answers: list[Answer] = [answer] * 60
    with scripted(*answers) as model:
        assert chain_to(model).complete("write", MESSAGES)[1].text == GOOD
    assert len(model.requests) > 4


def test_a_lasting_outage_ends_at_the_deadline_with_its_reason() -> None:
    with scripted(*[Say(status=503)] * 60) as model, pytest.raises(ModelFailed, match="answered 503"):
        chain_to(model, seconds=1.0).complete("write", MESSAGES)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("rate limit reached. please try again in 1m2s.", 62.0),
        ("please try again in 10ms", 0.01),
        ("try again in 1m0.4s", 60.4),
        ("'retrydelay': '13s'", 13.0),
        ('{"error": "model x is currently loading", "estimated_time": 20.5}', 20.5),
        ("please retry after 3 seconds", 3.0),
        ("too many requests, available in 12 seconds", 12.0),
        ("please wait 30 seconds before the next request", 30.0),
        ("your limit resets in 2 minutes", 120.0),
        ("retry_after: 7", 7.0),
        ("'retry_after_seconds': 9", 9.0),
        ("quota exceeded for model gpt-5 (limit 20000 tokens)", None),
    ],
)
def test_a_wait_is_understood_in_every_common_wording(text: str, seconds: float | None) -> None:
    assert seconds_named(text) == (None if seconds is None else pytest.approx(seconds))


def test_a_wait_in_a_list_of_details_is_kept() -> None:
    details = [{"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "0.7s"}]
    body = json.dumps([{"error": {"code": 429, "message": "Quota exceeded", "details": details}}])
    with scripted(Say(status=429, page=("application/json", body)), Say(GOOD)) as model:
        begun = time.monotonic()
        chain_to(model).complete("write", MESSAGES)
    assert time.monotonic() - begun > 0.6


def test_a_small_default_limit_is_raised_after_the_first_cut() -> None:
    page = PAGE.replace("ok", " ".join(f"word{number}" for number in range(2_600)))
    text = whole("index.html", page) + END

    def answer(request: dict[str, object]) -> Say:
        return (
            Say(text)
            if {"max_tokens", "max_completion_tokens"} & request.keys()
            else Say(text[:7_000], "length")
        )

    with scripted(*[answer] * 6) as model:
        reply = Conversation(chain_to(model), PROMPT).ask("write")
    assert reply.files == {"index.html": page}
    assert len(model.requests) == 2


@pytest.mark.parametrize(
    ("refusal", "sent"),
    [
        ("field required: max_tokens", {"max_tokens": 16_384}),
        ("max_new_tokens must be set", {"max_tokens": 16_384}),
    ],
)
def test_an_output_limit_is_sent_where_it_is_demanded(refusal: str, sent: dict[str, int]) -> None:
    with scripted(Say(status=422, error={"message": refusal}), Say(GOOD)) as model:
        chain_to(model).complete("write", MESSAGES)
    assert sent.items() <= model.requests[1].items()


@pytest.mark.parametrize(
    ("refusal", "name", "number"),
    [
        (
            "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.",
            "max_completion_tokens",
            50_000,
        ),
        (
            "max_tokens is too large: 50000. This model supports at most 8192 completion tokens",
            "max_tokens",
            8_192,
        ),
    ],
)
def test_a_set_output_limit_is_sent_and_adapted(refusal: str, name: str, number: int) -> None:
    with scripted(Say(status=400, error={"message": refusal}), Say(GOOD)) as model:
        endpoint = Endpoint(replace(model.provider(), max_tokens=50_000))
        endpoint.complete(Call(MESSAGES), 10, lambda _: None)
    assert model.requests[0]["max_tokens"] == 50_000
    assert model.requests[1][name] == number


def test_the_query_of_an_address_is_sent_with_every_call() -> None:
    with scripted(Say(GOOD)) as model:
        endpoint = Endpoint(replace(model.provider(), query={"api-version": "1"}))
        endpoint.complete(Call(MESSAGES), 10, lambda _: None)
    assert model.paths == ["/v1/chat/completions?api-version=1"]


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        ({"code": 400, "message": "maximum context length is 8192 tokens"}, PromptTooLong),
        ({"code": 401, "message": "Incorrect API key"}, ProviderUnavailable),
        ({"message": "insufficient_quota"}, ProviderUnavailable),
        ({"code": 404, "message": "model not found"}, ProviderUnavailable),
        ({"message": "model x does not exist"}, ProviderUnavailable),
        ({"code": "content_filter", "message": "flagged"}, DeclinedForSafety),
        ({"code": 500, "message": "internal"}, TemporaryFailure),
        ("overloaded", TemporaryFailure),
    ],
)
@pytest.mark.parametrize("streamed", [True, False])
def test_an_error_in_an_answer_of_200_is_classified(
    error: object, kind: type[CallFailed], streamed: bool
) -> None:
    body = json.dumps({"choices": [], "error": error})
    answer = sse(f"data: {body}\n\n") if streamed else sse(body, "application/json")
    with scripted(answer) as model, pytest.raises(kind):
        Endpoint(model.provider()).complete(Call(MESSAGES), 10, lambda _: None)


@pytest.mark.parametrize("status", [400, 422, 500, 501])
def test_a_refused_role_is_left_out_whatever_the_status(status: int) -> None:
    def answer(request: dict[str, list[dict[str, str]]]) -> Say:
        roles = {message["role"] for message in request["messages"]}
        refused = Say(status=status, error={"message": "System role not supported"})
        return refused if "system" in roles else Say(GOOD)

    with scripted(answer, answer) as model:
        assert chain_to(model).complete("write", MESSAGES)[1].text == GOOD


@pytest.mark.parametrize(
    ("word", "finish"),
    [
        *((word, "stop") for word in ("stop", "eos_token", "end_turn", "STOP", "complete")),
        *((word, "length") for word in ("length", "MAX_TOKENS", "model_length")),
        *((word, "content_filter") for word in ("SAFETY", "RECITATION", "guardrail_intervened")),
        *((word, "broken") for word in ("error", "cancelled")),
    ],
)  # fmt: skip
def test_the_finish_words_of_other_servers_are_understood(word: str, finish: str) -> None:
    assert finish_of(word) == finish


def test_a_prompt_that_the_server_cut_is_noted() -> None:
    long = [{"role": "user", "content": "word " * 9_600}]
    with scripted(Say(GOOD, usage=(2_050, 50))) as model:
        chain = chain_to(model)
        chain.complete("write", long)
    assert chain.notes["scripted-1"].startswith(
        "scripted-1 read only 2050 of about 16001 tokens of the prompt"
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [("ALL_PROXY", "socks5://127.0.0.1:1"), ("HTTPS_PROXY", "ftp://x"), ("SSL_CERT_FILE", "/none.pem")],
)
def test_a_proxy_or_certificate_that_cannot_be_used_is_named(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=name):
        Endpoint(Provider("m", SecretStr("sk-x"), "http://127.0.0.1:1/v1"))


def test_an_organisation_goes_to_no_other_endpoint(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_ORG_ID", "org-1")
    monkeypatch.setenv("OPENAI_PROJECT_ID", "project-1")
    with scripted(Say(GOOD)) as model:
        Endpoint(model.provider()).complete(Call(MESSAGES), 10, lambda _: None)
    assert not {"openai-organization", "openai-project"} & {name.lower() for name in model.headers[0]}

"""One endpoint over the wire: odd answers of compatible servers, and what is learned from refusals."""

import json
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import SecretStr

from orchestrator.generate.errors import (
    ModelFailed,
    Overloaded,
    PromptTooLong,
    ProviderUnavailable,
    TemporaryFailure,
)
from orchestrator.generate.model.cost import cost_usd
from orchestrator.generate.model.endpoint import DEFAULT_BASE_URL, Call, Endpoint
from orchestrator.generate.model.providers import ProviderChain
from orchestrator.generate.model.stream import Completion
from orchestrator.generate.reply.format import SENTINEL
from orchestrator.runtime.deadline import Deadline
from orchestrator.settings import Provider
from tests.generate.scripted import Answer, Say, scripted
from tests.network.dripping import dripping_headers

TEXT = f"<p>ok</p>{SENTINEL}"
MESSAGES = [{"role": "user", "content": "Write it."}]


def completion(*answers: Answer, seconds: float = 20.0) -> tuple[Completion, list[dict[str, Any]]]:
    with scripted(*answers) as model:
        answer = Endpoint(model.provider()).complete(Call(MESSAGES), seconds, lambda _: None)
        return answer, model.requests


def chain_to(*providers: Provider) -> ProviderChain:
    deadline = Deadline(datetime.now(UTC) + timedelta(seconds=20))
    return ProviderChain([Endpoint(provider) for provider in providers], deadline, first_pause=0.01)


def delta(content: object, finish: object = None, **more: object) -> dict[str, object]:
    return {"choices": [{"index": 0, "delta": {"content": content, **more}, "finish_reason": finish}]}


STOP = delta(None, "stop")


@pytest.mark.parametrize("address", ["", "http://127.0.0.1:1/v1"])
def test_without_an_address_of_its_own_a_provider_is_api_openai_com(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", address)
    endpoint = Endpoint(Provider("m", SecretStr("sk-x")))
    assert str(endpoint._client.base_url).rstrip("/") == DEFAULT_BASE_URL


@pytest.mark.parametrize(
    "events",
    [
        pytest.param([delta([{"type": "thinking"}, {"type": "text", "text": TEXT}]), STOP], id="parts"),
        pytest.param([delta(TEXT), "null", "5", "[]", '"x"', STOP], id="no objects"),
        pytest.param([{"choices": [None]}, {"choices": None}, {}, delta(TEXT), STOP], id="no choices"),
        pytest.param([{"choices": [{"delta": "x"}]}, delta(TEXT), STOP], id="no delta"),
        pytest.param([{"choices": [{"message": {"content": TEXT}, "finish_reason": "stop"}]}], id="message"),
        pytest.param([delta(TEXT), STOP, {"choices": [], "usage": [1]}], id="odd usage"),
        pytest.param([delta(TEXT), STOP, {"usage": {"prompt_tokens": "many"}}], id="odd tokens"),
        pytest.param([delta(TEXT), delta("", "EOS")], id="another word for stop"),
    ],
)
def test_odd_chunks_break_nothing(events: list[object]) -> None:
    answer, _ = completion(Say(raw=events))
    assert answer == Completion(TEXT, "stop", None, None)


def test_a_short_answer_without_a_reason_counts_if_it_shows_that_it_is_whole() -> None:
    assert completion(Say(TEXT, finish=None))[0].finish == "broken"
    with pytest.raises(TemporaryFailure, match="ended after 9 characters without a reason"):
        completion(Say("<p>ok</p>", finish=None))


def test_the_halves_of_a_character_may_come_in_two_chunks() -> None:
    assert completion(Say(raw=[delta("a\ud83e"), delta("\udd8a\udc00"), STOP]))[0].text == "a\U0001f98a\ufffd"


WHOLE = json.dumps(
    {
        "choices": [{"message": {"content": TEXT}, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 3, "completion_tokens": 4},
    }
)


def test_one_document_in_place_of_a_stream_is_taken() -> None:
    assert completion(Say(page=("application/json", WHOLE)))[0] == Completion(TEXT, "stop", 3, 4)


def test_where_streaming_is_refused_it_is_asked_without() -> None:
    told = "Your organization must be verified to stream this model."
    refused = Say(status=400, error={"message": told, "param": "stream", "code": "unsupported_value"})
    answer, requests = completion(refused, Say(page=("application/json", WHOLE)))
    assert answer.text == TEXT
    assert [request["stream"] for request in requests] == [True, False]
    assert "stream_options" not in requests[1]


PICTURE = {"type": "image_url", "image_url": {"url": "data:image/png;base64,AA"}}
PARTS: list[object] = [{"type": "text", "text": "Write it."}, PICTURE]
PROMPT: list[dict[str, object]] = [
    {"role": "system", "content": "Rules."},
    {"role": "user", "content": PARTS},
]


@pytest.mark.parametrize(
    ("status", "said", "sent"),
    [
        (404, "No endpoints found that support image input", [("system", "Rules."), ("user", "Write it.")]),
        (413, "Request Entity Too Large", [("system", "Rules."), ("user", "Write it.")]),
        (
            400,
            "Developer instruction is not enabled for this model",
            [("user", [{"type": "text", "text": "Rules.\n\n"}, *PARTS])],
        ),
        (400, "Invalid request", [("user", "Rules.\n\nWrite it.")]),
    ],
)
def test_what_an_endpoint_refuses_is_left_out(status: int, said: str, sent: list[tuple[str, object]]) -> None:
    with scripted(Say(status=status, error={"message": said}), Say(TEXT)) as model:
        answer = Endpoint(model.provider()).complete(Call(PROMPT), 20.0, lambda _: None)
    assert answer.text == TEXT
    assert [(message["role"], message["content"]) for message in model.requests[1]["messages"]] == sent


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (413, "no code"),
        (429, "Request too large for m on tokens per min (TPM): Limit 30000, Requested 60000."),
        (400, "the request exceeds the available context size"),
        (400, "The input token count (9) exceeds the maximum number of tokens allowed (8)."),
    ],
)
def test_a_prompt_that_is_too_large_is_known_by_what_servers_say(status: int, said: str) -> None:
    with pytest.raises(PromptTooLong, match="the prompt is too long for it"):
        completion(Say(status=status, error={"message": said}))


def test_a_web_page_in_place_of_an_answer_is_called_by_its_name() -> None:
    with pytest.raises(TemporaryFailure, match="answered with a web page; is its address right"):
        completion(Say(page=("text/html; charset=utf-8", "<h1>Sign in</h1>")))


def test_bytes_that_bring_no_answer_do_not_outlast_the_time() -> None:
    begun = time.monotonic()
    with pytest.raises(TemporaryFailure, match="no answer in time"):
        completion(Say(flood=b": still thinking\n\n"), seconds=0.3)
    assert time.monotonic() - begun < 5


def test_headers_that_drip_do_not_outlast_the_time() -> None:
    with dripping_headers() as url:
        endpoint = Endpoint(Provider("m", SecretStr("sk-x"), url))
        with pytest.raises(TemporaryFailure, match="no answer in time"):
            endpoint.complete(Call(MESSAGES), 0.3, lambda _: None)


PER_MINUTE = (
    "Rate limit reached on tokens per minute. Please try again in 10ms. Need more? See /settings/billing"
)


def test_a_limit_that_passes_is_waited_for_although_it_speaks_of_billing() -> None:
    limit = Say(status=429, error={"message": PER_MINUTE, "code": "rate_limit_exceeded"})
    with scripted(limit, Say(TEXT)) as model:
        assert chain_to(model.provider()).complete("write", MESSAGES)[1].text == TEXT


def test_a_quota_that_is_used_up_is_not_waited_for() -> None:
    told = "You exceeded your current quota, please check your plan and billing details."
    with pytest.raises(ProviderUnavailable, match="the quota is used up"):
        completion(Say(status=429, error={"message": told, "code": "insufficient_quota"}))


def test_a_pause_of_no_time_is_no_pause() -> None:
    with pytest.raises(Overloaded) as caught:
        completion(Say(status=429, headers={"Retry-After": "0"}))
    assert caught.value.retry_after is None


def test_a_call_without_an_answer_is_charged_for_the_tokens_that_it_told() -> None:
    with scripted(Say("", finish="length", usage=(10, 900)), Say(TEXT, usage=(10, 90))) as model:
        chain = chain_to(model.provider())
        chain.complete("write", MESSAGES)
    assert [(a.outcome, a.answered) for a in chain.attempts] == [
        ("the answer was empty (length)", False),
        ("stop", True),
    ]
    assert cost_usd(chain.attempts, {"scripted-1": (0.0, 1_000_000.0)}) == 990.0


def test_one_key_that_is_refused_does_not_close_another_for_the_same_model() -> None:
    with (
        scripted(Say(status=401, error={"code": "invalid_api_key"})) as first,
        scripted(Say(TEXT), Say(TEXT)) as second,
    ):
        chain = chain_to(first.provider("same"), second.provider("same"))
        chain.complete("write", MESSAGES)
        chain.complete("repair", MESSAGES)
    assert (len(first.requests), len(second.requests)) == (1, 2)


@pytest.mark.parametrize(
    "text",
    [
        '<think>{"wrong": 1} or {so</think>\n{"checks": []}',
        'Here {as asked}:\n```json\n{"checks": []}\n```\nDone {really}.',
    ],
)
def test_an_object_is_found_among_thoughts_and_prose(text: str) -> None:
    with scripted(Say(text)) as model:
        assert chain_to(model.provider()).ask_json("Ask.", {}) == {"checks": []}


def test_an_answer_without_the_object_is_asked_for_twice() -> None:
    with (
        scripted(Say("no"), Say('[{"check": 1}]')) as model,
        pytest.raises(ModelFailed, match="gave no such JSON object"),
    ):
        chain_to(model.provider()).ask_json("Ask.", {"required": ["checks"]})

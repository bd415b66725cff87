"""Every fault that llmock can inject, over the wire, with its own verdict on how the client behaved."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import SecretStr

from orchestrator.generate.errors import ModelFailed, PromptTooLong
from orchestrator.generate.model.endpoint import Endpoint
from orchestrator.generate.model.providers import ProviderChain
from orchestrator.runtime.deadline import Deadline
from orchestrator.settings import Provider
from tests.generate.replies import END, whole

REPLY = whole("index.html", "<p>one two three four five six seven eight nine ten</p>\n" * 5) + END
LONG = whole("index.html", "<p>one two three four five six seven eight nine ten</p>\n" * 300) + END
"""Still being sent, at five milliseconds a word, when a client has long seen what is wrong and hung up."""

Fault = Callable[[Any], Any]

HANGING = "a stream that hangs"

SURVIVED: dict[str, tuple[Fault, int]] = {
    "nothing": (lambda mock: mock, 1),
    "500 once": (lambda mock: mock.fail(500), 2),
    "502 twice": (lambda mock: mock.fail(502, times=2), 3),
    "503 once": (lambda mock: mock.fail(503), 2),
    "408 once": (lambda mock: mock.fail(408), 2),
    "529 once": (lambda mock: mock.fail(529), 2),
    "429 with Retry-After, twice": (lambda mock: mock.rate_limit(times=2, retry_after=0.4), 3),
    "a slow answer": (lambda mock: mock.delay(0.3), 1),
    "a slow first token": (lambda mock: mock.slow_first_token(0.3), 1),
    "a dropped connection in the stream": (lambda mock: mock.disconnect(after_chunks=3), 2),
    "a stream that ends early": (lambda mock: mock.truncate(after_chunks=3), 2),
    "a corrupted chunk": (lambda mock: mock.reply(LONG).pace(5).corrupt(after_chunks=3), 2),
    HANGING: (lambda mock: mock.stall(seconds=30), 2),
    "400 for an option": (lambda mock: mock.fail(400), 2),
    "422 for an option": (lambda mock: mock.fail(422), 2),
    "first 500, then a dropped connection": (lambda mock: mock.fail(500).disconnect(after_chunks=2), 3),
}
"""What is injected, and the calls until the answer."""

FAILED: dict[str, tuple[Fault, int, str]] = {
    "401": (lambda mock: mock.fail(401), 1, "answered 401"),
    "403": (lambda mock: mock.fail(403), 1, "answered 403"),
    "404": (lambda mock: mock.fail(404), 1, "answered 404"),
    "400 for ever": (lambda mock: mock.fail(400, times=None), 2, "answered 400"),
    "streams that always end early": (
        lambda mock: mock.truncate(after_chunks=3, times=None),
        4,
        "without a reason",
    ),
    "a prompt that is too long": (lambda mock: mock.context_overflow(), 1, "too long"),
}
"""What is injected, the calls until it is given up, and a piece of the reason."""


def chain_to(llmock: Any, idle_seconds: float = 30.0) -> ProviderChain:  # noqa: ANN401 - the handle has no public type
    provider = Provider("gpt-5-mini", SecretStr("sk-test"), llmock.base_url("openai"))
    deadline = Deadline(datetime.now(UTC) + timedelta(seconds=120))
    return ProviderChain([Endpoint(provider, idle_seconds=idle_seconds)], deadline, first_pause=0.3)


MESSAGES = [{"role": "user", "content": "Write it."}]


@pytest.mark.parametrize("name", SURVIVED)
def test_a_passing_fault_is_survived_without_a_bad_verdict(name: str, llmock: Any) -> None:  # noqa: ANN401
    inject, calls = SURVIVED[name]
    inject(llmock)
    llmock.reply(REPLY, times=None)
    chain = chain_to(llmock, idle_seconds=2.0 if name == HANGING else 30.0)
    _, completion = chain.complete("write", MESSAGES)
    assert (completion.text, completion.finish) == (REPLY, "stop")
    assert len(llmock.requests) == calls
    verdict = llmock.verdict()
    assert not [finding.code for finding in verdict.findings]


@pytest.mark.parametrize("name", FAILED)
def test_a_lasting_fault_fails_with_its_reason_and_without_a_storm(name: str, llmock: Any) -> None:  # noqa: ANN401
    inject, calls, reason = FAILED[name]
    llmock.reply(REPLY, times=None)
    inject(llmock)
    with pytest.raises((ModelFailed, PromptTooLong), match=reason):
        chain_to(llmock).complete("write", MESSAGES)
    assert len(llmock.requests) == calls
    codes = {finding.code for finding in llmock.verdict().findings if finding.severity == "error"}
    assert codes <= {"truncated_stream_accepted"}  # it counts a last early end as used, whatever became of it

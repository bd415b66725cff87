"""Truncation, disconnects, refusals and missing abilities as @copilotkit/aimock plays them, from fixtures.

Every case has a model name of its own, by which aimock finds its fixtures.
"""

import json
import shutil
import socket
import subprocess
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from tenacity import Retrying, retry_if_exception_type, stop_after_delay, wait_fixed

from orchestrator.generate.errors import ModelFailed
from orchestrator.generate.model.conversation import Conversation
from orchestrator.generate.model.endpoint import Endpoint
from orchestrator.generate.model.providers import ProviderChain
from orchestrator.generate.prompt.request import Prompt
from orchestrator.runtime.deadline import Deadline
from orchestrator.settings import Provider
from tests.generate.replies import END, whole

ROOT = Path(__file__).resolve().parents[3]
AIMOCK = ROOT / ".cache/npm/node_modules/@copilotkit/aimock/dist/cli.js"
NODE = shutil.which("node")

pytestmark = pytest.mark.skipif(
    not (NODE and AIMOCK.is_file()), reason="scripts/test installs node and aimock"
)

PAGE = "".join(f"<p>paragraph {number} with words of its own</p>\n" for number in range(100))
REPLY = whole("index.html", PAGE) + END
THIRD = len(REPLY) // 3
Fixture = dict[str, Any]


def after(cut: int) -> str:
    """The rest of the reply from the first line that was not whole when it was cut."""
    return REPLY[REPLY[:cut].rfind("\n") + 1 :]


def plays(model: str, response: Fixture, nth: int | None = None, **more: Any) -> Fixture:  # noqa: ANN401
    match = {"model": model} | ({} if nth is None else {"sequenceIndex": nth})
    return {"match": match, "response": response, **more}


def error(status: int, message: str, code: str = "mock", **more: Any) -> Fixture:  # noqa: ANN401
    return {"status": status, "error": {"message": message, "code": code, "type": "mock"}, **more}


def by_format(model: str, kind: str, response: Fixture) -> Fixture:
    return {"match": {"model": model, "responseFormat": kind}, "response": response}


WHOLE = {"content": REPLY}
FIXTURES = [
    plays("plain", WHOLE),
    plays("length", {"content": REPLY[:THIRD], "finishReason": "length"}, 0),
    plays("length", {"content": after(THIRD)}, 1),
    plays("length-twice", {"content": REPLY[:THIRD], "finishReason": "length"}, 0),
    plays("length-twice", {"content": after(THIRD)[:THIRD], "finishReason": "length"}, 1),
    plays("length-twice", {"content": after(len(REPLY) - len(after(THIRD)) + THIRD)}, 2),
    plays("length-repeats", {"content": REPLY[:THIRD], "finishReason": "length"}, 0),
    plays("length-repeats", {"content": after(THIRD - 60)}, 1),
    plays("length-restarts", {"content": REPLY[:THIRD], "finishReason": "length"}, 0),
    plays("length-restarts", WHOLE, 1),
    plays("endless", {"content": "<file path='a.txt'>\nmore\n", "finishReason": "length"}),
    plays("forgot-the-end", {"content": REPLY.removesuffix(END)}, 0),
    plays("forgot-the-end", {"content": END}, 1),
    plays("truncated", WHOLE, 0, chunkSize=20, truncateAfterChunks=5),
    plays("truncated", WHOLE, 1),
    plays("disconnected", WHOLE, 0, chunkSize=20, disconnectAfterMs=20, latency=5),
    plays("disconnected", WHOLE, 1),
    plays("limited", error(429, "slow down", retryAfter=1), 0),
    plays("limited", WHOLE, 1),
    plays("quota", error(429, "You exceeded your current quota", "insufficient_quota")),
    plays("unsafe", {"content": "no", "finishReason": "content_filter"}),
    plays("unsafe-request", error(400, "flagged", "content_policy_violation")),
    plays("prose", {"content": "I would rather not."}),
    plays("prose-once", {"content": "Shall I begin?"}, 0),
    plays("prose-once", WHOLE, 1),
    by_format("text-only", "json_schema", error(400, "response_format json_schema is not supported")),
    by_format("text-only", "json_object", error(400, "response_format json_object is not supported")),
    plays("text-only", {"content": 'Here:\n```json\n{"checks": [1]}\n```'}),
    by_format("objects-only", "json_schema", error(400, "Invalid 'response_format' of type json_schema")),
    by_format("objects-only", "json_object", {"content": '{"checks": [1]}'}),
    plays("objects-only", {"content": "no JSON"}),
    plays("no-json", {"content": "I do not do JSON."}),
]

SURVIVED = {
    "plain": 1, "length": 2, "length-twice": 3, "length-repeats": 2, "length-restarts": 2,
    "forgot-the-end": 1, "truncated": 2, "disconnected": 2, "limited": 2, "prose-once": 2,
}  # fmt: skip
"""Case → calls until the reply is whole."""

FAILED = {
    "endless": (6, "its last line is not <end-of-reply/>"),
    "quota": (1, "the quota is used up"),
    "unsafe": (1, "declined the request for safety"),
    "unsafe-request": (1, "declined for safety"),
    "prose": (2, "it holds no file and no edit in the format"),
}
"""Case → calls until it is given up, and a piece of the reason."""


@pytest.fixture(scope="module")
def aimock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running aimock."""
    path = tmp_path_factory.mktemp("aimock") / "fixtures.json"
    path.write_text(json.dumps({"fixtures": FIXTURES}))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [str(NODE), str(AIMOCK), "-p", str(port), "-f", str(path), "--log-level", "silent"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        for attempt in Retrying(
            retry=retry_if_exception_type(OSError),
            stop=stop_after_delay(60),
            wait=wait_fixed(0.1),
            reraise=True,
        ):
            with attempt:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/health").close()
        yield f"http://127.0.0.1:{port}"
        process.terminate()


def chain_to(aimock: str, model: str) -> ProviderChain:
    provider = Provider(model, SecretStr("sk-test"), f"{aimock}/v1")
    return ProviderChain(
        [Endpoint(provider)], Deadline(datetime.now(UTC) + timedelta(seconds=60)), first_pause=0.05
    )


def conversation_with(chain: ProviderChain) -> Conversation:
    return Conversation(chain, Prompt(({"role": "user", "content": "Write it."},), (), page=False))


@pytest.mark.parametrize("model", SURVIVED)
def test_what_passes_ends_in_the_whole_reply_without_loss_or_doubling(aimock: str, model: str) -> None:
    chain = chain_to(aimock, model)
    assert conversation_with(chain).ask("write").files == {"index.html": PAGE}
    assert len(chain.attempts) == SURVIVED[model]


@pytest.mark.parametrize("model", FAILED)
def test_what_lasts_fails_with_its_reason(aimock: str, model: str) -> None:
    calls, reason = FAILED[model]
    chain = chain_to(aimock, model)
    with pytest.raises(ModelFailed, match=reason):
        conversation_with(chain).ask("write")
    assert len(chain.attempts) == calls


@pytest.mark.parametrize("model", ["text-only", "objects-only"])
def test_a_refused_response_format_is_learned_and_not_asked_for_again(aimock: str, model: str) -> None:
    chain = chain_to(aimock, model)
    assert [chain.ask_json("Which checks?", {"type": "object"}) for _ in range(2)] == [{"checks": [1]}] * 2
    assert len(chain.attempts) == 2


def test_an_answer_without_json_is_asked_for_twice_and_then_a_failure(aimock: str) -> None:
    chain = chain_to(aimock, "no-json")
    with pytest.raises(ModelFailed, match="gave no such JSON object twice"):
        chain.ask_json("Which checks?", {"type": "object"})
    assert len(chain.attempts) == 2

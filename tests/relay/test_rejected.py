"""What is refused: with which status, in which order, and with nothing sent to GitHub."""

import json
import socket
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from relay.errors import SecretWrong
from relay.settings import read_settings
from relay.validation import MAX_DEPTH, MAX_VALUES, check_secret
from tests.relay.conftest import Send, Start, environment
from tests.relay.fake_github import FakeGitHub


@pytest.fixture(autouse=True)
def _nothing_reaches_github(github: FakeGitHub) -> Iterator[None]:
    yield
    assert github.calls == []


MISSING = "The field secret is missing, or is no text."
NO_OBJECT = "The body is something else: expected a JSON object with the fields of a task."
EMPTY = "The body is empty: expected a JSON object with the fields of a task."
COMPLEX = "The body has too many keys and values; at most 20000 are taken."
DEEP = "The body has too many levels of nesting; at most 32 are taken."
WRONG = "The secret is wrong."


def nested(depth: int) -> bytes:
    return b'{"secret": "correct horse", "x": ' + b"[" * depth + b"]" * depth + b"}"


REJECTED: list[tuple[object, int, str]] = [
    *((sent, 401, MISSING) for sent in ({}, {"secret": ""}, {"secret": None}, {"secret": ["a"]})),
    *(({"secret": secret, "round": "x"}, 403, WRONG)
      for secret in ("wrong", "correct horse ", "correct horse,second secret", "ü")),
    *((body, 400, NO_OBJECT) for body in (b"[]", b'"text"', b"3", b"null")),
    *((body, 400, EMPTY) for body in (b"", b" \n")),
    *((body, 400, "The body is not JSON: ")
      for body in (b"{", b"brief=hello", b'{"secret": NaN}', b'{"secret": "\\ud800"}', b'"never ends',
                   b"\x00", b'{"n": ' + b"1" * 5000 + b"}")),
    (b"\x1f\x8b\x08", 400, "The body is not JSON: it is compressed, and must be sent as it is."),
    ("{}".encode("utf-16"), 400, "The body is not JSON: it is UTF-16, and must be sent as UTF-8."),
    *((nested(depth), 400, DEEP) for depth in (MAX_DEPTH, 15_000)),
    (nested(100_000), 400, COMPLEX),
    ([0] * (MAX_VALUES + 1), 400, COMPLEX),
    (dict.fromkeys(map(str, range(MAX_VALUES + 1))), 400, COMPLEX),
    ({"checks": [{}] * (MAX_VALUES // 2 + 1)}, 400, COMPLEX),
]  # fmt: skip


@pytest.mark.parametrize(("sent", "status", "message"), REJECTED, ids=lambda value: repr(value)[:30])
def test_nothing_is_said_about_fields_before_the_secret_is_right(
    relay: httpx.Client, sent: object, status: int, message: str
) -> None:
    body = sent if isinstance(sent, bytes) else json.dumps(sent).encode()
    answer = relay.post("/task", content=body)
    assert (answer.status_code, answer.json()["message"][: len(message)]) == (status, message)
    assert status != 401 or answer.headers["www-authenticate"].startswith("Secret ")


@pytest.mark.parametrize(
    "repo",
    [
        "octo-owner.github.io",
        "Someone.GitHub.io",
        "octo-owner",
        "OCTO-OWNER",
        ".github",
        "control",
        "Control",
    ],
)
def test_a_repository_that_is_not_for_apps_is_422(send: Send, repo: str) -> None:
    answer = send(repo=repo)
    assert (answer.status_code, [field["field"] for field in answer.json()["fields"]]) == (422, ["repo"])


def test_every_secret_is_compared_whichever_is_right(
    monkeypatch: pytest.MonkeyPatch, github: FakeGitHub
) -> None:
    compared: list[bytes] = []

    def compare(left: bytes, right: bytes) -> bool:
        compared.append(right)
        return left == right

    monkeypatch.setattr("relay.validation.hmac.compare_digest", compare)
    secrets = read_settings(environment(github) | {"ALLOWED_SECRETS": "one,two,three"}).allowed_secrets
    for sent in ("one", "three"):
        check_secret(sent, secrets)
    with pytest.raises(SecretWrong):
        check_secret("four", secrets)
    assert len(compared) == 9


ENDPOINTS = "There are POST /task, /deploy and /update, GET /status/TASK_ID and /health, and /docs."


@pytest.mark.parametrize(
    ("method", "path", "status", "message"),
    [
        ("GET", "/task", 405, "/task takes POST, not GET. Send the task as JSON in the body."),
        ("PUT", "/deploy", 405, "/deploy takes POST, not PUT. Send the task as JSON in the body."),
        ("POST", "/health", 405, "/health takes GET, not POST."),
        ("GET", "/status/", 404, "Ask for /status/TASK_ID, as the answer to the task named it."),
        ("POST", "/tasks", 404, f"There is no /tasks. {ENDPOINTS}"),
    ],
)  # fmt: skip
def test_another_path_or_method_names_the_right_ones(
    relay: httpx.Client, method: str, path: str, status: int, message: str
) -> None:
    answer = relay.request(method, path)
    assert (answer.status_code, answer.json()["message"]) == (status, message)


@pytest.mark.parametrize(
    ("path", "round_", "message"),
    [("/deploy", 2, "Use /update for rounds 2+"), ("/update", 1, "Use /deploy for round 1")],
)
def test_the_wrong_endpoint_names_the_right_one(send: Send, path: str, round_: int, message: str) -> None:
    answer = send(path, round=round_)
    assert (answer.status_code, answer.json()["message"]) == (400, message)


@pytest.mark.parametrize("path", ["/task", "/deploy", "/update"])
def test_wrong_fields_are_422_and_each_is_named_once(send: Send, path: str) -> None:
    answer = send(
        path,
        email="nobody",
        round="one",
        brief=None,
        checks=[3],
        evaluation_url="ftp://x",
        attachments=[{"name": "../x", "url": "data:,a"}, {"name": "b", "url": "data:;base64,a"}],
        nonce=...,
    )
    problem: dict[str, Any] = answer.json()
    assert (answer.status_code, problem["request_id"]) == (422, answer.headers["x-request-id"])
    named = [field["field"] for field in problem["fields"]]
    assert sorted(named) == sorted(
        {"round", "email", "nonce", "brief", "checks.0", "evaluation_url", "attachments.0.name",
         "attachments.1.url"}
    )  # fmt: skip
    for sentence in (
        "round: expected an integer of 1 or more, not text; ",
        "email: expected an e-mail address",
        "attachments.0.name: expected a safe relative path, not '../x'",
    ):
        assert sentence in problem["message"]


def raw_answer(relay: httpx.Client, request: bytes) -> bytes:
    """Send bytes as they are, keep the connection open, and read the answer to its end."""
    with socket.create_connection((relay.base_url.host, relay.base_url.port or 80), timeout=20) as connection:
        connection.sendall(request)
        with connection.makefile("rb") as stream:
            return stream.read()


def test_a_body_that_says_it_is_too_large_is_413_before_it_is_read(relay: httpx.Client) -> None:
    answer = raw_answer(relay, b"POST /task HTTP/1.1\r\nHost: x\r\nContent-Length: 10000001\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b'"message":"The body is larger than 10000000 bytes."' in answer


def test_a_body_that_turns_out_too_large_is_413(start: Start) -> None:
    answer = start(MAX_BODY_BYTES="1000").post("/task", content=iter([b" " * 600, b" " * 600]))
    assert (answer.status_code, answer.json()["message"]) == (413, "The body is larger than 1000 bytes.")


def test_a_body_that_does_not_arrive_is_408(start: Start) -> None:
    request = b'POST /task HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"secret": '
    answer = raw_answer(start(BODY_SECONDS="1"), request)
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b"The body did not arrive within 1 seconds. Nothing was started." in answer

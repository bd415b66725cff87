"""One OpenAI-compatible endpoint: takes one answer, and turns every fault into a named failure.

What an endpoint can do is learned at run time: an optional feature that it refuses is left out from then on.
"""

import logging
import os
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

import httpx2
import openai

from orchestrator.errors import SettingsError
from orchestrator.generate.errors import CallFailed
from orchestrator.generate.model.capabilities import (
    EARLY_CUT,
    OUTPUT_TOKENS,
    adapted,
    options_for,
    other_limit,
    refused_features,
    used_features,
)
from orchestrator.generate.model.errors import classify
from orchestrator.generate.model.stream import Completion, ReportedError, StreamReader, WebPage, chunks_in
from orchestrator.generate.prompt.request import Message
from orchestrator.network.bounded import within
from orchestrator.settings import Provider

logger = logging.getLogger(__name__)

DEFAULT_BASE_URL = "https://api.openai.com/v1"
"""Always handed to the SDK, which would else take OPENAI_BASE_URL, even where that is empty or another's."""

IDLE_SECONDS = 90.0
"""Silence in the middle of an answer that counts as a fault; its first piece may come until the deadline."""

MAX_REPLY = 4_000_000
"""Characters after which an endless stream is given up."""

_FAULTS = (
    openai.OpenAIError,
    httpx2.HTTPError,
    httpx2.StreamError,
    TimeoutError,
    ValueError,
    ReportedError,
    WebPage,
)


@dataclass(frozen=True)
class Call:
    """What is asked; a `schema` asks for JSON, as strictly as the endpoint can."""

    messages: Sequence[Message]
    schema: Mapping[str, Any] | None = None
    temperature: float | None = None


class Endpoint:
    """One provider and what was learned about it."""

    def __init__(self, provider: Provider, idle_seconds: float = IDLE_SECONDS) -> None:
        """`idle_seconds` bounds the silence in the middle of an answer.

        Raises:
            SettingsError: a proxy or certificate variable of the environment cannot be used.
        """
        self.model = provider.model
        self._idle = idle_seconds
        self._refused: set[str] = set()
        self._limit = provider.max_tokens
        self._limit_name = "max_tokens" if provider.base_url else "max_completion_tokens"
        self._client = _client(provider)

    def complete(self, call: Call, seconds: float, on_text: Callable[[str], None]) -> Completion:
        """Send one chat, and take its answer within `seconds`; `on_text` gets every piece as it comes.

        Raises:
            CallFailed: the subclass says what can be done about it.
        """
        end = time.monotonic() + seconds
        while True:
            features = self._features(call)
            try:
                completion = self._once(call, features, end, on_text)
            except openai.APIStatusError as error:
                if not self._learned(error, features):
                    raise classify(self.model, error) from error
            except _FAULTS as error:
                raise classify(self.model, error) from error
            else:
                if completion.finish == "length" and self._limit is None and len(completion.text) < EARLY_CUT:
                    logger.info("%s: cut early, asking for %d tokens from now on", self.model, OUTPUT_TOKENS)
                    self._limit = OUTPUT_TOKENS
                return completion

    def _learned(self, error: openai.APIStatusError, features: frozenset[str]) -> bool:
        """Whether a refusal is about something that can be left out or changed from now on."""
        limit = other_limit(error, self._limit_name, self._limit)
        if limit and limit != (self._limit_name, self._limit) and "limit" not in self._refused:
            logger.info("%s: output limit is %s from now on", self.model, limit[1])
            self._limit_name, self._limit = limit
            self._refused |= set() if limit[1] else {"limit"}
            return True
        refused = refused_features(error, features)
        if refused:
            logger.info("%s: does not take %s, asked without", self.model, " and ".join(sorted(refused)))
        self._refused |= refused
        return bool(refused)

    def _features(self, call: Call) -> frozenset[str]:
        wanted = {"stream"} if "stream" in self._refused else {"stream", "stream_options"}
        wanted |= used_features(call.messages)
        if call.temperature is not None:
            wanted.add("temperature")
        if call.schema is not None:
            wanted.add("json_object" if "json_schema" in self._refused else "json_schema")
        return frozenset(wanted - self._refused)

    def _once(
        self, call: Call, features: frozenset[str], end: float, on_text: Callable[[str], None]
    ) -> Completion:
        left = max(1.0, end - time.monotonic())
        streams = "stream" in features
        options = options_for(features, call.schema, call.temperature)
        if self._limit:
            options[self._limit_name] = self._limit
        api = self._client.chat.completions
        request = partial(
            api.create if streams else api.with_raw_response.create,
            model=self.model,
            messages=adapted(call.messages, features),
            stream=streams,
            timeout=openai.Timeout(left, connect=min(10.0, left)),
            **options,
        )
        answer: Any = within(left, request)
        if isinstance(answer, openai.Stream):
            with answer, _watched(answer, end, self._idle) as touch:
                return self._read(answer.response.iter_bytes(), end, on_text, touch)
        return self._read([answer.http_response.content], end, on_text, lambda: None)

    def _read(
        self, body: Iterable[bytes], end: float, on_text: Callable[[str], None], touch: Callable[[], None]
    ) -> Completion:
        reader = StreamReader()
        try:
            for chunk in chunks_in(body):
                touch()
                piece = reader.feed(chunk)
                if piece:
                    on_text(piece)
                if reader.length > MAX_REPLY:
                    raise CallFailed(self.model, f"its answer did not end within {MAX_REPLY} characters")
                if time.monotonic() > end or reader.loops():
                    break
        except _FAULTS as error:
            if not reader.worth_keeping and time.monotonic() < end:
                raise
            kind = type(error).__name__
            logger.info("%s: the stream broke after %d characters (%s)", self.model, reader.length, kind)
        return reader.completion(self.model, late=time.monotonic() > end)


def _client(provider: Provider) -> openai.OpenAI:
    try:
        client = openai.OpenAI(
            api_key=provider.api_key.get_secret_value(),
            base_url=provider.base_url or DEFAULT_BASE_URL,
            default_query=dict(provider.query),
            max_retries=0,
        )
    except (ImportError, ValueError) as error:
        raise SettingsError(_named_like("_proxy") or "HTTPS_PROXY", "an http:// or https:// proxy") from error
    except OSError as error:
        raise SettingsError(
            _named_like("ssl_cert_file") or "SSL_CERT_FILE", "certificates that can be read"
        ) from error
    if provider.base_url:  # the account's organisation and project are OpenAI's business alone
        client.organization = client.project = None
    return client


def _named_like(part: str) -> str:
    """The first environment variable that can be the cause of a client that cannot be made."""
    names = [name for name in sorted(os.environ) if part in name.lower() and os.environ[name]]
    odd = [name for name in names if not os.environ[name].lower().startswith(("http://", "https://"))]
    return next((name for name in odd if not name.lower().startswith("no_")), "")


@contextmanager
def _watched(stream: "openai.Stream[Any]", end: float, idle: float) -> Iterator[Callable[[], None]]:
    """End the connection at `end`, or after `idle` seconds of silence once the first piece came.

    Bytes without a chunk, such as comments, would hold it for ever. The block calls what it is given at
    each piece.
    """
    line = stream.response.extensions.get("network_stream")
    connection = line and line.get_extra_info("socket")
    done = threading.Event()
    until = [end]

    def touch() -> None:
        until[0] = min(end, time.monotonic() + idle)

    def watch() -> None:
        while not done.wait(max(0.0, min(until[0] - time.monotonic(), 0.5))):
            if time.monotonic() >= until[0]:
                _shut(connection)
                return

    threading.Thread(target=watch, daemon=True).start()
    try:
        yield touch
    finally:
        done.set()


def _shut(connection: "socket.socket | None") -> None:
    if connection is not None and connection.fileno() >= 0:
        connection.shutdown(socket.SHUT_RDWR)

"""One OpenAI-compatible endpoint: takes one answer, and turns every fault into a named failure.

What an endpoint can do is learned at run time: an optional feature that it refuses is left out from then on.
"""

import logging
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

import openai

from orchestrator.generate.errors import CallFailed, TemporaryFailure
from orchestrator.generate.model.capabilities import adapted, options_for, refused_features, used_features
from orchestrator.generate.model.errors import classify
from orchestrator.generate.model.stream import WORTH_KEEPING, Completion, StreamReader
from orchestrator.generate.prompt.request import Message
from orchestrator.network.bounded import within
from orchestrator.settings import Provider

logger = logging.getLogger(__name__)

DEFAULT_BASE_URL = "https://api.openai.com/v1"
"""Always handed to the SDK, which would else take OPENAI_BASE_URL, even where that is empty or another's."""

IDLE_SECONDS = 90.0
"""Silence on an open stream that counts as a fault; reasoning models think for a minute before writing."""

MAX_REPLY = 4_000_000
"""Characters after which an endless stream is given up."""


class Endpoint:
    """One provider and what was learned about it."""

    def __init__(self, provider: Provider, idle_seconds: float = IDLE_SECONDS) -> None:
        """`idle_seconds` bounds the silence on an open stream."""
        self.model = provider.model
        self._idle = idle_seconds
        self._refused: set[str] = set()
        self._client = openai.OpenAI(
            api_key=provider.api_key.get_secret_value(),
            base_url=provider.base_url or DEFAULT_BASE_URL,
            default_query=dict(provider.query),
            max_retries=0,
        )

    def complete(
        self,
        messages: Sequence[Message],
        seconds: float,
        schema: Mapping[str, Any] | None,
        on_text: Callable[[str], None],
    ) -> Completion:
        """Send one chat, and take its answer within `seconds`; `on_text` is given every piece as it comes.

        A `schema` asks for JSON, as strictly as the endpoint can.

        Raises:
            CallFailed: the subclass says what can be done about it.
        """
        end = time.monotonic() + seconds
        while True:
            features = self._features(messages, schema)
            try:
                return self._once(messages, end, schema, features, on_text)
            except openai.APIStatusError as error:
                refused = refused_features(error, features)
                if not refused:
                    raise classify(self.model, error) from error
                logger.info("%s: does not take %s, asked without", self.model, " and ".join(sorted(refused)))
                self._refused |= refused
            except (openai.OpenAIError, TimeoutError, ValueError) as error:
                raise classify(self.model, error) from error

    def _features(self, messages: Sequence[Message], schema: Mapping[str, Any] | None) -> frozenset[str]:
        wanted = {"stream"} if "stream" in self._refused else {"stream", "stream_options"}
        wanted |= used_features(messages)
        if schema is not None:
            wanted.add("json_object" if "json_schema" in self._refused else "json_schema")
        return frozenset(wanted - self._refused)

    def _once(
        self,
        messages: Sequence[Message],
        end: float,
        schema: Mapping[str, Any] | None,
        features: frozenset[str],
        on_text: Callable[[str], None],
    ) -> Completion:
        left = max(1.0, end - time.monotonic())
        idle = min(self._idle, left) if "stream" in features else left
        asked = partial(
            self._client.chat.completions.create,
            model=self.model,
            messages=adapted(messages, features),
            stream="stream" in features,
            timeout=openai.Timeout(idle, connect=min(10.0, idle)),
            **options_for(features, schema),
        )
        answer = within(left, asked)
        if isinstance(answer, openai.Stream):
            with answer, _cut_off_at(end, answer):
                return self._listen(answer, end, on_text)
        reader = StreamReader()
        on_text(reader.feed(answer))
        return reader.completion(self.model)

    def _listen(self, stream: "openai.Stream[Any]", end: float, on_text: Callable[[str], None]) -> Completion:
        reader = StreamReader()
        try:
            for chunk in self._chunks(stream):
                piece = reader.feed(chunk)
                if piece:
                    on_text(piece)
                if reader.length > MAX_REPLY:
                    raise CallFailed(self.model, f"its answer did not end within {MAX_REPLY} characters")
                if time.monotonic() > end:
                    break
        except (openai.OpenAIError, ValueError) as error:
            if reader.length < WORTH_KEEPING and time.monotonic() < end:
                raise
            logger.info(
                "%s: the stream broke after %d characters (%s)",
                self.model,
                reader.length,
                type(error).__name__,
            )
        return reader.completion(self.model, late=time.monotonic() > end)

    def _chunks(self, stream: "openai.Stream[Any]") -> Iterator[object]:
        """The chunks of a stream, or what came in its place: one JSON document, or a web page."""
        media = stream.response.headers.get("content-type", "").partition(";")[0].strip().lower()
        if media == "text/html":
            raise TemporaryFailure(self.model, "answered with a web page; is its address right?")
        if media != "application/json":
            yield from stream
            return
        answer = stream.response.read() and stream.response.json()
        if isinstance(answer, dict) and answer.get("error"):
            raise openai.APIError("", stream.response.request, body=answer["error"])
        yield answer


@contextmanager
def _cut_off_at(end: float, stream: "openai.Stream[Any]") -> Iterator[None]:
    """End the connection at a moment: bytes that bring no chunk, such as comments, would hold it for ever."""
    line = stream.response.extensions.get("network_stream")
    timer = threading.Timer(end - time.monotonic(), _shut, [line and line.get_extra_info("socket")])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _shut(connection: "socket.socket | None") -> None:
    if connection is not None and connection.fileno() >= 0:
        connection.shutdown(socket.SHUT_RDWR)

"""One OpenAI-compatible endpoint: streams one answer, and turns every fault into a named failure.

What an endpoint can do is learned at run time: an optional feature that it refuses is left out from then on.
Reasons never quote a server's message, which may echo a key or the prompt, but only its status and code.
"""

import logging
import re
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import openai
from openai.types.chat import ChatCompletionChunk

from orchestrator.generate.failures import Busy, CallFailed, Closed, Refused, TooLong
from orchestrator.generate.listening import WORTH_KEEPING, Ear, Spoken
from orchestrator.generate.prompt import Message
from orchestrator.retry import seconds_asked
from orchestrator.settings import Provider

logger = logging.getLogger(__name__)

IDLE_SECONDS = 90.0
"""Silence on an open stream that counts as a fault; reasoning models think for a minute before writing."""

MAX_REPLY = 4_000_000
"""Characters after which an endless stream is given up."""

_HINTS = {
    "json_schema": ("response_format", "json_schema", "schema", "structured"),
    "json_object": ("response_format", "json_object", "json mode"),
    "images": ("image", "vision", "multimodal", "multi-modal", "content must be a string"),
    "stream_options": ("stream_options", "include_usage"),
}
"""Optional features, and the words by which a refusal names them."""

_TOO_LONG = (
    "context_length",
    "context length",
    "maximum context",
    "too many tokens",
    "is too long",
    "context window",
)
_QUOTA = ("insufficient_quota", "quota", "billing", "credit", "balance")
_SAFETY = ("content_filter", "content_policy", "safety", "responsibleai", "moderation")


class Endpoint:
    """One provider and what was learned about it."""

    def __init__(self, provider: Provider, idle_seconds: float = IDLE_SECONDS) -> None:
        """`idle_seconds` bounds the silence on an open stream."""
        self.model = provider.model
        self._idle = idle_seconds
        self._refused: set[str] = set()
        self._client = openai.OpenAI(
            api_key=provider.api_key.get_secret_value(), base_url=provider.base_url, max_retries=0
        )

    def speak(
        self,
        messages: Sequence[Message],
        seconds: float,
        schema: Mapping[str, Any] | None,
        heard: Callable[[str], None],
    ) -> Spoken:
        """Send one chat, and stream its answer within `seconds`; `heard` is given every piece as it comes.

        A `schema` asks for JSON, as strictly as the endpoint can.

        Raises:
            CallFailed: the subclass says what can be done about it.
        """
        while True:
            features = self._features(messages, schema)
            try:
                return self._once(messages, seconds, schema, features, heard)
            except (openai.BadRequestError, openai.UnprocessableEntityError) as error:
                refused = _refused_features(error, features)
                if not refused:
                    raise _translated(self.model, error) from error
                logger.info("%s: does not take %s, asked without", self.model, " and ".join(sorted(refused)))
                self._refused |= refused
            except (openai.OpenAIError, ValueError) as error:
                raise _translated(self.model, error) from error

    def _features(self, messages: Sequence[Message], schema: Mapping[str, Any] | None) -> frozenset[str]:
        wanted = {"stream_options"}
        if any(isinstance(message["content"], list) for message in messages):
            wanted.add("images")
        if schema is not None:
            wanted.add("json_object" if "json_schema" in self._refused else "json_schema")
        return frozenset(wanted - self._refused)

    def _once(
        self,
        messages: Sequence[Message],
        seconds: float,
        schema: Mapping[str, Any] | None,
        features: frozenset[str],
        heard: Callable[[str], None],
    ) -> Spoken:
        options: dict[str, Any] = {}
        if "stream_options" in features:
            options["stream_options"] = {"include_usage": True}
        if "json_schema" in features:
            options["response_format"] = {
                "type": "json_schema",
                "json_schema": {"name": "answer", "schema": schema, "strict": True},
            }
        elif "json_object" in features:
            options["response_format"] = {"type": "json_object"}
        sent = messages if "images" in features else [_without_images(message) for message in messages]
        idle = max(1.0, min(self._idle, seconds))
        timeout = openai.Timeout(idle, connect=min(10.0, idle))
        stream = self._client.chat.completions.create(
            model=self.model,
            messages=list(sent),  # type: ignore[arg-type]  # the SDK wants one TypedDict per role
            stream=True,
            timeout=timeout,
            **options,
        )
        assert isinstance(stream, openai.Stream)  # noqa: S101 - `options` hides stream=True from the types
        with stream:
            return self._listen(stream, time.monotonic() + seconds, heard)

    def _listen(
        self, stream: Iterable[ChatCompletionChunk], end: float, heard: Callable[[str], None]
    ) -> Spoken:
        ear = Ear()
        try:
            for chunk in stream:
                piece = ear.hear(chunk)
                if piece:
                    heard(piece)
                if ear.length > MAX_REPLY:
                    raise CallFailed(self.model, f"its answer did not end within {MAX_REPLY} characters")
                if time.monotonic() > end:
                    break
        except (openai.OpenAIError, ValueError) as error:
            if ear.length < WORTH_KEEPING:
                raise
            logger.info(
                "%s: the stream broke after %d characters (%s)", self.model, ear.length, type(error).__name__
            )
        return ear.spoken(self.model)


def _refused_features(error: openai.APIStatusError, features: frozenset[str]) -> set[str]:
    """Which optional features a 400 is about: those it names, else all, unless it has another reason."""
    said = _said(error)
    if any(word in said for word in (*_TOO_LONG, *_SAFETY)):
        return set()
    return {feature for feature in features if any(hint in said for hint in _HINTS[feature])} or set(features)


def _without_images(message: Message) -> Message:
    content = message["content"]
    if isinstance(content, str):
        return message
    return {**message, "content": "\n".join(part["text"] for part in content if part["type"] == "text")}


def _translated(model: str, error: Exception) -> CallFailed:
    if isinstance(error, openai.APIStatusError):
        return _by_status(model, error)
    if isinstance(error, openai.APITimeoutError):
        return Busy(model, "no answer in time")
    if isinstance(error, openai.APIConnectionError):
        return Busy(model, "the connection failed")
    if isinstance(error, openai.APIError):
        return Busy(model, f"reported a fault in the stream ({_code(error)})")
    return Busy(model, f"sent something that cannot be read ({type(error).__name__})")


def _by_status(model: str, error: openai.APIStatusError) -> CallFailed:
    status, code, said = error.status_code, _code(error), _said(error)
    told = f"answered {status} ({code})"
    if status in {400, 413, 422} and any(word in said for word in _TOO_LONG):
        return TooLong(model, f"{told}: the prompt is too long for it")
    if status in {400, 403, 422} and any(word in said for word in _SAFETY):
        return Refused(model, f"{told}: declined for safety")
    if status == 402 or (status == 429 and any(word in said for word in _QUOTA)):
        return Closed(model, f"{told}: the quota is used up")
    if status in {401, 403, 404}:
        return Closed(model, f"{told}: key, model name or address are not accepted")
    if status in {408, 409, 425, 429} or status >= 500:
        return Busy(model, told, _pause(error))
    return CallFailed(model, told)


def _said(error: openai.APIStatusError) -> str:
    """Everything that the server said, in lower case: its message alone often lacks the code."""
    return f"{error} {error.code} {error.type} {error.body}".lower()


def _pause(error: openai.APIStatusError) -> float | None:
    headers = error.response.headers
    milliseconds = headers.get("retry-after-ms", "")
    if milliseconds.isdigit():
        return int(milliseconds) / 1000
    return seconds_asked(headers.get("retry-after"), datetime.now(UTC))


def _code(error: openai.APIError) -> str:
    """The server's machine-readable code, if it looks like one."""
    for stated in (error.code, error.type):
        if isinstance(stated, str) and re.fullmatch(r"[\w.-]{1,60}", stated):
            return stated
    return "no code"

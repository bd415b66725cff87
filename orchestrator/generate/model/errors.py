"""Every fault of an endpoint as a named failure that says what can be done about it.

Reasons never quote a server's message, which may echo a key or the prompt, but only its status and code.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import openai

from orchestrator.generate.errors import (
    CallFailed,
    DeclinedForSafety,
    Overloaded,
    PromptTooLong,
    ProviderUnavailable,
    TemporaryFailure,
)
from orchestrator.generate.model.stream import ReportedError, WebPage
from orchestrator.network.retry import seconds_asked

_TOO_LONG = (
    "context_length",
    "context length",
    "maximum context",
    "too many tokens",
    "is too long",
    "prompt too long",
    "context window",
    "context size",
    "context limit",
    "input token count",
    "request too large",
    "exceeds the maximum number of tokens",
)
_QUOTA = ("quota", "billing", "credit", "balance", "payment")
_PASSING = ("rate_limit", "rate limit", "per minute", "per second", "try again", "retry")
"""Signs of a limit that passes soon: such messages often name quota and billing as well."""

_SAFETY = ("content_filter", "content_policy", "safety", "responsibleai", "moderation")
_KEYS = ("api key", "api_key", "unauthorized", "authentication", "permission", "no access", "forbidden")
_NO_MODEL = ("model not found", "model_not_found", "does not exist", "no such model", "unknown model")
_BUSY = frozenset({408, 409, 425, 429, 500, 502, 503, 504})

_UNITS = {"d": 86400, "h": 3600, "m": 60, "s": 1, "ms": 0.001}
_DURATION = (
    r"\d+(?:\.\d+)?\s*(?:milliseconds?|ms|seconds?|secs?|s|minutes?|mins?|m|hours?|h|days?|d)?(?![a-z%])"
)
_WAIT = re.compile(
    r"(?:again|retry|wait|reset|available|retry[_-]?delay|retry[_-]?after|estimated[_-]time|backoff|cooldown)"
    rf"(?:[_\w-]*[\"']?\s*[:=]\s*[\"']?|\D{{0,30}}?\b(?:in|after|for|within|of)\s+(?:about\s+|~)?|\s+)((?:{_DURATION}\s*(?:and\s+)?){{1,4}})",
    re.IGNORECASE,
)
"""A wait in words or in a field: `try again in 1m2s`, `"retryDelay": "13s"`, `estimated_time: 20`."""
_WAIT_HEADERS = (
    "x-ratelimit-reset-requests",
    "x-ratelimit-reset-tokens",
    "x-ratelimit-reset",
    "ratelimit-reset",
)


def classify(model: str, error: Exception) -> CallFailed:
    """The failure that a fault of the SDK, of the network, or of an answer amounts to."""
    if isinstance(error, CallFailed):
        return error
    if isinstance(error, openai.APIStatusError):
        return _by_content(model, error.status_code, error_text(error), error.body, error.response.headers)
    if isinstance(error, ReportedError):
        body, text = error.body, str(error.body).lower()
        return _by_content(model, _status_in(body), text, body, {}, " in an answer of 200")
    if isinstance(error, WebPage):
        return TemporaryFailure(model, "answered with a web page; is its address right?")
    if isinstance(error, (openai.APITimeoutError, TimeoutError)) or "timeout" in type(error).__name__.lower():
        return TemporaryFailure(model, "no answer in time")
    if isinstance(error, openai.APIResponseValidationError | ValueError):
        return TemporaryFailure(model, f"sent something that cannot be read ({type(error).__name__})")
    return TemporaryFailure(model, "the connection failed")


def error_text(error: openai.APIStatusError) -> str:
    """Everything that the server said, in lower case: its message alone often lacks the code."""
    return f"{error} {error.code} {error.type} {error.body}".lower()


def is_about_content(text: str) -> bool:
    """Whether a refusal is about the prompt itself, so that no option can be the reason."""
    return any(word in text for word in (*_TOO_LONG, *_SAFETY))


def seconds_named(text: str) -> float | None:
    """The longest wait that an error names in words; None if it names none."""
    waits = [_seconds(match[1]) for match in _WAIT.finditer(text)]
    return max(waits, default=None)


def _seconds(text: str) -> float:
    """A duration such as `1m2s`, `12 seconds`, `13s` or `20` in seconds."""
    total = 0.0
    for number, unit in re.findall(r"(\d+(?:\.\d+)?)\s*([a-z]*)", text.lower()):
        key = "ms" if unit.startswith(("ms", "milli")) else unit[:1] or "s"
        total += float(number) * _UNITS.get(key, 1)
    return total


def _by_content(
    model: str, status: int, text: str, body: object, headers: Mapping[str, str], where: str = ""
) -> CallFailed:
    """Classify by the HTTP status, or by what the text says where an answer of 200 holds an error."""
    code = _code(body)
    described = f"answered {status} ({code})" if not where else f"reported an error{where} ({code})"
    if status == 413 or (status in {0, 400, 422, 429, 500} and any(word in text for word in _TOO_LONG)):
        return PromptTooLong(model, f"{described}: the prompt is too long for it")
    if status in {0, 400, 403, 422} and any(word in text for word in _SAFETY):
        return DeclinedForSafety(model, f"{described}: declined for safety")
    pause = _pause(text, headers)
    if status == 402 or (status in {0, 429} and _used_up(text, pause)):
        return ProviderUnavailable(model, f"{described}: the quota is used up")
    if status in {401, 403, 404} or (not status and any(word in text for word in (*_KEYS, *_NO_MODEL))):
        return ProviderUnavailable(model, f"{described}: key, model name or address are not accepted")
    if status in {429, 503, 529} or (not status and pause is not None):
        return Overloaded(model, described, pause)
    if not status or status in _BUSY or status > 500:
        return TemporaryFailure(model, described, pause)
    return CallFailed(model, described)


def _status_in(body: object) -> int:
    """The HTTP status that an error names in an answer of 200; 0 if it names none."""
    fields = body if isinstance(body, Mapping) else {}
    for name in ("code", "status", "status_code"):
        value = fields.get(name)
        if isinstance(value, int | str) and re.fullmatch(r"[45]\d\d", str(value)):
            return int(value)
    return 0


def _used_up(text: str, pause: float | None) -> bool:
    """Whether a limit is about money, which no pause brings back."""
    if "insufficient_quota" in text:
        return True
    passes = pause is not None or any(word in text for word in _PASSING)
    return not passes and any(word in text for word in _QUOTA)


def _pause(text: str, headers: Mapping[str, str]) -> float | None:
    """The seconds that a server asks to wait, in a header or in words; none if it names no pause, or zero."""
    milliseconds = headers.get("retry-after-ms", "")
    if milliseconds.isdecimal():
        return int(milliseconds) / 1000 or None
    asked = seconds_asked(headers.get("retry-after"), datetime.now(UTC))
    if asked is None:
        asked = seconds_named(text)
    if (
        asked is None
        and headers.get("x-ratelimit-remaining-requests", headers.get("x-ratelimit-remaining")) == "0"
    ):
        asked = next(_in_headers(headers), None)
    return asked or None


def _in_headers(headers: Mapping[str, str]) -> Iterator[float]:
    for name in _WAIT_HEADERS:
        value = headers.get(name, "")
        if re.fullmatch(rf"(?:{_DURATION}\s*){{1,4}}", value.lower()) and _seconds(value) < 86_400:
            yield _seconds(value)


def _code(body: Any) -> str:  # noqa: ANN401 - any JSON
    """The server's machine-readable code, if it looks like one."""
    body = body[0] if isinstance(body, list) and body else body
    body = body.get("error", body) if isinstance(body, Mapping) else body
    fields = body if isinstance(body, Mapping) else {}
    for name in ("code", "type", "status"):
        stated = fields.get(name)
        if isinstance(stated, str | int) and re.fullmatch(r"[\w.-]{1,60}", str(stated)):
            return str(stated)
    return "no code"

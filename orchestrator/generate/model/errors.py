"""Every fault of an endpoint as a named failure that says what can be done about it.

Reasons never quote a server's message, which may echo a key or the prompt, but only its status and code.
"""

import re
from datetime import UTC, datetime

import openai

from orchestrator.generate.errors import (
    CallFailed,
    DeclinedForSafety,
    PromptTooLong,
    ProviderUnavailable,
    TemporaryFailure,
)
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
)
_QUOTA = ("quota", "billing", "credit", "balance")
_PASSING = ("rate_limit", "rate limit", "per minute", "per second", "retry in", "try again in", "retrydelay")
"""Signs of a limit that passes soon: such messages often name quota and billing as well."""

_SAFETY = ("content_filter", "content_policy", "safety", "responsibleai", "moderation")
_ASKED = re.compile(r"(?:re)?try again in ([\d.]+)(ms|s)\b|retry in ([\d.]+)s\b")


def classify(model: str, error: Exception) -> CallFailed:
    """The failure that a fault of the SDK, or of its parsing, amounts to."""
    if isinstance(error, openai.APIStatusError):
        return _by_status(model, error)
    if isinstance(error, (openai.APITimeoutError, TimeoutError)):
        return TemporaryFailure(model, "no answer in time")
    if isinstance(error, openai.APIConnectionError):
        return TemporaryFailure(model, "the connection failed")
    if isinstance(error, openai.APIError):
        return TemporaryFailure(model, f"reported a fault in the stream ({_code(error)})")
    return TemporaryFailure(model, f"sent something that cannot be read ({type(error).__name__})")


def error_text(error: openai.APIStatusError) -> str:
    """Everything that the server said, in lower case: its message alone often lacks the code."""
    return f"{error} {error.code} {error.type} {error.body}".lower()


def is_about_content(said: str) -> bool:
    """Whether a refusal is about the prompt itself, so that no option can be the reason."""
    return any(word in said for word in (*_TOO_LONG, *_SAFETY))


def _by_status(model: str, error: openai.APIStatusError) -> CallFailed:
    status, said = error.status_code, error_text(error)
    told = f"answered {status} ({_code(error)})"
    if status == 413 or (status in {400, 422, 429} and any(word in said for word in _TOO_LONG)):
        return PromptTooLong(model, f"{told}: the prompt is too long for it")
    if status in {400, 403, 422} and any(word in said for word in _SAFETY):
        return DeclinedForSafety(model, f"{told}: declined for safety")
    if status == 402 or (status == 429 and _used_up(said, error)):
        return ProviderUnavailable(model, f"{told}: the quota is used up")
    if status in {401, 403, 404}:
        return ProviderUnavailable(model, f"{told}: key, model name or address are not accepted")
    if status in {408, 409, 425, 429} or status >= 500:
        return TemporaryFailure(model, told, _pause(said, error))
    return CallFailed(model, told)


def _used_up(said: str, error: openai.APIStatusError) -> bool:
    """Whether a 429 is about money, which no pause brings back."""
    if "insufficient_quota" in said:
        return True
    passes = _pause(said, error) is not None or any(word in said for word in _PASSING)
    return not passes and any(word in said for word in _QUOTA)


def _pause(said: str, error: openai.APIStatusError) -> float | None:
    """The seconds that a server asks to wait, in a header or in words; none if it names no pause, or zero."""
    headers = error.response.headers
    milliseconds = headers.get("retry-after-ms", "")
    if milliseconds.isdecimal():
        return int(milliseconds) / 1000 or None
    asked = seconds_asked(headers.get("retry-after"), datetime.now(UTC))
    found = _ASKED.search(said) if asked is None else None
    if found:
        asked = float((found[1] or found[3]).strip(".") or 0) / (1000 if found[2] == "ms" else 1)
    return asked or None


def _code(error: openai.APIError) -> str:
    """The server's machine-readable code, if it looks like one."""
    for stated in (error.code, error.type):
        if isinstance(stated, str) and re.fullmatch(r"[\w.-]{1,60}", stated):
            return stated
    return "no code"

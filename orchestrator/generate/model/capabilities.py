"""The optional features of an endpoint: how they are asked for, and how a refusal of one is recognised."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import openai

from orchestrator.generate.model.errors import error_text, is_about_content
from orchestrator.generate.prompt.request import Message

OUTPUT_TOKENS = 16_384
"""The output limit that is asked for where an endpoint demands one, or cuts at a smaller one of its own."""

EARLY_CUT = 32_000
"""Characters of an answer that ended for its length; a shorter one was cut by a small default."""

_HINTS = {
    "json_schema": ("response_format", "json_schema", "schema", "structured"),
    "json_object": ("response_format", "json_object", "json mode"),
    "images": ("image", "vision", "multimodal", "multi-modal", "content must be a string"),
    "system": (
        *("system role", "system message", "'system'", "role system", "system prompt", "system instruction"),
        *(
            "developer instruction",
            "developer role",
            "roles must",
            "only user and assistant",
            "user/assistant",
        ),
    ),
    "stream_options": ("stream_options", "include_usage"),
    "stream": ("to stream", "streaming", "'param': 'stream'"),
    "temperature": ("temperature",),
}
"""Optional features, and the words by which a refusal names them."""

_LIMIT = re.compile(r"max[_ ]?(?:completion|new|output)?[_ ]?tokens|output limit")
_NUMBER = re.compile(r"(?<![\w.])\d{3,6}(?![\w.])")


def options_for(
    features: frozenset[str], schema: Mapping[str, Any] | None, temperature: float | None
) -> dict[str, Any]:
    """What is sent besides the messages and the output limit."""
    options: dict[str, Any] = {"temperature": temperature} if "temperature" in features else {}
    if "stream_options" in features:
        options["stream_options"] = {"include_usage": True}
    if "json_schema" in features:
        answer = {"name": "answer", "schema": schema, "strict": True}
        options["response_format"] = {"type": "json_schema", "json_schema": answer}
    elif "json_object" in features:
        options["response_format"] = {"type": "json_object"}
    return options


def refused_features(error: openai.APIStatusError, features: frozenset[str]) -> set[str]:
    """Which features a refusal is about: those it names, where it names none all but streaming.

    Some gateways answer 404 where no model has the feature, 413 for pictures, and local servers 500 for a
    role or an option. None if the refusal is about content, or about something else altogether.
    """
    text, status = error_text(error), error.status_code
    named = {feature for feature in features if any(hint in text for hint in _HINTS[feature])}
    if status == 413:
        return named | (features & {"images"})
    if status in {404, 415}:
        return named
    if status not in {400, 422, 500, 501} or is_about_content(text):
        return set()
    return named or (set(features - {"stream"}) if status in {400, 422} else set())


def other_limit(error: openai.APIStatusError, name: str, limit: int | None) -> tuple[str, int | None] | None:
    """The output limit (name, number) with which a refused call may succeed; None for other refusals.

    `limit` is what was sent under `name`. A smaller number in the refusal is the endpoint's own limit.
    """
    text = error_text(error)
    if error.status_code not in {400, 422, 500, 501} or not _LIMIT.search(text):
        return None
    if limit is None:
        return None if is_about_content(text) else (name, OUTPUT_TOKENS)
    if name == "max_tokens" and "max_completion_tokens" in text:
        return "max_completion_tokens", limit
    smaller = [int(number) for number in _NUMBER.findall(text) if 256 <= int(number) < limit]
    return name, max(smaller, default=None)


def used_features(messages: Sequence[Message]) -> set[str]:
    """The features that messages use by themselves."""
    images = any(isinstance(message["content"], list) for message in messages)
    system = any(message["role"] == "system" for message in messages)
    return {feature for feature, used in (("images", images), ("system", system)) if used}


def adapted(messages: Sequence[Message], features: frozenset[str]) -> list[Message]:
    """The messages without what the endpoint does not take."""
    sent = list(messages) if "images" in features else [without_images(message) for message in messages]
    return sent if "system" in features or sent[0]["role"] != "system" else _without_system(sent)


def _without_system(messages: Sequence[Message]) -> list[Message]:
    """The instructions at the head of the user's first message, for models that know no other role."""
    system, first, *rest = messages
    content, head = first["content"], f"{system['content']}\n\n"
    parts = [{"type": "text", "text": head}, *content] if isinstance(content, list) else head + content
    return [{**first, "content": parts}, *rest]


def without_images(message: Message) -> Message:
    """A message with its text alone."""
    content = message["content"]
    if isinstance(content, str):
        return message
    return {**message, "content": "\n".join(part["text"] for part in content if part["type"] == "text")}

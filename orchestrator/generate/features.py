"""The optional features of an endpoint: how they are asked for, and how a refusal of one is recognised."""

from collections.abc import Mapping
from typing import Any

import openai

from orchestrator.generate.faults import is_about_content, said_in
from orchestrator.generate.prompt import Message

_HINTS = {
    "json_schema": ("response_format", "json_schema", "schema", "structured"),
    "json_object": ("response_format", "json_object", "json mode"),
    "images": ("image", "vision", "multimodal", "multi-modal", "content must be a string"),
    "stream_options": ("stream_options", "include_usage"),
    "stream": ("to stream", "streaming", "'param': 'stream'"),
}
"""Optional features, and the words by which a refusal names them."""


def options_for(features: frozenset[str], schema: Mapping[str, Any] | None) -> dict[str, Any]:
    """What is sent besides the messages."""
    options: dict[str, Any] = {}
    if "stream_options" in features:
        options["stream_options"] = {"include_usage": True}
    if "json_schema" in features:
        answer = {"name": "answer", "schema": schema, "strict": True}
        options["response_format"] = {"type": "json_schema", "json_schema": answer}
    elif "json_object" in features:
        options["response_format"] = {"type": "json_object"}
    return options


def refused_features(error: openai.APIStatusError, features: frozenset[str]) -> set[str]:
    """Which features a 400 is about: those it names, else all but streaming; none if it is about content."""
    said = said_in(error)
    if is_about_content(said):
        return set()
    named = {feature for feature in features if any(hint in said for hint in _HINTS[feature])}
    return named or set(features - {"stream"})


def without_images(message: Message) -> Message:
    """A message with its text alone."""
    content = message["content"]
    if isinstance(content, str):
        return message
    return {**message, "content": "\n".join(part["text"] for part in content if part["type"] == "text")}

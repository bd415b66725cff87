"""What comes of one answer, streamed or whole; servers differ, so its shape is never taken for granted."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from orchestrator.generate.errors import DeclinedForSafety, TemporaryFailure, Tokens
from orchestrator.generate.reply.format import SENTINEL

WORTH_KEEPING = 2_000
"""Characters of a broken stream that are continued; with fewer the call is repeated."""

_FINISHES = {"eos": "stop", "end_turn": "stop", "max_tokens": "length", "model_length": "length"}
"""What some servers say in place of the protocol's words."""


@dataclass(frozen=True)
class Completion:
    """What came: `finish` is the endpoint's reason, or `broken` if the stream ended without one."""

    text: str
    finish: str
    prompt_tokens: int | None = None
    completion_tokens: int | None = None


class StreamReader:
    """Collects the chunks of one answer."""

    def __init__(self) -> None:
        self.length = 0
        self._pieces: list[str] = []
        self._finish = ""
        self._refusal = False
        self._tokens: Tokens = (None, None)

    def feed(self, chunk: object) -> str:
        """Take one chunk, or a whole completion, and give back its text; what cannot be read is no text."""
        usage = _field(chunk, "usage")
        if usage:
            self._tokens = (_count(usage, "prompt_tokens"), _count(usage, "completion_tokens"))
        choices = _field(chunk, "choices")
        choice = choices[0] if isinstance(choices, list) and choices else None
        finish = _field(choice, "finish_reason")
        if isinstance(finish, str) and finish:
            self._finish = _FINISHES.get(finish.lower(), finish.lower())
        said = _field(choice, "delta") or _field(choice, "message")
        self._refusal = self._refusal or bool(_field(said, "refusal"))
        piece = _text(_field(said, "content"))
        self._pieces.append(piece)
        self.length += len(piece)
        return piece

    def completion(self, model: str, late: bool = False) -> Completion:
        """The whole answer, once the stream has ended; `late` says that it was ended because time was over.

        Raises:
            DeclinedForSafety: the provider's safety filter cut it, or the model declined.
            TemporaryFailure: it is empty, or ended early with too little to go on with.
        """
        text = _sound("".join(self._pieces))
        if self._refusal or self._finish == "content_filter":
            raise DeclinedForSafety(model, "declined the request for safety", tokens=self._tokens)
        if not self._finish and self.length < WORTH_KEEPING and not _whole(text):
            told = f"the stream ended after {self.length} characters without a reason"
            raise TemporaryFailure(model, "no answer in time" if late else told, tokens=self._tokens)
        if not text.strip():
            raise TemporaryFailure(
                model, f"the answer was empty ({self._finish or 'broken'})", tokens=self._tokens
            )
        return Completion(text, self._finish or "broken", *self._tokens)


def _whole(text: str) -> bool:
    """Whether an answer shows by itself that it is whole: some servers never give a reason for its end."""
    if text.rstrip().endswith(SENTINEL):
        return True
    try:
        return isinstance(json.loads(text), dict)
    except (ValueError, RecursionError):
        return False


def _sound(text: str) -> str:
    """Text without half characters; the halves of one may have come in two chunks."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _field(value: object, name: str) -> object:
    """A field of a record of the SDK, or of plain JSON; None where there is none."""
    return value.get(name) if isinstance(value, Mapping) else getattr(value, name, None)


def _count(usage: object, name: str) -> int | None:
    number = _field(usage, name)
    return number if isinstance(number, int) and number >= 0 else None


def _text(content: object) -> str:
    """Text as it is, or as some servers give it: a list of parts, of which those of type `text` count."""
    if isinstance(content, list):
        return "".join(_text(_field(part, "text")) for part in content if _field(part, "type") == "text")
    return content if isinstance(content, str) else ""

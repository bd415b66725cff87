"""What comes of one streamed answer."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from orchestrator.generate.failures import Busy, Refused

if TYPE_CHECKING:
    from openai.types.chat import ChatCompletionChunk

WORTH_KEEPING = 2_000
"""Characters of a broken stream that are continued; with fewer the call is repeated."""


@dataclass(frozen=True)
class Spoken:
    """What came: `finish` is the endpoint's reason, or `broken` if the stream ended without one."""

    text: str
    finish: str
    prompt_tokens: int | None = None
    completion_tokens: int | None = None


class Ear:
    """Collects the chunks of one answer."""

    def __init__(self) -> None:
        self.length = 0
        self._pieces: list[str] = []
        self._finish = ""
        self._refusal = False
        self._usage: tuple[int | None, int | None] = (None, None)

    def hear(self, chunk: "ChatCompletionChunk") -> str:
        """Take one chunk and give back its text."""
        if chunk.usage:
            self._usage = (chunk.usage.prompt_tokens, chunk.usage.completion_tokens)
        if not chunk.choices:
            return ""
        choice = chunk.choices[0]
        self._finish = choice.finish_reason or self._finish
        self._refusal = self._refusal or bool(choice.delta and choice.delta.refusal)
        piece = (choice.delta and choice.delta.content) or ""
        self._pieces.append(piece)
        self.length += len(piece)
        return piece

    def spoken(self, model: str) -> Spoken:
        """The whole answer, once the stream has ended.

        Raises:
            Refused: the provider's safety filter cut it, or the model declined.
            Busy: it is empty, or ended early with too little to go on with.
        """
        if self._refusal or self._finish == "content_filter":
            raise Refused(model, "declined the request for safety")
        if not self._finish and self.length < WORTH_KEEPING:
            raise Busy(model, f"the stream ended after {self.length} characters without a reason")
        if not self.length:
            raise Busy(model, "the answer was empty")
        return Spoken("".join(self._pieces), self._finish or "broken", *self._usage)

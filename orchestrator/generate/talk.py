"""One conversation with the chain of providers: a reply is continued when cut off, repeated when unusable."""

import logging
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from orchestrator.generate.continuation import MAX_CONTINUATIONS, join, kept_part
from orchestrator.generate.failures import ModelFailed, ReplyUnusable
from orchestrator.generate.prompt import Message, marked
from orchestrator.generate.reply import SENTINEL, Parsed, read_reply
from orchestrator.templates import render

if TYPE_CHECKING:
    from orchestrator.generate.providers import Chain

logger = logging.getLogger(__name__)

TAIL_LINES = 5
"""Lines at the end of a cut-off reply that are quoted back …"""

TAIL_CHARACTERS = 2_000
"""… and how much of them."""


class Talk:
    """The messages so far. A model whose reply cannot be used is not asked again; the next one is."""

    def __init__(self, chain: "Chain", messages: Sequence[Message]) -> None:
        """Begin with `messages`, the last of which is the user's."""
        self._chain = chain
        self._messages = list(messages)
        self.model = ""
        """Who gave the last whole reply."""

    def add(self, template: str, data: Mapping[str, Any]) -> None:
        """Say something more, from `templates/prompts/`."""
        text = render(f"prompts/{template}.jinja", {"sentinel": SENTINEL, **data})
        self._messages.append({"role": "user", "content": text})

    def hear(self, purpose: str) -> Parsed:
        """The next whole reply.

        Raises:
            TooLong: the prompt fits none of the models.
            ModelFailed: no provider gave a whole reply.
        """
        reasons: list[str] = []
        while True:
            try:
                return self._whole(purpose)
            except ReplyUnusable as error:
                reasons.append(str(error))
                logger.warning("%s: %s", purpose, error)
                self._chain.closed[error.model] = error.reason
                if len(self._chain.closed) >= len(self._chain.endpoints):
                    raise ModelFailed(reasons) from error

    def _whole(self, purpose: str) -> Parsed:
        parsed, text = self._continued(purpose, self._messages)
        if not parsed.complete or parsed.empty:
            reasons = _reasons(parsed)
            logger.info("%s: asking again: %s", purpose, "; ".join(reasons))
            again = render("prompts/again.jinja", {"reasons": reasons, "sentinel": SENTINEL})
            refused: list[Message] = [
                {"role": "assistant", "content": text[-TAIL_CHARACTERS:] or "(nothing)"}
            ]
            refused.append({"role": "user", "content": again})
            parsed, text = self._continued(f"{purpose} again", [*self._messages, *refused])
        if not parsed.complete or parsed.empty:
            raise ReplyUnusable(self.model, "; ".join(_reasons(parsed)))
        self._messages.append({"role": "assistant", "content": text})
        return parsed

    def _continued(self, purpose: str, messages: Sequence[Message]) -> tuple[Parsed, str]:
        """One reply, continued at most twice where it was cut off."""
        self.model, spoken = self._chain.speak(purpose, messages)
        text = spoken.text
        parsed = read_reply(text)
        for _ in range(MAX_CONTINUATIONS):
            if parsed.complete or (spoken.finish == "stop" and parsed.empty and not parsed.open):
                break
            kept = kept_part(text)
            logger.info("%s: cut off (%s) after %d characters, continued", purpose, spoken.finish, len(kept))
            tail = marked(
                "last lines", "\n".join(kept.rstrip("\n").split("\n")[-TAIL_LINES:])[-TAIL_CHARACTERS:]
            )
            ask = render("prompts/continue.jinja", {"tail": tail, "sentinel": SENTINEL})
            so_far: list[Message] = [{"role": "assistant", "content": kept}, {"role": "user", "content": ask}]
            self.model, spoken = self._chain.speak("continue", [*messages, *so_far])
            text = join(kept, spoken.text, bool(read_reply(kept).open))
            parsed = read_reply(text)
        return parsed, text


def _reasons(parsed: Parsed) -> list[str]:
    """Why a reply cannot be used."""
    reasons = list(parsed.problems)
    if parsed.empty:
        reasons.append("it holds no file and no edit in the format")
    if not parsed.complete:
        reasons.append(f"its last line is not {SENTINEL}")
    return reasons

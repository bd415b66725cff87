"""One conversation with the chain of providers: a reply is continued when cut off, repeated when unusable."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from orchestrator.generate.errors import ModelFailed, ReplyUnusable
from orchestrator.generate.model.stream import Completion
from orchestrator.generate.prompt.request import Message, marked
from orchestrator.generate.reply.continuation import MAX_CONTINUATIONS, join, sound_part
from orchestrator.generate.reply.fallback_formats import in_format
from orchestrator.generate.reply.format import SENTINEL, read_reply
from orchestrator.generate.reply.reader import Reply
from orchestrator.text.templates import render

if TYPE_CHECKING:
    from orchestrator.generate.model.endpoint import Endpoint
    from orchestrator.generate.model.providers import ProviderChain

logger = logging.getLogger(__name__)

TAIL_LINES = 5
"""Lines at the end of a cut-off reply that are quoted back …"""

TAIL_CHARACTERS = 2_000
"""… and how much of them."""


CUT_OFF = frozenset({"length", "broken"})
"""Why an answer ended that may yet begin with what was asked for."""


class Conversation:
    """The messages so far. A model whose first reply cannot be used is not asked again; the next one is."""

    _endpoint: "Endpoint"

    def __init__(self, chain: "ProviderChain", messages: Sequence[Message]) -> None:
        """Begin with `messages`, the last of which is the user's."""
        self._chain = chain
        self._messages = list(messages)
        self._answered = False
        """A whole reply came: a model that kept the format once is not given up for failing once."""

    @property
    def model(self) -> str:
        """Who answered last."""
        return self._endpoint.model

    def add(self, template: str, data: Mapping[str, Any]) -> None:
        """Say something more, from `templates/prompts/`."""
        text = render(f"prompts/{template}.jinja", {"sentinel": SENTINEL, **data})
        self._messages.append({"role": "user", "content": text})

    def ask(self, purpose: str, *, may_be_empty: bool = False) -> Reply:
        """The next whole reply; `may_be_empty` says that there may be nothing more to change.

        Raises:
            PromptTooLong: the prompt fits none of the models.
            ModelFailed: no provider gave a whole reply.
        """
        reasons: list[str] = []
        while True:
            try:
                return self._whole(purpose, may_be_empty)
            except ReplyUnusable as error:
                reasons.append(str(error))
                logger.warning("%s: %s", purpose, error)
                if self._answered:
                    raise ModelFailed(reasons) from error
                self._chain.closed[self._endpoint] = error.reason
                if len(self._chain.closed) >= len(self._chain.endpoints):
                    raise ModelFailed(reasons) from error

    def _whole(self, purpose: str, may_be_empty: bool) -> Reply:
        parsed, text = self._continued(purpose, self._messages)
        if _unusable(parsed, may_be_empty):
            reasons = _reasons(parsed)
            logger.info("%s: asking again: %s", purpose, "; ".join(reasons))
            again = render("prompts/again.jinja", {"reasons": reasons, "sentinel": SENTINEL})
            refused: list[Message] = [
                {"role": "assistant", "content": text[-TAIL_CHARACTERS:] or "(nothing)"}
            ]
            refused.append({"role": "user", "content": again})
            parsed, text = self._continued(f"{purpose} again", [*self._messages, *refused])
        if _unusable(parsed, may_be_empty):
            raise ReplyUnusable(self.model, "; ".join(_reasons(parsed)))
        self._messages.append({"role": "assistant", "content": text})
        self._answered = True
        return parsed

    def _continued(self, purpose: str, messages: Sequence[Message]) -> tuple[Reply, str]:
        """One reply, continued at most twice where it was cut off."""
        self._endpoint, completion = self._chain.complete(purpose, messages)
        text, parsed = completion.text, read_reply(completion.text)
        for _ in range(MAX_CONTINUATIONS):
            said_nothing = parsed.empty and not parsed.open and completion.finish not in CUT_OFF
            if parsed.complete or said_nothing:
                break
            logger.info(
                "%s: cut off (%s) after %d characters, continued", purpose, completion.finish, len(text)
            )
            before, ended = parsed, completion.finish
            text = sound_part(text)
            try:
                completion = self._gone_on(messages, text)
            except ModelFailed:
                if not _closed(parsed, ended):
                    raise
                return replace(parsed, complete=True), text
            text = join(text, completion.text, bool(parsed.open))
            parsed = read_reply(text)
            if parsed == before and _closed(parsed, ended) and completion.finish == "stop":
                return replace(parsed, complete=True), text
        if parsed.empty and not parsed.open and completion.finish == "stop":
            text = in_format(text) or text
            parsed = read_reply(text)
        return parsed, text

    def _gone_on(self, messages: Sequence[Message], text: str) -> Completion:
        """What comes after `text`, which was cut off."""
        last = "\n".join(text.rstrip("\n").split("\n")[-TAIL_LINES:])[-TAIL_CHARACTERS:]
        ask = render("prompts/continue.jinja", {"tail": marked("last lines", last), "sentinel": SENTINEL})
        so_far: list[Message] = [{"role": "assistant", "content": text}, {"role": "user", "content": ask}]
        self._endpoint, completion = self._chain.complete("continue", [*messages, *so_far])
        return completion


def _closed(parsed: Reply, finish: str) -> bool:
    """Whether a reply is whole but for the sentinel: some models never write it, and have nothing to add."""
    return finish == "stop" and not (parsed.open or parsed.empty)


def _unusable(parsed: Reply, may_be_empty: bool) -> bool:
    return not parsed.complete or (parsed.empty and not (may_be_empty and not parsed.problems))


def _reasons(parsed: Reply) -> list[str]:
    """Why a reply cannot be used."""
    reasons = list(parsed.problems)
    if parsed.empty:
        reasons.append("it holds no file and no edit in the format")
    if not parsed.complete:
        reasons.append(f"its last line is not {SENTINEL}")
    return reasons

"""One conversation with the chain of providers: a reply is continued when cut off, repeated when unusable."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from orchestrator.generate.errors import ModelFailed, ReplyUnusable
from orchestrator.generate.model.stream import Completion
from orchestrator.generate.prompt.marks import marked
from orchestrator.generate.prompt.request import Message, Prompt
from orchestrator.generate.reply.continuation import MAX_CONTINUATIONS, join, without_partial_character
from orchestrator.generate.reply.format import SENTINEL, read_reply
from orchestrator.generate.reply.other_formats import about_in, in_format
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

AFTER_LOOP = 1.0
"""The temperature after an answer that repeated itself: such a model is left more to chance."""


class Conversation:
    """The messages so far. A model whose first reply cannot be used is not asked again; the next one is."""

    _endpoint: "Endpoint"

    def __init__(self, chain: "ProviderChain", prompt: Prompt, temperature: float | None = None) -> None:
        """Begin with the messages of `prompt`, the last of which is the user's."""
        self._chain = chain
        self._messages = list(prompt.messages)
        self.page = prompt.page
        self._form = {"page": prompt.page, "sentinel": SENTINEL}
        self._temperature = temperature
        self._answered = False
        """A whole reply came: a model that kept the format once is not given up for failing once."""
        self._looped = False

    @property
    def model(self) -> str:
        """The model that answered last."""
        return self._endpoint.model

    def add(self, template: str, data: Mapping[str, Any]) -> None:
        """Add a user message from `templates/prompts/`."""
        text = render(f"prompts/{template}.jinja", {**self._form, **data})
        self._messages.append({"role": "user", "content": text})

    def ask(self, purpose: str, *, may_be_empty: bool = False, once: bool = False) -> Reply:
        """The next whole reply; with `may_be_empty` it may say that nothing needs to change.

        With `once` a reply that cannot be used is not asked for again, nor held against the model.

        Raises:
            PromptTooLong: the prompt fits none of the models.
            ModelFailed: no provider gave a whole reply.
        """
        reasons: list[str] = []
        while True:
            try:
                return self._usable_reply(purpose, may_be_empty, once)
            except ReplyUnusable as error:
                reasons.append(str(error))
                logger.warning("%s: %s", purpose, error)
                if self._answered or once:
                    raise ModelFailed(reasons) from error
                if not self._chain.close_unreadable(self._endpoint, error.reason):
                    raise ModelFailed(reasons) from error

    def _usable_reply(self, purpose: str, may_be_empty: bool, once: bool) -> Reply:
        reply, text = self._continued(purpose, self._messages)
        if _unusable(reply, may_be_empty) and not once:
            reasons = _reasons(reply, self.page)
            logger.info("%s: asking again: %s", purpose, "; ".join(reasons))
            refused = [] if self._looped else self._refused(text, reasons)
            reply, text = self._continued(f"{purpose} again", [*self._messages, *refused])
        if _unusable(reply, may_be_empty):
            raise ReplyUnusable(self.model, "; ".join(_reasons(reply, self.page)))
        self._messages.append({"role": "assistant", "content": text})
        self._answered = True
        return reply

    def _refused(self, text: str, reasons: Sequence[str]) -> list[Message]:
        """An answer that cannot be used, and why it cannot."""
        again = render("prompts/again.jinja", {"reasons": reasons, **self._form})
        return [
            {"role": "assistant", "content": text[-TAIL_CHARACTERS:] or "(nothing)"},
            {"role": "user", "content": again},
        ]

    def _continued(self, purpose: str, messages: Sequence[Message]) -> tuple[Reply, str]:
        """One reply, continued at most twice where it was cut off."""
        completion = self._complete(purpose, messages)
        text, reply = completion.text, read_reply(completion.text)
        for _ in range(MAX_CONTINUATIONS):
            nothing_begun = not (reply.files or reply.edits or reply.removed or reply.about or reply.open)
            ended = completion.finish == "stop" and (reply.whole or nothing_begun)
            self._looped = completion.finish == "loop"
            if reply.complete or ended or self._looped:
                break
            logger.info(
                "%s: cut off (%s) after %d characters, continued", purpose, completion.finish, len(text)
            )
            before, finish = reply, completion.finish
            text = without_partial_character(text)
            try:
                completion = self._continuation(messages, text)
            except ModelFailed:
                if finish != "stop" or reply.open or reply.empty:
                    raise
                return replace(reply, complete=True), text
            inside = bool(reply.open) or (self.page and text.count("```") % 2 == 1)
            text = join(text, completion.text, inside)
            reply = read_reply(text)
            if reply == before and not (reply.open or reply.empty) and finish == completion.finish == "stop":
                return replace(reply, complete=True), text
        return interpret(text, completion.finish, page=self.page), text

    def _continuation(self, messages: Sequence[Message], text: str) -> Completion:
        """What comes after `text`, which was cut off."""
        last = "\n".join(text.rstrip("\n").split("\n")[-TAIL_LINES:])[-TAIL_CHARACTERS:]
        ask = render("prompts/continue.jinja", {"tail": marked("last-lines", last), **self._form})
        so_far: list[Message] = [{"role": "assistant", "content": text}, {"role": "user", "content": ask}]
        return self._complete("continue", [*messages, *so_far])

    def _complete(self, purpose: str, messages: Sequence[Message]) -> Completion:
        temperature = AFTER_LOOP if self._looped else self._temperature
        self._endpoint, completion = self._chain.complete(purpose, messages, temperature=temperature)
        return completion


def interpret(text: str, finish: str, *, page: bool = False) -> Reply:
    """A reply that the model ended itself may lack the sentinel, or be in another format.

    With `page` it was asked for one page in a code block, which says in a comment what the README is to say.
    """
    reply = read_reply(text)
    if reply.complete or finish != "stop":
        return reply
    if reply.whole:
        return replace(reply, complete=True)
    other = "" if reply.files or reply.edits or reply.open else in_format(text)
    if other:
        read = read_reply(other)
        said = about_in(read.files.get("index.html", "")) if page else None
        return replace(read, about=reply.about or said)
    says_nothing = page and reply.empty and "```" not in text
    return replace(reply, complete=True) if says_nothing else reply


def _unusable(reply: Reply, may_be_empty: bool) -> bool:
    return not reply.complete or (reply.empty and not (may_be_empty and not reply.problems))


def _reasons(reply: Reply, page: bool) -> list[str]:
    """Why a reply cannot be used."""
    reasons = list(reply.problems)
    if reply.empty:
        reasons.append("it holds no file and no edit in the format")
    if not (reply.complete or page):
        reasons.append(f"its last line is not {SENTINEL}")
    return reasons

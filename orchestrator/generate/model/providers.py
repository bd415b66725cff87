"""The chain of providers: each is tried with patience, then the next; what was tried is kept."""

import json
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from orchestrator.generate.errors import (
    CallFailed,
    ModelFailed,
    PromptTooLong,
    ProviderUnavailable,
    ReplyUnusable,
    TemporaryFailure,
)
from orchestrator.generate.model.endpoint import Endpoint
from orchestrator.generate.model.stream import Completion
from orchestrator.generate.prompt.request import Message
from orchestrator.generate.reply.json_answer import json_object
from orchestrator.network.retry import retrying
from orchestrator.records import Attempt
from orchestrator.runtime.deadline import Deadline

logger = logging.getLogger(__name__)

ATTEMPTS = 4
"""Calls of one provider for one answer, the pauses in between doubling."""

PATIENCE = 45.0
"""Seconds of pauses for a provider while another one could answer."""

SHARE = 0.6
"""Of the time that is left, what a call may take while another provider could answer."""

TELL_EVERY = 5.0
"""Seconds between two lines of progress."""


@dataclass
class ProviderChain:
    """Providers in their order, with the record of every call. Usable from two threads at once."""

    endpoints: Sequence[Endpoint]
    deadline: Deadline
    first_pause: float = 1.0
    """Seconds before a provider is called again; doubled each time, unless Retry-After says otherwise."""
    sleep: Callable[[float], None] = time.sleep
    attempts: list[Attempt] = field(default_factory=list)
    closed: dict[Endpoint, str] = field(default_factory=dict)
    """Endpoints that are not asked again, each with its reason."""

    def complete(
        self, purpose: str, messages: Sequence[Message], schema: Mapping[str, Any] | None = None
    ) -> tuple[Endpoint, Completion]:
        """The first usable answer, and the endpoint that gave it.

        Raises:
            PromptTooLong: the prompt fits none of the models that could be asked.
            ModelFailed: no provider answered.
        """
        reasons: list[str] = []
        too_long: CallFailed | None = None
        open_ones = [endpoint for endpoint in self.endpoints if endpoint not in self.closed]
        for number, endpoint in enumerate(open_ones):
            try:
                others = number + 1 < len(open_ones)
                return endpoint, self._patiently(endpoint, purpose, messages, schema, others)
            except ProviderUnavailable as error:
                self.closed[endpoint] = error.reason
                reasons.append(str(error))
            except CallFailed as error:
                reasons.append(str(error))
                too_long = too_long or (error if isinstance(error, PromptTooLong) else None)
            logger.warning("%s: %s", purpose, reasons[-1])
        if too_long:
            raise too_long
        raise ModelFailed(reasons or [f"{one.model}: {reason}" for one, reason in self.closed.items()])

    def ask_json(self, prompt: str, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        """A small structured answer: one object, held to `schema` as far as the endpoint can; not validated.

        Raises:
            ModelFailed: no provider answered, or none with a JSON object, asked twice.
        """
        told = f"{prompt}\n\nAnswer with one JSON object and nothing else. Its schema:\n{json.dumps(schema)}"
        for _ in range(2):
            endpoint, completion = self.complete("compile", [{"role": "user", "content": told}], schema)
            answer = json_object(completion.text, schema.get("required", ()))
            if answer is not None:
                return answer
            logger.info("%s: its answer is not the JSON object that was asked for", endpoint.model)
        raise ModelFailed([f"{endpoint.model}: gave no such JSON object twice"])

    def _patiently(
        self,
        endpoint: Endpoint,
        purpose: str,
        messages: Sequence[Message],
        schema: Mapping[str, Any] | None,
        others: bool,
    ) -> Completion:
        patience = self.deadline.within(PATIENCE) if others else self.deadline
        return retrying(
            lambda: self._recorded(endpoint, purpose, messages, schema, SHARE if others else 1.0),
            on=TemporaryFailure,
            deadline=patience,
            sleep=self.sleep,
            first=self.first_pause,
            attempts=ATTEMPTS,
        )

    def _recorded(
        self,
        endpoint: Endpoint,
        purpose: str,
        messages: Sequence[Message],
        schema: Mapping[str, Any] | None,
        share: float,
    ) -> Completion:
        seconds = self.deadline.remaining() * share
        if not seconds:
            raise ReplyUnusable(endpoint.model, "no time is left for a call")
        begun = time.monotonic()
        progress = _Progress(purpose, begun)
        try:
            completion = endpoint.complete(messages, seconds, schema, progress.update)
        except CallFailed as error:
            self._note(endpoint.model, purpose, begun, error)
            raise
        self._note(endpoint.model, purpose, begun, completion)
        return completion

    def _note(self, model: str, purpose: str, begun: float, came: Completion | CallFailed) -> None:
        answered = isinstance(came, Completion)
        tokens = (came.prompt_tokens, came.completion_tokens) if isinstance(came, Completion) else came.tokens
        self.attempts.append(
            Attempt(
                model=model,
                purpose=purpose,
                outcome=came.finish if isinstance(came, Completion) else came.reason,
                seconds=round(time.monotonic() - begun, 3),
                answered=answered,
                prompt_tokens=tokens[0],
                completion_tokens=tokens[1],
            )
        )


class _Progress:
    """Tells how far an answer has come: characters, and files begun. Its words never reach the log."""

    def __init__(self, purpose: str, now: float) -> None:
        self._purpose = purpose
        self._told = now
        self._length = 0
        self._files = 0
        self._tail = ""

    def update(self, piece: str) -> None:
        """Take the next piece of the answer."""
        self._length += len(piece)
        seen = (self._tail + piece).lower()
        self._files += seen.count("<file ")
        self._tail = seen[-5:]
        now = time.monotonic()
        if now - self._told >= TELL_EVERY:
            self._told = now
            logger.info("%s: %d characters, %d files begun", self._purpose, self._length, self._files)

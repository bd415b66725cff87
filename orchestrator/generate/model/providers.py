"""The chain of providers: each is tried with patience, then the next; every call is recorded."""

import json
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from orchestrator.generate.errors import (
    CallFailed,
    ModelFailed,
    Overloaded,
    PromptTooLong,
    ProviderUnavailable,
    ReplyUnusable,
    TemporaryFailure,
)
from orchestrator.generate.model.endpoint import Call, Endpoint
from orchestrator.generate.model.stream import Completion
from orchestrator.generate.prompt.budget import tokens
from orchestrator.generate.prompt.request import Message
from orchestrator.generate.reply.json_answer import json_object
from orchestrator.network.retry import retrying
from orchestrator.records import Attempt
from orchestrator.runtime.deadline import Deadline

logger = logging.getLogger(__name__)

ATTEMPTS = 4
"""Calls of one provider for one answer after faults; waiting for a busy one is bounded by the deadline."""

PATIENCE = 45.0
"""Seconds of pauses for a provider while another one could answer."""

LONGEST_PAUSE = 20.0
"""Seconds between two calls of a busy provider that names no time."""

SHARE = 0.6
"""Of the time that is left, what a call may take while another provider could answer."""

LOG_EVERY = 5.0
"""Seconds between two lines of progress."""

CUT_PROMPT = 0.35
"""Of a prompt's estimated tokens: a server that counted fewer has cut it."""

MIN_PROMPT = 3_000
"""Tokens of a prompt for which this is judged."""


@dataclass
class ProviderChain:
    """Providers in their order, with the record of every call. Usable from several threads at once."""

    endpoints: Sequence[Endpoint]
    deadline: Deadline
    first_pause: float = 1.0
    """Seconds before a provider is called again; doubled each time, unless it names a time."""
    sleep: Callable[[float], None] = time.sleep
    attempts: list[Attempt] = field(default_factory=list)
    closed: dict[Endpoint, str] = field(default_factory=dict)
    """Endpoints that are not asked again, each with its reason."""
    notes: dict[str, str] = field(default_factory=dict)
    """What README and summary must say about the calls, by model."""
    _unreadable: set[Endpoint] = field(default_factory=set)

    def complete(
        self,
        purpose: str,
        messages: Sequence[Message],
        schema: Mapping[str, Any] | None = None,
        temperature: float | None = None,
    ) -> tuple[Endpoint, Completion]:
        """The first usable answer, and the endpoint that gave it.

        Raises:
            PromptTooLong: the prompt fits none of the models that could be asked.
            ModelFailed: no provider answered.
        """
        call = Call(messages, schema, temperature)
        reasons: list[str] = []
        too_long: CallFailed | None = None
        open_ones = [endpoint for endpoint in self.endpoints if endpoint not in self.closed]
        for number, endpoint in enumerate(open_ones):
            others = number + 1 < len(open_ones)
            ask = partial(self._recorded, endpoint, purpose, call, SHARE if others else 1.0)
            try:
                return endpoint, self._patiently(ask, others)
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
        text = f"{prompt}\n\nAnswer with one JSON object and nothing else. Its schema:\n{json.dumps(schema)}"
        for _ in range(2):
            endpoint, completion = self.complete("compile", [{"role": "user", "content": text}], schema)
            answer = json_object(completion.text, schema.get("required", ()))
            if answer is not None:
                return answer
            logger.info("%s: its answer is not the JSON object that was asked for", endpoint.model)
        raise ModelFailed([f"{endpoint.model}: gave no such JSON object twice"])

    def close_unreadable(self, endpoint: Endpoint, reason: str) -> bool:
        """Ask an endpoint whose replies cannot be read no more; whether another one is left."""
        self.closed[endpoint] = reason
        self._unreadable.add(endpoint)
        return len(self.closed) < len(self.endpoints)

    def reopen(self) -> bool:
        """Ask the endpoints again whose replies could not be read; whether there are any."""
        for endpoint in self._unreadable:
            self.closed.pop(endpoint, None)
        found, self._unreadable = bool(self._unreadable), set()
        return found

    def _patiently(self, call: Callable[[], Completion], others: bool) -> Completion:
        """Repeat a call: while the provider is busy as long as there is time, after faults a few times."""
        patience = self.deadline.within(PATIENCE) if others else self.deadline
        retry = partial(retrying, deadline=patience, sleep=self.sleep, first=self.first_pause)

        def until_free() -> Completion:
            return retry(call, on=Overloaded, most=LONGEST_PAUSE, attempts=None)

        return retry(until_free, on=TemporaryFailure, attempts=ATTEMPTS)

    def _recorded(self, endpoint: Endpoint, purpose: str, call: Call, share: float) -> Completion:
        seconds = self.deadline.remaining() * share
        if not seconds:
            raise ReplyUnusable(endpoint.model, "no time is left for a call")
        begun = time.monotonic()
        progress = _Progress(purpose, begun)
        try:
            completion = endpoint.complete(call, seconds, progress.update)
        except CallFailed as error:
            self._record(endpoint.model, purpose, begun, error)
            raise
        self._record(endpoint.model, purpose, begun, completion)
        self._check_prompt(endpoint, call.messages, completion)
        return completion

    def _record(self, model: str, purpose: str, begun: float, result: Completion | CallFailed) -> None:
        if isinstance(result, Completion):
            outcome, used = result.finish, (result.prompt_tokens, result.completion_tokens)
        else:
            outcome, used = result.reason, result.tokens
        self.attempts.append(
            Attempt(
                model=model,
                purpose=purpose,
                outcome=outcome,
                seconds=round(time.monotonic() - begun, 3),
                answered=isinstance(result, Completion),
                prompt_tokens=used[0],
                completion_tokens=used[1],
            )
        )

    def _check_prompt(self, endpoint: Endpoint, messages: Sequence[Message], completion: Completion) -> None:
        """Note that a server has silently cut the prompt, which shows in the tokens that it counted."""
        expected = sum(
            tokens(message["content"]) for message in messages if isinstance(message["content"], str)
        )
        counted = completion.prompt_tokens
        if counted and expected > MIN_PROMPT and counted < CUT_PROMPT * expected:
            note = (
                f"{endpoint.model} read only {counted} of about {expected} tokens of the prompt, so the app "
                "may lack parts of the request; the server needs a larger context."
            )
            self.notes[endpoint.model] = note
            logger.warning("%s", note)


class _Progress:
    """Logs how far an answer has come: characters, and files begun. Its text never reaches the log."""

    def __init__(self, purpose: str, now: float) -> None:
        self._purpose = purpose
        self._logged = now
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
        if now - self._logged >= LOG_EVERY:
            self._logged = now
            logger.info("%s: %d characters, %d files begun", self._purpose, self._length, self._files)

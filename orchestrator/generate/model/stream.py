"""One answer, streamed or whole, put together; servers differ, so its shape is never taken for granted."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from orchestrator.generate.errors import DeclinedForSafety, TemporaryFailure, Tokens
from orchestrator.generate.reply.format import SENTINEL

WORTH_KEEPING = 2_000
"""Characters of a broken stream that are continued; with fewer the call is repeated."""

LOOP = 4_000
"""Characters at the end of an answer that repeat one passage at least four times: it would never end."""

LOOK_EVERY = 1_000
"""Characters after which a loop is looked for."""

_SAFETY = re.compile(
    r"filter|safety|recitation|prohibit|sensitive|block|spii|guardrail|refus|moderat|flagged"
)
_LENGTH = re.compile(r"length|max|limit|truncat|budget")
_BROKEN = re.compile(r"error|abort|cancel|fail|disconnect|timeout|malformed")

_PAGE_END = re.compile(r"</html>\s*```\s*\Z", re.IGNORECASE)

_REASONING = ("reasoning_content", "reasoning", "thinking", "reasoning_details")
_PARTS = ("text", "output_text", "answer", "content")
"""Types of the parts of a content that count, where a server gives a list of them."""


def finish_of(reason: str) -> str:
    """A server's word for why an answer ended as the protocol's: stop, length, content_filter or broken."""
    reason = reason.lower()
    for pattern, word in ((_SAFETY, "content_filter"), (_LENGTH, "length"), (_BROKEN, "broken")):
        if pattern.search(reason):
            return word
    return "stop"


class ReportedError(Exception):
    """An error object in the place of an answer, in a chunk of a stream or in a JSON document."""

    def __init__(self, body: Any) -> None:  # noqa: ANN401 - any JSON
        """Take the `error` as the server gave it."""
        super().__init__("an error in an answer with status 200")
        self.body = body


class WebPage(Exception):
    """A web page in the place of an answer."""


def chunks_in(body: Iterable[bytes]) -> Iterator[object]:
    """The JSON chunks of an answer: server-sent events, or one JSON document, told apart by their content.

    Events without data, comments and data that is no JSON object are skipped.

    Raises:
        ValueError: an object is broken.
        ReportedError: the server reports an error.
        WebPage: it is HTML.
    """
    document: list[str] | None = None
    for line in _lines(body):
        if document is None and line.startswith(("{", "[")):
            document = []
        if document is not None:
            document.append(line)
        elif line.startswith("data:"):
            data = line[5:].strip()
            if data.startswith("[DONE]"):
                return
            yield from _chunk(data)
        elif line.startswith("<"):
            raise WebPage
    if document is not None:
        yield from _chunk("\n".join(document))


def _lines(body: Iterable[bytes]) -> Iterator[str]:
    """The lines of a body, ended by line feeds alone; blank ones are left out."""
    rest = b""
    for piece in body:
        *lines, rest = (rest + piece).split(b"\n")
        yield from (line.decode("utf-8", "replace").strip() for line in lines if line.strip())
    if rest.strip():
        yield rest.decode("utf-8", "replace").strip()


def _chunk(text: str) -> Iterator[object]:
    if not text.startswith(("{", "[")):
        return
    chunk = json.loads(text, strict=False)
    for each in chunk if isinstance(chunk, list) else [chunk]:
        error = _error_in(each)
        if error:
            raise ReportedError(error)
        yield each


def _error_in(chunk: object) -> object:
    """The error that a chunk reports, in its `error` or in place of any choices."""
    if not isinstance(chunk, Mapping) or chunk.get("error"):
        return chunk.get("error") if isinstance(chunk, Mapping) else None
    told = any(isinstance(chunk.get(name), str) for name in ("message", "detail"))
    return chunk if told and "choices" not in chunk else None


@dataclass(frozen=True)
class Completion:
    """A whole answer: `finish` is stop, length, broken if the stream ended without a reason, or loop."""

    text: str
    finish: str
    prompt_tokens: int | None = None
    completion_tokens: int | None = None


class StreamReader:
    """Collects the chunks of one answer."""

    def __init__(self) -> None:
        self.length = 0
        self.finish = ""
        self._looked = 0
        self._pieces: list[str] = []
        self._reasoning: list[str] = []
        self._refusal = False
        self._tokens: Tokens = (None, None)

    def feed(self, chunk: object) -> str:
        """Take one chunk, or a whole completion, and return its text; what cannot be read is no text."""
        usage = _field(chunk, "usage")
        if usage:
            self._tokens = (_count(usage, "prompt_tokens"), _count(usage, "completion_tokens"))
        choices = _field(chunk, "choices")
        choice = choices[0] if isinstance(choices, list) and choices else None
        finish = _field(choice, "finish_reason")
        if isinstance(finish, str) and finish:
            self.finish = finish_of(finish)
        message = _field(choice, "delta") or _field(choice, "message")
        self._refusal = self._refusal or bool(_field(message, "refusal"))
        piece = _text(_field(message, "content")) or _text(_field(choice, "text"))
        self._pieces.append(piece)
        self._reasoning += [text for text in (_text(_field(message, name)) for name in _REASONING) if text][
            :1
        ]
        self.length += len(piece)
        return piece

    def loops(self) -> bool:
        """Whether the answer has come to repeat itself; its `finish` says so then."""
        if self.length - self._looked < LOOK_EVERY:
            return False
        self._looked = self.length
        found = is_loop("".join(self._pieces[-LOOP:]))
        self.finish = "loop" if found else self.finish
        return found

    def completion(self, model: str, late: bool = False) -> Completion:
        """The whole answer, once the stream has ended; `late` says that it was ended because time was over.

        Where a server puts the answer into its reasoning field, that is the answer.

        Raises:
            DeclinedForSafety: the provider's safety filter cut it, or the model declined.
            TemporaryFailure: it is empty, or ended early with too little to continue.
        """
        text = _sound("".join(self._pieces))
        reasoning = _sound("".join(self._reasoning))
        if not text.strip() and (
            SENTINEL in reasoning or _is_object(reasoning) or "</html>" in reasoning.lower()
        ):
            text = reasoning
        if self._refusal or self.finish == "content_filter":
            raise DeclinedForSafety(model, "declined the request for safety", tokens=self._tokens)
        if not self.finish and len(text) < WORTH_KEEPING and not is_whole(text):
            described = f"the stream ended after {len(text)} characters without a reason"
            raise TemporaryFailure(model, "no answer in time" if late else described, tokens=self._tokens)
        if not text.strip():
            hint = ", only reasoning" if reasoning else ""
            described = f"the answer was empty ({self.finish or 'broken'}{hint})"
            raise TemporaryFailure(model, described, tokens=self._tokens)
        return Completion(text, self.finish or "broken", *self._tokens)

    @property
    def worth_keeping(self) -> bool:
        """Whether what came is of use although the connection broke after it."""
        return self.length >= WORTH_KEEPING or bool(self.finish) or is_whole("".join(self._pieces))


def is_loop(text: str) -> bool:
    """Whether the last characters are one passage again and again."""
    end = text[-LOOP:]
    before = end.rfind(end[-LOOK_EVERY:], 0, len(end) - 1) if len(end) == LOOP else -1
    period = LOOP - LOOK_EVERY - before
    return before >= 0 and period <= LOOP // 4 and end[period:] == end[:-period]


def is_whole(text: str) -> bool:
    """Whether an answer shows by itself that it is whole: some servers never give a reason for its end."""
    return text.rstrip().endswith(SENTINEL) or bool(_PAGE_END.search(text[-40:])) or _is_object(text)


def _is_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except (ValueError, RecursionError):
        return False


def _sound(text: str) -> str:
    """Text without half characters; the halves of one may have come in two chunks."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _field(value: object, name: str) -> object:
    return value.get(name) if isinstance(value, Mapping) else None


def _count(usage: object, name: str) -> int | None:
    number = _field(usage, name)
    return number if isinstance(number, int) and number >= 0 else None


def _text(content: object) -> str:
    """Text as it is, or as a list of parts, of which those that are no thoughts count."""
    if isinstance(content, list):
        parts = (part for part in content if _field(part, "type") in {*_PARTS, None})
        return "".join(_text(_field(part, "text") or _field(part, "content")) for part in parts)
    return content if isinstance(content, str) else ""

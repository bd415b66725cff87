"""Judges checks by JavaScript: scripts of ours, and a sender's code, which is evaluated like `page.evaluate`.

The truth of a sender's value comes from the protocol.
"""

import asyncio
import contextlib
import re
import time
from typing import Any, NamedTuple

from orchestrator.verify.browser import BrowserError, Page
from orchestrator.verify.browser_process.protocol import Outcome
from orchestrator.verify.errors import PageUnresponsive
from orchestrator.verify.page.evaluate import POLL_SECONDS, ask, first_line, settle, still
from orchestrator.verify.page.page_log import PageLog
from orchestrator.verify.page.scripts import script
from orchestrator.verify.page.worlds import described, error_text, is_syntax_error, threw, truthy
from orchestrator.verify.plan.check_types import PageScript

RESPONSE_SECONDS = 2.0
"""How long a page may take to answer after a check."""
RULE_TRIES = 2
"""For a rule's script that changes the page: it waits by itself, and would soon judge its own changes."""
CONFIRM_SECONDS = 3.0
"""A check that is true must still be true when the page is at rest, or after this time."""

_FUNCTION = re.compile(r"\s*(?:async\s+)?function[\s(*]")
_SELECTORS = re.compile(
    r"(?:querySelector(?:All)?|closest|matches|\$\$?|(?P<by>getElementById|getElementsByClassName|getElementsByTagName))"
    r"\(\s*(?P<quote>[\"'`])(?P<text>(?:\\.|(?!(?P=quote)).){1,200})(?P=quote)"
)
_PREFIX = {"getElementById": "#", "getElementsByClassName": "."}
MAX_SELECTORS = 4


class Value(NamedTuple):
    """What an evaluation gave."""

    truthy: bool
    text: str
    final: bool = False
    """The code is no JavaScript: it will not get better."""


async def polled(page: Page, log: PageLog, check: PageScript) -> Outcome:
    """Evaluate a check until it is true and stays so, or its time is up.

    It is given up early when nothing can change the page any more.
    """
    sent = None if check.returns_finding else SentCode(page, log, check)
    deadline = time.monotonic() + check.seconds
    value, tries = Value(False, "never evaluated"), 0
    while (left := deadline - time.monotonic()) > 0 and not log.ended:
        tries += 1
        try:
            asked = sent.value(left) if sent else _rule_value(log, check, tries)
            value = await asyncio.wait_for(asked, left + CONFIRM_SECONDS + 1)
            if value.truthy or value.final or await ask(still(page, log, left), "its timers were read"):
                break
        except TimeoutError:
            value = Value(False, f"no value within {check.seconds:g} s")
            break
        except BrowserError as error:
            value = Value(False, first_line(error))
        await asyncio.sleep(POLL_SECONDS)
    text = log.ended or value.text
    if sent and not value.truthy and not log.ended:
        with contextlib.suppress(PageUnresponsive, BrowserError):
            shown = await ask(sent.evidence(), "evidence was read", RESPONSE_SECONDS)
            text = "; ".join(filter(None, (text, shown)))
    return Outcome(passed=value.truthy and not log.ended, seen=text, where=page.url)


async def _rule_value(log: PageLog, check: PageScript, tries: int) -> Value:
    """The value of a script of ours, which explains itself."""
    found = await log.worlds.call(f"async () => (\n{check.code}\n)")
    if not isinstance(found, dict):
        return Value(False, f"the rule's script returned {found!r}"[:300], final=True)
    final = check.own_page and tries >= RULE_TRIES
    return Value(found.get("passed") is True, str(found.get("seen", "")), final)


class SentCode:
    """One check's code in one page: an expression, statements, or a function; `await` may be used."""

    def __init__(self, page: Page, log: PageLog, check: PageScript) -> None:
        self._page, self._log, self._worlds, self._check = page, log, log.worlds, check
        self._acted = False

    async def value(self, left: float) -> Value:
        """Its value, for which `left` seconds are left; true only if it is so twice, and also unforged.

        Code that clicks does so in the first evaluation, later ones only look: else it could be true because
        it clicked more often than the sender's own evaluator would.
        """
        value = await (self._counted() if self._check.own_page else self._evaluated())
        if value.truthy and not self._check.own_page:
            await settle(self._page, self._log, min(CONFIRM_SECONDS, left), due=CONFIRM_SECONDS)
            value = await self._evaluated()
        problem = await self._forged() if value.truthy else ""
        return Value(False, problem) if problem else value

    async def evidence(self) -> str:
        """What the page shows where the code's selectors point."""
        return "; ".join(map(str, await self._worlds.call(script("evidence"), selectors(self._check.code))))

    async def _counted(self) -> Value:
        before = await self._worlds.main_value(f"__verifier.count(true, {str(self._acted).lower()})")
        try:
            return await self._evaluated()
        finally:
            self._acted |= await self._worlds.main_value("__verifier.count(false, false)") != before

    async def _forged(self) -> str:
        """Why a true value is not to be believed: the page replaced built-in functions that the code names.

        Empty if it replaced none, or if the code is true with the browser's own as well.
        """
        replaced = await self._worlds.main_value("__verifier.replaced()")
        words = {"*", *re.findall(r"\w+", self._check.code)}
        names = [str(name) for name in replaced or () if name in words]
        value = await self._evaluated(isolated=True) if names else Value(True, "")
        return "" if value.truthy else f"{value.text}: true only with the page's own {', '.join(names[:3])}"

    async def _evaluated(self, *, isolated: bool = False) -> Value:
        """The code's value. An empty list or object is not true: nothing was found."""
        answer: dict[str, Any] = {}
        for expression, repl in _forms(self._check.code):
            answer = await self._worlds.evaluate(expression, repl=repl, isolated=isolated)
            if not is_syntax_error(answer):
                break
        if not threw(answer) and answer["result"]["type"] == "function":
            answer = await self._called(answer["result"]["objectId"])
        if not threw(answer):
            return Value(truthy(answer["result"]), described(answer["result"]))
        if not is_syntax_error(answer):
            return Value(False, error_text(answer))
        line, column = (answer["exceptionDetails"][key] + 1 for key in ("lineNumber", "columnNumber"))
        return Value(False, f"{error_text(answer)} (line {line}, column {column} of the check)", final=True)

    async def _called(self, function: str) -> dict[str, Any]:
        given = [{"objectId": function}]
        asked = {"functionDeclaration": "(f) => f()", "objectId": function, "arguments": given}
        return await self._worlds.send(
            "Runtime.callFunctionOn", {**asked, "awaitPromise": True, "generatePreview": True}
        )


def selectors(code: str) -> list[str]:
    """The first selectors that the code names as plain strings."""
    found = [f"{_PREFIX.get(m['by'] or '', '')}{m['text']}" for m in _SELECTORS.finditer(code)]
    plain = (re.sub(r"\\(.)", r"\1", each) for each in dict.fromkeys(found) if "${" not in each)
    return list(plain)[:MAX_SELECTORS]


def _forms(code: str) -> list[tuple[str, bool]]:
    """The ways to read the code, the first that is JavaScript counts; and whether `await` may stand outside.

    The last is the code itself, for its error's line and column.
    """
    block, function = f"{{\n{code}\n}}", f"(async () => {{\n{code}\n}})()"
    first = [(f"({code}\n)", False)] if _FUNCTION.match(code) else []
    return [*first, (block, False), (block, True), (function, False), (code, False)]

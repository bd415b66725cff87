"""Evaluates JavaScript in a page through the DevTools protocol, out of reach of the page's own scripts.

Our scripts run in an isolated world: they see the page's elements, and none of the functions that the page
replaced. A sender's code needs the page's variables, so it runs in the main world; what its value means is
read from the protocol's answer. https://chromedevtools.github.io/devtools-protocol/tot/Runtime/
"""

import asyncio
import json
import re
from typing import Any

from orchestrator.verify.browser import BrowserError, CDPSession, Page

_NAME = "verifier"
_SIZE = re.compile(r"\w+\((\d+)\)")
_FALSY = frozenset({"NaN", "-0", "0n", "-0n"})


class Worlds:
    """The main world and the isolated world of one page's main frame."""

    def __init__(self, page: Page) -> None:
        """Evaluate in `page`."""
        self._page = page
        self._session: CDPSession | None = None
        self._opening = asyncio.Lock()
        self._world = 0

    async def call(self, function: str, *arguments: object) -> Any:  # noqa: ANN401 - any JSON value
        """What `function`, JavaScript of ours, returns in the isolated world.

        Raises:
            BrowserError: it threw, or the page went elsewhere.
        """
        given = [{"value": argument} for argument in arguments]
        asked = {"functionDeclaration": function, "arguments": given, "returnByValue": True}
        answer = await self._isolated(
            "Runtime.callFunctionOn", {**asked, "awaitPromise": True}, "executionContextId"
        )
        return _value(answer)

    async def load_library(self, source: str) -> None:
        """Evaluate a library in the isolated world."""
        _value(await self._isolated("Runtime.evaluate", {"expression": f"{source};0"}))

    async def evaluate(self, expression: str, *, repl: bool, isolated: bool) -> dict[str, Any]:
        """The protocol's answer to an expression: `result`, and `exceptionDetails` if it threw."""
        asked = {"expression": expression, "awaitPromise": True, "generatePreview": True, "replMode": repl}
        return await (self._isolated if isolated else self.send)("Runtime.evaluate", asked)

    async def main_value(self, expression: str) -> Any:  # noqa: ANN401 - any JSON value
        """The value of an expression of ours in the main world, where the page may deceive it."""
        asked = {"expression": expression, "returnByValue": True, "awaitPromise": True}
        return _value(await self.send("Runtime.evaluate", asked))

    async def send(self, method: str, asked: dict[str, Any]) -> dict[str, Any]:
        """One command of the protocol."""
        async with self._opening:  # object ids are those of one session, so there must never be two
            if self._session is None:
                self._session = await self._page.context.new_cdp_session(self._page)
        answer: dict[str, Any] = await self._session.send(method, asked)
        return answer

    async def _isolated(self, method: str, asked: dict[str, Any], world: str = "contextId") -> dict[str, Any]:
        """One command about the isolated world, which is made anew for a document that has none yet."""
        if self._world:
            try:
                return await self.send(method, {**asked, world: self._world})
            except BrowserError as error:
                if "Cannot find context" not in error.message:  # of a document that was left
                    raise
        tree = await self.send("Page.getFrameTree", {})
        frame = tree["frameTree"]["frame"]["id"]
        made = await self.send("Page.createIsolatedWorld", {"frameId": frame, "worldName": _NAME})
        self._world = int(made["executionContextId"])
        return await self.send(method, {**asked, world: self._world})


def _value(answer: dict[str, Any]) -> Any:  # noqa: ANN401 - any JSON value
    if threw(answer):
        raise BrowserError(error_text(answer))
    return answer["result"].get("value")


def error_text(answer: dict[str, Any]) -> str:
    """The first line of what was thrown."""
    thrown = answer["exceptionDetails"].get("exception", {})
    text = thrown.get("description") or thrown.get("value") or "an error without a message"
    return str(text).splitlines()[0] if str(text) else "an empty error"


def threw(answer: dict[str, Any]) -> bool:
    """Whether an evaluation ended by an exception."""
    return "exceptionDetails" in answer


def is_syntax_error(answer: dict[str, Any]) -> bool:
    """Whether nothing ran: an error that the code itself throws has a stack."""
    details = answer.get("exceptionDetails", {})
    return details.get("exception", {}).get("className") == "SyntaxError" and "stackTrace" not in details


def truthy(result: dict[str, Any]) -> bool:
    """Whether a value is true for JavaScript and, if it is a list or object, not empty."""
    kind, subtype = result["type"], result.get("subtype")
    if kind == "undefined" or subtype == "null" or result.get("unserializableValue") in _FALSY:
        return False
    if "value" in result:
        return bool(result["value"])
    if subtype in {"array", "map", "set", "typedarray"}:
        size = _SIZE.fullmatch(result.get("description", ""))
        return size is None or int(size[1]) > 0
    plain = kind == "object" and subtype is None and result.get("className") == "Object"
    return not plain or bool(result.get("preview", {}).get("properties"))


def described(result: dict[str, Any]) -> str:
    """A value as a text for people."""
    if result["type"] == "string":
        return json.dumps(result["value"][:300], ensure_ascii=False)
    if result["type"] == "boolean":
        return str(result["value"]).lower()
    text = str(result.get("description", result.get("value", result["type"])))
    properties = result.get("preview", {}).get("properties", ()) if result.get("subtype") != "node" else ()
    if result.get("subtype") == "null":
        return "null"
    inside = ", ".join(f"{each['name']}: {each.get('value', '…')}" for each in properties)
    return f"{text} {{{inside}}}" if inside else text

"""Evaluates a sender's JavaScript like `page.evaluate`; the truth of its value comes from the protocol."""

import json
import re
from typing import Any, NamedTuple

from orchestrator.verify.page.scripts import script
from orchestrator.verify.page.worlds import Worlds, error_text

_FUNCTION = re.compile(r"\s*(?:async\s+)?function[\s(*]")
_SELECTORS = re.compile(
    r"(?:querySelector(?:All)?|closest|matches|\$\$?|(?P<by>getElementById|getElementsByClassName|getElementsByTagName))"
    r"\(\s*(?P<quote>[\"'`])(?P<text>(?:\\.|(?!(?P=quote)).){1,200})(?P=quote)"
)
_PREFIX = {"getElementById": "#", "getElementsByClassName": "."}
_SIZE = re.compile(r"\w+\((\d+)\)")
MAX_SELECTORS = 4
_FALSY = frozenset({"NaN", "-0", "0n", "-0n"})


class Value(NamedTuple):
    """What an evaluation gave."""

    truthy: bool
    text: str
    final: bool = False
    """The code is no JavaScript: it will not get better."""


class JsCheck:
    """One check's code in one page."""

    def __init__(self, worlds: Worlds, code: str) -> None:
        """`code` is an expression, statements, or a function; `await` and `return` may be used."""
        self._worlds, self._code = worlds, code

    async def value(self, *, isolated: bool = False) -> Value:
        """The code's value. An empty list or object is not true: nothing was found."""
        answer: dict[str, Any] = {}
        for expression, repl in _forms(self._code):
            answer = await self._worlds.evaluate(expression, repl=repl, isolated=isolated)
            if not _is_syntax_error(answer):
                break
        if not _threw(answer) and answer["result"]["type"] == "function":
            answer = await self._called(answer["result"]["objectId"])
        if not _threw(answer):
            return Value(_truthy(answer["result"]), _described(answer["result"]))
        if not _is_syntax_error(answer):
            return Value(False, error_text(answer))
        line, column = (answer["exceptionDetails"][key] + 1 for key in ("lineNumber", "columnNumber"))
        return Value(False, f"{error_text(answer)} (line {line}, column {column} of the check)", final=True)

    async def forged(self) -> str:
        """Why a true value is not to be believed: the page replaced built-in functions that the code names.

        Empty if it replaced none, or if the code is true with the browser's own as well.
        """
        replaced = await self._worlds.main_value("__verifier.replaced()")
        words = {"*", *re.findall(r"\w+", self._code)}
        names = [str(name) for name in replaced or () if name in words]
        if not names:
            return ""
        value = await self.value(isolated=True)
        return "" if value.truthy else f"{value.text}: true only with the page's own {', '.join(names[:3])}"

    async def evidence(self) -> str:
        """What the page shows where the code's selectors point."""
        return "; ".join(map(str, await self._worlds.call(script("evidence"), self.selectors())))

    def selectors(self) -> list[str]:
        """The first selectors that the code names as plain strings."""
        found = [f"{_PREFIX.get(m['by'] or '', '')}{m['text']}" for m in _SELECTORS.finditer(self._code)]
        plain = (re.sub(r"\\(.)", r"\1", each) for each in dict.fromkeys(found) if "${" not in each)
        return list(plain)[:MAX_SELECTORS]

    async def _called(self, function: str) -> dict[str, Any]:
        given = [{"objectId": function}]
        asked = {"functionDeclaration": "(f) => f()", "objectId": function, "arguments": given}
        return await self._worlds.send(
            "Runtime.callFunctionOn", {**asked, "awaitPromise": True, "generatePreview": True}
        )


def _forms(code: str) -> list[tuple[str, bool]]:
    """The ways to read the code, the first that is JavaScript counts; and whether `await` may stand outside.

    The last is the code itself, for its error's line and column.
    """
    block, function = f"{{\n{code}\n}}", f"(async () => {{\n{code}\n}})()"
    first = [(f"({code}\n)", False)] if _FUNCTION.match(code) else []
    return [*first, (block, False), (block, True), (function, False), (code, False)]


def _threw(answer: dict[str, Any]) -> bool:
    return "exceptionDetails" in answer


def _is_syntax_error(answer: dict[str, Any]) -> bool:
    """Whether nothing ran: an error that the code itself throws has a stack."""
    details = answer.get("exceptionDetails", {})
    return details.get("exception", {}).get("className") == "SyntaxError" and "stackTrace" not in details


def _truthy(result: dict[str, Any]) -> bool:
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


def _described(result: dict[str, Any]) -> str:
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

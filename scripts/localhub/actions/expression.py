"""The part of GitHub's expressions that a `run-name` needs: paths, strings, `||`, `&&`, `==`, `format`."""

import re
from collections.abc import Mapping
from typing import Any

_TOKEN = re.compile(r"\s*(?:('(?:[^']|'')*')|(\|\||&&|==|!=|[!(),])|(\d+(?:\.\d+)?)|([\w.*\-]+))")
_HOLE = re.compile(r"\$\{\{(.*?)\}\}", re.DOTALL)


def render(text: str, context: Mapping[str, Any]) -> str:
    """Replace each `${{ … }}` in `text` by its value in `context`."""
    return _HOLE.sub(lambda hole: show(_Reader(hole[1], context).value()), text)


def show(value: object) -> str:
    """A value as GitHub prints it."""
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


class _Reader:
    """Reads one expression from left to right and values it at once."""

    def __init__(self, text: str, context: Mapping[str, Any]) -> None:
        self.tokens = [match for match in _TOKEN.finditer(text) if match[0].strip()]
        self.context = context

    def value(self) -> object:
        left = self._both()
        while self._take("||"):
            right = self._both()
            left = left or right
        return left

    def _both(self) -> object:
        left = self._equal()
        while self._take("&&"):
            right = self._equal()
            left = left and right
        return left

    def _equal(self) -> object:
        left = self._single()
        for operator, wanted in (("==", True), ("!=", False)):
            if self._take(operator):
                return (show(left).lower() == show(self._single()).lower()) is wanted
        return left

    def _single(self) -> object:
        if self._take("!"):
            return not self._single()
        if self._take("("):
            inner = self.value()
            self._take(")")
            return inner
        if not self.tokens:
            return None
        token = self.tokens.pop(0)
        if token[1]:
            return token[1][1:-1].replace("''", "'")
        if token[3]:
            return float(token[3]) if "." in token[3] else int(token[3])
        name = token[4] or ""
        return self._call(name) if self._take("(") else self._path(name)

    def _call(self, name: str) -> object:
        arguments = []
        while self.tokens and not self._take(")"):
            arguments.append(self.value())
            self._take(",")
        if name != "format" or not arguments:
            return None
        pieces = [show(argument) for argument in arguments[1:]]
        return re.sub(r"\{(\d+)\}", lambda hole: pieces[int(hole[1])], show(arguments[0]))

    def _path(self, name: str) -> object:
        if name in {"true", "false", "null"}:
            return {"true": True, "false": False}.get(name)
        value: object = self.context
        for part in name.split("."):
            value = value.get(part) if isinstance(value, Mapping) else None
        return value

    def _take(self, symbol: str) -> bool:
        if self.tokens and self.tokens[0][2] == symbol:
            self.tokens.pop(0)
            return True
        return False

"""GitHub's expressions in `run-name`, concurrency groups and conditions, evaluated as Jinja expressions.

Strangers write them, so nothing is evaluated that could take long: no arithmetic, no filter, no method.
"""

import re
from collections.abc import Mapping
from typing import Any

from jinja2 import ChainableUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment

_HOLE = re.compile(r"\$\{\{(.*?)\}\}", re.DOTALL)
_PART = re.compile(r"'((?:[^']|'')*)'|(\|\|)|(&&)|(!(?!=))|\.([A-Za-z_][\w-]*)")
_FORBIDDEN = re.compile(r"[*/%+~{}\"|]|\]\s*\(")


class Missing(ChainableUndefined):
    """A value that is not there: equal to empty values, as on GitHub."""

    def __eq__(self, other: object) -> bool:
        return not other

    def __hash__(self) -> int:
        return 0


_JINJA = SandboxedEnvironment(undefined=Missing)
_JINJA.globals.clear()


def render(text: str, context: Mapping[str, Any]) -> str:
    """Replace each `${{ … }}` in `text` by its value in `context`."""
    return _HOLE.sub(lambda hole: _show(evaluate(hole[1], context)), text)


def evaluate(expression: str, context: Mapping[str, Any]) -> object:
    """The value of one expression without its braces; None for one that is not understood."""
    literals: dict[str, str] = {}

    def translate(part: re.Match[str]) -> str:
        text, either, both, negation, name = part.groups()
        if text is not None:
            literals[f"_{len(literals)}"] = text.replace("''", "'")
            return f"_{len(literals) - 1}"
        if name:
            return f"['{name}']"
        return " or " if either else " and " if both else " not " if negation else ""

    translated = _PART.sub(translate, expression.strip())
    if _FORBIDDEN.search(translated):
        return None
    try:
        return _JINJA.compile_expression(translated)(**context, **literals, **_FUNCTIONS)
    except (TemplateError, TypeError, ValueError, IndexError, RecursionError):
        return None


def _show(value: object) -> str:
    """A value as GitHub prints it."""
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _format(template: object, *values: object) -> str:
    return re.sub(r"\{(\d+)\}", lambda hole: _show(values[int(hole[1])]), _show(template))


_FUNCTIONS = {
    "format": _format,
    **dict.fromkeys(("always", "success"), lambda: True),
    **dict.fromkeys(("failure", "cancelled"), lambda: False),
}
"""The status functions have the values of a run that begins."""

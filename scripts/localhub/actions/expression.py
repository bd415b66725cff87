"""GitHub's expressions in `run-name`, concurrency groups and job outputs, evaluated as Jinja expressions."""

import re
from collections.abc import Mapping
from typing import Any

from jinja2 import ChainableUndefined
from jinja2.sandbox import SandboxedEnvironment

_HOLE = re.compile(r"\$\{\{(.*?)\}\}", re.DOTALL)
_PART = re.compile(r"'((?:[^']|'')*)'|(\|\|)|(&&)|(!(?!=))|\.([A-Za-z_][\w-]*)")


class Missing(ChainableUndefined):
    """A value that is not there: equal to empty values, as on GitHub."""

    def __eq__(self, other: object) -> bool:
        return not other

    def __hash__(self) -> int:
        return 0


_JINJA = SandboxedEnvironment(undefined=Missing)


def render(text: str, context: Mapping[str, Any]) -> str:
    """Replace each `${{ … }}` in `text` by its value in `context`."""
    return _HOLE.sub(lambda hole: _show(evaluate(hole[1], context)), text)


def evaluate(expression: str, context: Mapping[str, Any]) -> object:
    """The value of one expression without its braces."""
    compiled = _JINJA.compile_expression(_PART.sub(_translate, expression.strip()), undefined_to_none=True)
    return compiled(**context, format=_format)


def _translate(part: re.Match[str]) -> str:
    text, either, both, negation, name = part.groups()
    if text is not None:
        return repr(text.replace("''", "'"))
    if name:
        return f"[{name!r}]"
    return " or " if either else " and " if both else " not " if negation else ""


def _show(value: object) -> str:
    """A value as GitHub prints it."""
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _format(template: object, *values: object) -> str:
    return re.sub(r"\{(\d+)\}", lambda hole: _show(values[int(hole[1])]), _show(template))

"""The JavaScript that is evaluated in pages, kept in `js/` as files of its own."""

from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "js"


@cache
def script(name: str) -> str:
    """The text of `js/NAME.js`: one function."""
    return (FOLDER / f"{name}.js").read_text("utf-8")


def call(name: str, argument: str = "") -> str:
    """An expression that calls the function of `js/NAME.js`; `argument` is JavaScript, such as JSON.

    The function may call `ownCode()`, which is `js/rules/own_code.js`.
    """
    return f"((ownCode) => (\n{script(name)})({argument}))(\n{script('rules/own_code')})"

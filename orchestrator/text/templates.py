"""Rendering the files under `templates/`: text from outside is data for a template, never a template."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"


def render(name: str, data: Mapping[str, object]) -> str:
    """Render `templates/NAME`, which ends in `.jinja`; an undefined variable is an error."""
    return _environment().get_template(name).render(data)


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701 - prompts and Markdown; what goes into HTML is escaped by its template
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )

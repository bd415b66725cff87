"""The parts of pages, one module for each task family; each finds itself in a request, or is None."""

from collections.abc import Callable, Mapping

from orchestrator.generate.offline.part import Part
from orchestrator.generate.offline.parts import content, document, github, image, table
from orchestrator.generate.offline.request import Request

Files = Mapping[str, bytes]

FINDERS: tuple[Callable[[Request, Files, frozenset[str]], Part | None], ...] = (
    github.find,
    image.find,
    document.find,
    table.find,
    content.find_sections,
    content.find_contact,
    content.find_theme,
    content.find_motion,
)
"""Each takes the request, the files at hand and the ids that earlier parts fill."""

"""Measurements in a file of JSON lines: a run that was stopped goes on where it was."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

Variant = Literal["plain call", "first version", "result"]
VARIANTS: tuple[Variant, ...] = ("plain call", "first version", "result")


class Measured(BaseModel):
    """One version of one round's app."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    run: int
    half: str
    task: str
    round: int
    variant: Variant
    passed: tuple[bool, ...]
    """Per check, those of earlier rounds first."""
    site: bool
    """Whether there is a page at all."""
    calls: int
    prompt_tokens: int
    completion_tokens: int
    seconds: float


def read(file: Path) -> Iterator[Measured]:
    """What was measured so far; a last line that was cut off is left out."""
    for line in file.read_text("utf-8").splitlines() if file.exists() else ():
        try:
            yield Measured.model_validate(json.loads(line))
        except json.JSONDecodeError:
            return


def add(file: Path, rows: list[Measured]) -> None:
    """Append the rows of one whole app at once."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a", encoding="utf-8") as out:
        out.write("".join(f"{row.model_dump_json()}\n" for row in rows))

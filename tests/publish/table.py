"""The fault table: each test leaves a row, and the last of the workers makes the whole table of them."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.publish.kit import World

ROWS = Path(__file__).resolve().parents[2] / ".cache" / "fault-table"
HEADS = ("request", "fault", "outcome", "REST calls", "callbacks", "waited")


def write_row(world: World, number: str, request: str, fault: str, outcome: str, since: int) -> None:
    """Leave a row; `number` orders them, `since` is the length of the stand-in's log before."""
    cells = (request, fault, outcome, str(world.hub.calls(since).total), str(len(world.evaluator.callbacks)))
    ROWS.mkdir(parents=True, exist_ok=True)
    waited = f"{sum(world.clock.slept):.1f} s"
    (ROWS / f"{number}.json").write_text(json.dumps([*cells, waited]), "utf-8")


@pytest.fixture(scope="module", autouse=True)
def assembled() -> Iterator[None]:
    """Make `.cache/fault-table.md` of all rows that are there once a module is through."""
    yield
    rows = [json.loads(path.read_text("utf-8")) for path in sorted(ROWS.glob("*.json"))]
    lines = [HEADS, ["---"] * len(HEADS), *rows]
    ROWS.with_suffix(".md").write_text("".join(f"| {' | '.join(line)} |\n" for line in lines), "utf-8")

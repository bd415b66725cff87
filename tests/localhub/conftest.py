"""A hub for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.localhub import Hub
from tests.localhub.kit import Kit


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    """A hub without a control repository."""
    with Hub(tmp_path / "store") as hub:
        hub.state.run_workflows = True
        yield hub


@pytest.fixture
def kit(hub: Hub, tmp_path: Path) -> Kit:
    """The hub with things that talk to it."""
    return Kit(hub, tmp_path)


@pytest.fixture
def app(kit: Kit) -> Kit:
    """The same with an empty repository `owner/app`."""
    kit.hub.create_repository("owner/app")
    return kit

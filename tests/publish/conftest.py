"""One stand-in for all publishing tests of a worker; each test names its own repository."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.publish import kit


@pytest.fixture(scope="session")
def _standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[kit.World]:
    with kit.world(tmp_path_factory.mktemp("world")) as standing:
        yield standing


@pytest.fixture
def world(_standing: kit.World, tmp_path: Path) -> Iterator[kit.World]:
    """The stand-in without faults, with a clock and a folder of this test's own."""
    _standing.clock, _standing.folder, _standing.patience = kit.Clock(), tmp_path, 5.0
    _standing.token, _standing.owner = "", kit.OWNER
    _standing.evaluator.callbacks.clear()
    _standing.evaluator.faults.clear()
    yield _standing
    _standing.hub.faults.clear()
    _standing.hub.world.pages_outcomes.clear()
    _standing.hub.limits.per_hour = 10**6

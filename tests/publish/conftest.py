"""One stand-in for all publishing tests of a worker; each test names its own repository."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from orchestrator.publish import liveness
from tests.publish import kit


@pytest.fixture(scope="session")
def _standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[kit.World]:
    with kit.world(tmp_path_factory.mktemp("world")) as standing:
        yield standing


@pytest.fixture
def world(_standing: kit.World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[kit.World]:
    """The stand-in without faults, with a clock and a folder of this test's own."""
    monkeypatch.setattr(liveness, "GROWTH", 3.0)  # each read takes real time, the pauses do not
    monkeypatch.setattr(liveness, "MAX_PAUSE", 12.0)
    _standing.clock, _standing.folder, _standing.patience = kit.Clock(), tmp_path, 5.0
    _standing.token, _standing.owner = "", kit.OWNER
    _standing.evaluator.callbacks.clear()
    _standing.evaluator.faults.clear()
    yield _standing
    _standing.hub.faults.clear()
    _standing.hub.state.pages_outcomes.clear()
    _standing.hub.limits.per_hour = 10**6


@pytest.fixture(scope="session")
def _acting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[kit.World]:
    with kit.world(tmp_path_factory.mktemp("acting"), instant=False) as acting:
        yield acting


@pytest.fixture
def acting(_acting: kit.World, tmp_path: Path) -> kit.World:
    """A world in which pushes are worked through by act, with a clock twenty times as fast."""
    _acting.clock, _acting.folder = kit.Clock(really=0.05), tmp_path
    _acting.evaluator.callbacks.clear()
    return _acting

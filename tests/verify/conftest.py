"""One browser for all tests of a worker."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from orchestrator.verify.browser_process.chromium import find_chromium
from orchestrator.verify.verifier import Verifier

MIRROR = Path(__file__).resolve().parents[2] / ".cache/npm/node_modules"


@pytest.fixture(scope="session")
def browser_there() -> None:
    """Skips the test where there is no browser."""
    if find_chromium(os.environ) is None:
        pytest.skip("no Chromium on this machine")


@pytest.fixture(scope="session")
def verifier(browser_there: None) -> Iterator[Verifier]:
    """A verifier without network whose libraries come from npm packages."""
    assert browser_there is None
    with Verifier(mirror=str(MIRROR), online=False) as shared:
        yield shared


@pytest.fixture(scope="session")
def blind() -> Iterator[Verifier]:
    """A verifier that finds no browser."""
    with Verifier(env={}) as shared:
        yield shared

"""One browser for all tests of a worker."""

import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from orchestrator.records import Verdict
from orchestrator.records.site import Site
from orchestrator.verify.browser_process.chromium import find_chromium
from orchestrator.verify.plan.check_types import Plan, PlannedCheck
from orchestrator.verify.verifier import Verifier

MIRROR = Path(__file__).resolve().parents[2] / ".cache/npm/node_modules"
Look = Callable[..., Verdict]


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


@pytest.fixture
def look(verifier: Verifier) -> Look:
    """The verdict on a page, or on the files of a site, of which only these checks are asked."""

    def verdict(files: str | Mapping[str, str | bytes], *checks: PlannedCheck) -> Verdict:
        named = {"index.html": files} if isinstance(files, str) else files
        site = {name: data.encode() if isinstance(data, str) else data for name, data in named.items()}
        return verifier.verify(Site(site), Plan(checks))

    return verdict


@pytest.fixture(scope="session")
def blind() -> Iterator[Verifier]:
    """A verifier that finds no browser."""
    with Verifier(env={}) as shared:
        yield shared

"""What every test shares: no address but loopback, and the requests that real evaluators send."""

import ipaddress
import json
import logging
import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings

from orchestrator.verify.browser_process.chromium import find_chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).resolve().parent.parent
REAL_REQUESTS = ROOT.parent / "shared" / "data" / "requests"

# a busy machine is no fault of the code
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")


class OutsideAddressUsed(AssertionError):
    """A test tried to reach something else than this machine."""


@pytest.fixture(autouse=True)
def _loopback_only(monkeypatch: pytest.MonkeyPatch) -> None:
    connect = socket.socket.connect

    def guarded(sock: socket.socket, address: Any) -> None:  # noqa: ANN401 - any socket address
        if sock.family in {socket.AF_INET, socket.AF_INET6} and not _is_loopback(address[0]):
            raise OutsideAddressUsed(address)
        connect(sock, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@pytest.fixture(autouse=True)
def _no_inherited_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """A developer's own keys and the CI's runner variables must not steer a test."""
    prefixes = ("OPENAI_", "FALLBACK_", "GITHUB_", "TARGET_", "ALLOW_PRIVATE_URLS", "ON_MODEL_FAILURE")
    for name in [name for name in os.environ if name.startswith(prefixes)]:
        monkeypatch.delenv(name)


@pytest.fixture(autouse=True)
def _no_handlers_left_behind() -> Iterator[None]:
    """A command that a test calls sets up logging to a stderr that is gone with the test."""
    root = logging.getLogger()
    before = list(root.handlers)
    yield
    for handler in [handler for handler in root.handlers if handler not in before]:
        root.removeHandler(handler)


@pytest.fixture
def request_fields() -> dict[str, Any]:
    """A complete request in the official form; change what the test is about."""
    return {
        "email": "ada@example.com",
        "secret": "not for the orchestrator",
        "task": "tide-table-7f3",
        "round": 1,
        "nonce": "nonce-1",
        "brief": "Show the tides from tides.csv in a table.",
        "checks": [{"js": "!!document.querySelector('table')"}, "README explains usage"],
        "evaluation_url": "https://evaluator.example/notify",
        "attachments": [{"name": "tides.csv", "url": "data:text/csv;base64,aGlnaCxsb3cK"}],
    }


@pytest.fixture
def real_request() -> Callable[[str], dict[str, Any]]:
    """Reads one of the recorded requests; skips the test where they are not at hand."""

    def read(name: str) -> dict[str, Any]:
        path = REAL_REQUESTS / f"{name}.json"
        if not path.is_file():
            pytest.skip("the recorded requests are not in this clone")
        fields: dict[str, Any] = json.loads(path.read_text("utf-8"))
        return fields

    return read


@pytest.fixture(scope="session")
def chromium() -> "Iterator[Browser]":
    """One browser for all tests of a worker: a thread can hold only one synchronous Playwright."""
    from playwright.sync_api import sync_playwright

    found = find_chromium(os.environ)
    if found is None:
        pytest.fail("no Chromium was found; scripts/setup sees to one")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            channel=found.channel,
            executable_path=found.executable,
            args=["--no-sandbox", "--disable-background-networking"],
        )
        yield browser
        browser.close()

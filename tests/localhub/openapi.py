"""GitHub's description of its REST API, and the endpoints of the stand-in."""

from functools import cache
from pathlib import Path

import pytest
from fastapi.routing import APIRoute

from scripts.localhub import Hub
from scripts.localhub.app import ROUTERS
from tests.localhub.contract import Description, Report, endpoint_form

SOURCE = (
    Path(__file__).resolve().parents[2]
    / ".cache/npm/node_modules/@octokit/openapi/generated/api.github.com.json"
)

ENDPOINTS = {
    endpoint_form(f"{method} {route.path}")
    for router in ROUTERS
    for route in router.routes
    if isinstance(route, APIRoute)
    for method in route.methods or ()
}


@cache
def description() -> Description:
    """Read once; skips the test where the npm package is not installed."""
    if not SOURCE.is_file():
        pytest.skip("@octokit/openapi is not installed under .cache/npm")
    return Description(SOURCE)


def recorded(hub: Hub) -> Report:
    """The comparison of everything that was recorded with the description."""
    return Report(description(), hub.log())

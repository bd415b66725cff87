"""GitHub's description, cut to what the stand-in has."""

from pathlib import Path

import pytest
from fastapi.routing import APIRoute

from scripts.localhub.description import Description, load
from scripts.localhub.rest import ROUTERS

CACHE = Path(__file__).resolve().parents[2] / ".cache"
SOURCE = CACHE / "npm/node_modules/@octokit/openapi/generated/api.github.com.json"

ENDPOINTS = {
    f"{method} {route.path.replace(':path}', '}')}"
    for router in ROUTERS
    for route in router.routes
    if isinstance(route, APIRoute)
    for method in route.methods or ()
}


def description() -> Description:
    """The cut; skips the test where the npm package is not installed."""
    if not SOURCE.is_file():
        pytest.skip("@octokit/openapi is not installed under .cache/npm")
    return load(SOURCE, ENDPOINTS, CACHE / "localhub")

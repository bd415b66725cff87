"""The subset of GitHub's REST API that the project calls, one module per area."""

from fastapi import APIRouter

from scripts.localhub.rest import (
    actions,
    apps,
    commits,
    dispatches,
    pages,
    repositories,
    users,
)

ROUTERS: tuple[APIRouter, ...] = (
    users.router,
    repositories.router,
    commits.router,
    pages.router,
    dispatches.router,
    actions.router,
    apps.router,
)

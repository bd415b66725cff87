"""The subset of GitHub's REST API that the project calls, one module per area."""

from scripts.localhub.rest import actions, check_runs, commits, dispatches, pages, repositories, settings

ROUTERS = tuple(
    area.router for area in (repositories, commits, pages, dispatches, settings, actions, check_runs)
)

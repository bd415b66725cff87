"""What was really seen of GitHub, and when; what was not seen is `unknown`, never assumed."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Literal

from relay import __version__
from relay.errors import Unavailable
from relay.github.cache import Reader, Seen
from relay.github.schemas import Jobs, Repository, Runs, Workflow, documented
from relay.schemas import Health, Part
from relay.settings import Settings

MAX_AGE = 60.0
"""Seconds for which one look serves every caller: at most four calls to GitHub a minute."""

WORKFLOW = "task.yml"

_LOW_RATE = 100

_State = Literal["ok", "failing", "unknown"]

_OUTCOMES: dict[str, _State] = {"success": "ok", "failure": "failing", "timed_out": "failing"}
"""Of the job that meets the model; one that was cancelled or skipped says nothing about it."""


class HealthCheck:
    """Looks at the control repository, its workflow and the last task's run."""

    def __init__(self, reader: Reader, settings: Settings) -> None:
        """Take the reader and the address of the control repository."""
        self._reader = reader
        self._repo = f"/repos/{settings.control_repo}"

    async def look(self) -> Health:
        """All parts; never raises because of GitHub."""
        started = datetime.now(UTC)
        repo, workflow, model = await asyncio.gather(
            self._part(self._repo),
            self._part(f"{self._repo}/actions/workflows/{WORKFLOW}"),
            self._model(),
        )
        parts = {
            "relay": Part(state="ok", detail="This answer.", seen_at=started),
            "token": _judge(repo, _token),
            "permissions": _judge(repo, _permissions),
            "rate": _judge(repo, _rate),
            "workflow": _judge(workflow, _workflow),
            "model": model if isinstance(model, Part) else _judge(model, _last_generate),
        }
        return Health(status=_overall(parts), version=__version__, parts=parts)

    async def _part(self, path: str) -> Seen | Part:
        try:
            return await self._reader.read(path, MAX_AGE)
        except Unavailable as error:
            return Part(state="unknown", detail=str(error))

    async def _model(self) -> Seen | Part:
        """The jobs of the last task run that has ended: its job `generate` is what meets the model."""
        path = f"{self._repo}/actions/workflows/{WORKFLOW}/runs?status=completed&per_page=1"
        seen = await self._part(path)
        if isinstance(seen, Part):
            return seen
        listed = documented(Runs, seen.content) if seen.status == 200 else None
        if listed is None:
            return Part(state="unknown", detail=_said_nothing(seen), seen_at=seen.at)
        if not listed.workflow_runs:
            return Part(state="unknown", detail="No task has been run yet.", seen_at=seen.at)
        return await self._part(f"{self._repo}/actions/runs/{listed.workflow_runs[0].id}/jobs")


_Judged = tuple[_State, str]


def _judge(seen: Seen | Part, judge: Callable[[Seen], _Judged]) -> Part:
    if isinstance(seen, Part):
        return seen
    state, detail = judge(seen)
    return Part(state=state, detail=detail, seen_at=seen.at)


def _token(seen: Seen) -> _Judged:
    if seen.status == 401:
        return "failing", "GitHub refuses GITHUB_TOKEN: it is wrong or has expired."
    if seen.status == 200:
        return "ok", "GitHub accepts GITHUB_TOKEN."
    return "unknown", f"GitHub answered {seen.status}."


def _permissions(seen: Seen) -> _Judged:
    if seen.status == 404:
        return "failing", "CONTROL_REPO does not exist, or GITHUB_TOKEN may not see it."
    repository = documented(Repository, seen.content) if seen.status == 200 else None
    if repository is None:
        return "unknown", _said_nothing(seen)
    if repository.archived:
        return "failing", "CONTROL_REPO is archived, so no event is accepted."
    if repository.permissions is None:
        return "unknown", "GitHub does not say what GITHUB_TOKEN may do."
    if repository.permissions.push:
        return "ok", "The account may write to CONTROL_REPO; a fine-grained token needs Contents: write."
    return "failing", "GITHUB_TOKEN may not write to CONTROL_REPO, so no event is accepted."


def _rate(seen: Seen) -> _Judged:
    remaining, limit = (seen.headers.get(f"x-ratelimit-{name}", "") for name in ("remaining", "limit"))
    if not remaining.isdecimal():
        return "unknown", "GitHub does not say how many requests remain."
    return "ok" if int(
        remaining
    ) >= _LOW_RATE else "failing", f"{remaining} of {limit or '?'} requests remain."


def _workflow(seen: Seen) -> _Judged:
    if seen.status == 404:
        return "failing", f"CONTROL_REPO has no workflow {WORKFLOW} on its default branch."
    workflow = documented(Workflow, seen.content) if seen.status == 200 else None
    if workflow is None:
        return "unknown", _said_nothing(seen)
    if workflow.state == "active":
        return "ok", f"{WORKFLOW} is enabled."
    return "failing", f"{WORKFLOW} is {workflow.state}: enable it in the Actions tab."


def _last_generate(seen: Seen) -> _Judged:
    listed = documented(Jobs, seen.content) if seen.status == 200 else None
    if listed is None:
        return "unknown", _said_nothing(seen)
    job = next((job for job in listed.jobs if job.name == "generate"), None)
    if job is None or job.conclusion is None:
        return "unknown", "The last task run has no outcome of its job generate."
    at = f"{job.completed_at:%Y-%m-%dT%H:%M:%SZ}" if job.completed_at else "an unknown time"
    ended = f"The last task's job generate ended with {job.conclusion} at {at}."
    return _OUTCOMES.get(job.conclusion, "unknown"), ended


def _said_nothing(seen: Seen) -> str:
    if seen.status == 200:
        return "GitHub's answer is not as it documents it; the log says where."
    return f"GitHub answered {seen.status}."


def _overall(parts: dict[str, Part]) -> Literal["ok", "degraded", "unknown"]:
    states = {part.state for part in parts.values()}
    return "degraded" if "failing" in states else "unknown" if "unknown" in states else "ok"

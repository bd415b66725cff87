"""What was really seen of GitHub, and when; what was not seen is `unknown`, never assumed."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Literal

from relay import __version__
from relay.answers import Health, Part
from relay.failures import Unavailable
from relay.reading import Reader, Seen
from relay.settings import Settings

MAX_AGE = 60.0
"""Seconds for which one look serves every caller: at most four calls to GitHub a minute."""

WORKFLOW = "task.yml"

_LOW_RATE = 100


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
        runs = seen.content.get("workflow_runs") if isinstance(seen.content, dict) else None
        if not runs:
            return Part(state="unknown", detail="No task has been run yet.", seen_at=seen.at)
        return await self._part(f"{self._repo}/actions/runs/{int(runs[0]['id'])}/jobs")


_Judged = tuple[Literal["ok", "failing", "unknown"], str]


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
    if _object(seen).get("archived"):
        return "failing", "CONTROL_REPO is archived, so no event is accepted."
    rights = _object(seen).get("permissions")
    if seen.status != 200 or not isinstance(rights, dict):
        return "unknown", "GitHub does not say what GITHUB_TOKEN may do."
    if rights.get("push"):
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
    state = _object(seen).get("state")
    if seen.status == 404:
        return "failing", f"CONTROL_REPO has no workflow {WORKFLOW} on its default branch."
    if seen.status != 200 or not state:
        return "unknown", f"GitHub answered {seen.status}."
    if state == "active":
        return "ok", f"{WORKFLOW} is enabled."
    return "failing", f"{WORKFLOW} is {state}: enable it in the Actions tab."


def _last_generate(seen: Seen) -> _Judged:
    jobs = _object(seen).get("jobs") or ()
    job = next((job for job in jobs if job.get("name") == "generate"), None)
    if job is None or job.get("conclusion") is None:
        return "unknown", "The last task run has no outcome of its job generate."
    ended = f"The last task's job generate ended with {job['conclusion']} at {job.get('completed_at')}."
    return "ok" if job["conclusion"] == "success" else "failing", ended


def _object(seen: Seen) -> dict[str, Any]:
    return seen.content if isinstance(seen.content, dict) else {}


def _overall(parts: dict[str, Part]) -> Literal["ok", "degraded", "unknown"]:
    states = {part.state for part in parts.values()}
    return "degraded" if "failing" in states else "unknown" if "unknown" in states else "ok"

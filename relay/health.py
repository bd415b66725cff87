"""What was really seen of GitHub, and when; what was not seen is `unknown`, never assumed."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Literal

from relay import __version__
from relay.errors import Unavailable
from relay.github.cache import CachedAnswer, CachedGitHub
from relay.github.runs import PREFLIGHT_JOB
from relay.github.schemas import Jobs, Repository, Runs, Workflow, parse
from relay.schemas import Components, Health, Part
from relay.settings import Settings

MAX_AGE = 60.0
"""Seconds for which one look serves every caller: at most four calls to GitHub a minute."""

WORKFLOW = "task.yml"

LOW_RATE = 100

_State = Literal["ok", "failing", "unknown"]
_Result = tuple[_State, str]

MODEL_STEPS = frozenset({"generate and verify the app"})
PUBLISH_STEPS = frozenset(
    {"publish the app", "try the target token", "get a token of the GitHub App, if one is set up"}
)
"""The steps of task.yml that meet the model, and that meet the account of the apps."""


class HealthCheck:
    """Looks at the control repository, its workflow and the last task's run."""

    def __init__(self, github: CachedGitHub, settings: Settings) -> None:
        """Take GitHub and the address of the control repository."""
        self._github = github
        self._repo = f"/repos/{settings.control_repo}"

    async def check(self) -> Health:
        """All parts; never raises because of GitHub."""
        started = datetime.now(UTC)
        repo, workflow, jobs = await asyncio.gather(
            self._get(self._repo),
            self._get(f"{self._repo}/actions/workflows/{WORKFLOW}"),
            self._last_jobs(),
        )
        parts = {
            "relay": Part(state="ok", detail="This answer.", seen_at=started),
            "token": _part(repo, _token),
            "permissions": _part(repo, _permissions),
            "rate": _part(repo, _rate),
            "workflow": _part(workflow, _workflow),
            "model": _part(jobs, partial(_last_job, "generate", MODEL_STEPS)),
            "publishing": _part(jobs, _publishing),
        }
        github = [parts[name].state for name in ("token", "permissions", "rate", "workflow", "publishing")]
        return Health(
            status=_worst([part.state for part in parts.values()]),
            timestamp=started,
            version=__version__,
            components=Components(
                api="healthy", github=_worst(github), openai=_worst([parts["model"].state])
            ),
            parts=parts,
        )

    async def _get(self, path: str) -> CachedAnswer | Part:
        try:
            return await self._github.get(path, MAX_AGE)
        except Unavailable as error:
            return Part(state="unknown", detail=str(error))

    async def _last_jobs(self) -> CachedAnswer | Part:
        """The jobs of the last task run that has ended."""
        answer = await self._get(
            f"{self._repo}/actions/workflows/{WORKFLOW}/runs?status=completed&per_page=1"
        )
        if isinstance(answer, Part):
            return answer
        listed = parse(Runs, answer)
        if listed is None:
            return Part(state="unknown", detail=_unreadable(answer), seen_at=answer.at)
        if not listed.workflow_runs:
            return Part(state="unknown", detail="No task has been run yet.", seen_at=answer.at)
        return await self._get(f"{self._repo}/actions/runs/{listed.workflow_runs[0].id}/jobs")


def _part(answer: CachedAnswer | Part, judge: Callable[[CachedAnswer], _Result]) -> Part:
    if isinstance(answer, Part):
        return answer
    state, detail = judge(answer)
    return Part(state=state, detail=detail, seen_at=answer.at)


def _token(answer: CachedAnswer) -> _Result:
    if answer.status == 401:
        return "failing", "GitHub refuses GITHUB_TOKEN: it is wrong or has expired."
    if answer.status == 200:
        return "ok", "GitHub accepts GITHUB_TOKEN."
    return "unknown", f"GitHub answered {answer.status}."


def _permissions(answer: CachedAnswer) -> _Result:
    if answer.status == 404:
        return "failing", "CONTROL_REPO does not exist, or GITHUB_TOKEN may not see it."
    repository = parse(Repository, answer)
    if repository is None:
        return "unknown", _unreadable(answer)
    if repository.archived:
        return "failing", "CONTROL_REPO is archived, so no event is accepted."
    if repository.permissions is None:
        return "unknown", "GitHub does not say what GITHUB_TOKEN may do."
    if repository.permissions.push:
        return "ok", "The account may write to CONTROL_REPO; a fine-grained token needs Contents: write."
    return "failing", "GITHUB_TOKEN may not write to CONTROL_REPO, so no event is accepted."


def _rate(answer: CachedAnswer) -> _Result:
    remaining, limit = (answer.headers.get(f"x-ratelimit-{name}", "") for name in ("remaining", "limit"))
    if not remaining.isdecimal():
        return "unknown", "GitHub does not say how many requests remain."
    detail = f"{remaining} of {limit or '?'} requests remain."
    return "ok" if int(remaining) >= LOW_RATE else "failing", detail


def _workflow(answer: CachedAnswer) -> _Result:
    if answer.status == 404:
        return "failing", f"CONTROL_REPO has no workflow {WORKFLOW} on its default branch."
    workflow = parse(Workflow, answer)
    if workflow is None:
        return "unknown", _unreadable(answer)
    if workflow.state == "active":
        return "ok", f"{WORKFLOW} is enabled."
    return "failing", f"{WORKFLOW} is {workflow.state}: enable it in the Actions tab."


def _last_job(name: str, steps: frozenset[str], answer: CachedAnswer) -> _Result:
    """What the last task's job says of its work; another step of it that failed says nothing about that."""
    listed = parse(Jobs, answer)
    if listed is None:
        return "unknown", _unreadable(answer)
    job = next((job for job in listed.jobs if job.name == name), None)
    if job is None or job.conclusion in {None, "skipped", "cancelled"}:
        return "unknown", f"The last task's job {name} was not run to its end."
    at = f"{job.completed_at:%Y-%m-%dT%H:%M:%SZ}" if job.completed_at else "an unknown time"
    if job.conclusion == "success":
        return "ok", f"The last task's job {name} succeeded at {at}."
    failed = next((step.name for step in job.steps if step.conclusion == "failure"), None)
    detail = f"The last task's job {name} failed at {at}"
    if failed and failed not in steps:
        return "unknown", f"{detail}, in its step {failed}."
    return "failing", f"{detail}, in its step {failed}." if failed else f"{detail}."


def _publishing(answer: CachedAnswer) -> _Result:
    """What the job says that publishes; if the token was refused before, that."""
    early = _last_job(PREFLIGHT_JOB, PUBLISH_STEPS, answer)
    return early if early[0] == "failing" else _last_job("publish", PUBLISH_STEPS, answer)


def _worst(states: list[_State]) -> Literal["healthy", "degraded", "unknown"]:
    if "failing" in states:
        return "degraded"
    return "unknown" if "unknown" in states else "healthy"


def _unreadable(answer: CachedAnswer) -> str:
    if answer.status == 200:
        return "GitHub's answer is not as documented; see the log."
    return f"GitHub answered {answer.status}."

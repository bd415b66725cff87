"""What was really seen of GitHub, and when; what was not seen is `unknown`, never assumed."""

import asyncio
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import partial
from typing import Literal

import httpx

from relay import __version__
from relay.errors import Unavailable
from relay.github.client import CachedAnswer, GitHub
from relay.github.runs import GENERATE_JOB, PREFLIGHT_JOB, PUBLISH_JOB
from relay.github.schemas import Jobs, Repository, Runs, Workflow, parse
from relay.schemas import Components, Health, Part

MAX_AGE = 60.0
"""Seconds for which one look serves every caller: at most four calls to GitHub a minute."""

WORKFLOW = "task.yml"

LOW_RATE = 100

MODEL_STEPS = frozenset({"generate and verify the app"})
PUBLISH_STEPS = frozenset(
    {"publish the app", "try the target token", "get a token of the GitHub App, if one is set up"}
)
"""The steps of task.yml that meet the model, and that meet the account of the apps."""

_Seen = tuple[Literal["ok", "failing", "unknown"], str] | None
"""What an answer of GitHub means for a part, in short and in words; None where it is of another kind."""


async def check_health(github: GitHub) -> Health:
    """The control repository, its workflow and the last task's run; never raises because of GitHub."""
    started = datetime.now(UTC)
    repo, workflow, jobs = await asyncio.gather(
        _get(github, ""), _get(github, f"/actions/workflows/{WORKFLOW}"), _last_jobs(github)
    )
    parts = {
        "relay": Part(state="ok", detail="This answer.", seen_at=started),
        "token": _part(repo, _token),
        "permissions": _part(repo, _permissions),
        "rate": _part(repo, _rate),
        "workflow": _part(workflow, _workflow),
        "model": _part(jobs, partial(_last_job, GENERATE_JOB, MODEL_STEPS)),
        "publishing": _part(jobs, _publishing),
    }
    github_parts = [part for name, part in parts.items() if name not in {"relay", "model"}]
    return Health(
        status=_worst(parts.values()),
        timestamp=started,
        version=__version__,
        components=Components(api="healthy", github=_worst(github_parts), openai=_worst([parts["model"]])),
        parts=parts,
    )


async def _get(github: GitHub, path: str) -> CachedAnswer | Part:
    try:
        return await github.get(path, MAX_AGE)
    except Unavailable as error:
        return Part(state="unknown", detail=error.detail)


async def _last_jobs(github: GitHub) -> CachedAnswer | Part:
    """The jobs of the last task run that has ended."""
    answer = await _get(github, f"/actions/workflows/{WORKFLOW}/runs?status=completed&per_page=1")
    listed = parse(Runs, answer.response) if isinstance(answer, CachedAnswer) else None
    if listed and listed.workflow_runs:
        return await _get(github, f"/actions/runs/{listed.workflow_runs[0].id}/jobs")
    return _part(answer, lambda _: ("unknown", "No task has been run yet.") if listed else None)


def _part(answer: CachedAnswer | Part, judge: Callable[[httpx.Response], _Seen]) -> Part:
    if isinstance(answer, Part):
        return answer
    status = answer.response.status_code
    unreadable = "GitHub's answer is not as documented; see the log."
    other = unreadable if status == 200 else f"GitHub answered {status}."
    state, detail = judge(answer.response) or ("unknown", other)
    return Part(state=state, detail=detail, seen_at=answer.at)


def _token(response: httpx.Response) -> _Seen:
    if response.status_code == 401:
        return "failing", "GitHub refuses GITHUB_TOKEN: it is wrong or has expired."
    return ("ok", "GitHub accepts GITHUB_TOKEN.") if response.status_code == 200 else None


def _permissions(response: httpx.Response) -> _Seen:
    if response.status_code == 404:
        return "failing", "CONTROL_REPO does not exist, or GITHUB_TOKEN may not see it."
    repository = parse(Repository, response)
    if repository is None:
        return None
    if repository.archived:
        return "failing", "CONTROL_REPO is archived, so no event is accepted."
    if repository.permissions is None:
        return "unknown", "GitHub does not say what GITHUB_TOKEN may do."
    if repository.permissions.get("push"):
        return "ok", "The account may write to CONTROL_REPO; a fine-grained token needs Contents: write."
    return "failing", "GITHUB_TOKEN may not write to CONTROL_REPO, so no event is accepted."


def _rate(response: httpx.Response) -> _Seen:
    remaining, limit = (response.headers.get(f"x-ratelimit-{name}", "") for name in ("remaining", "limit"))
    if not remaining.isdecimal():
        return "unknown", "GitHub does not say how many requests remain."
    detail = f"{remaining} of {limit or '?'} requests remain."
    return "ok" if int(remaining) >= LOW_RATE else "failing", detail


def _workflow(response: httpx.Response) -> _Seen:
    if response.status_code == 404:
        return "failing", f"CONTROL_REPO has no workflow {WORKFLOW} on its default branch."
    workflow = parse(Workflow, response)
    if workflow is None:
        return None
    if workflow.state == "active":
        return "ok", f"{WORKFLOW} is enabled."
    return "failing", f"{WORKFLOW} is {workflow.state}: enable it in the Actions tab."


def _last_job(name: str, steps: frozenset[str], response: httpx.Response) -> _Seen:
    """What the last task's job says of its work; another step of it that failed says nothing about that."""
    listed = parse(Jobs, response)
    if listed is None:
        return None
    job = next((job for job in listed.jobs if job.name == name), None)
    if job is None or job.conclusion in {None, "skipped", "cancelled"}:
        return "unknown", f"The last task's job {name} was not run to its end."
    at = f"{job.completed_at:%Y-%m-%dT%H:%M:%SZ}" if job.completed_at else "an unknown time"
    if job.conclusion == "success":
        return "ok", f"The last task's job {name} succeeded at {at}."
    failed = job.failed_step
    detail = f"The last task's job {name} failed at {at}" + (f", in its step {failed}." if failed else ".")
    return "unknown" if failed and failed not in steps else "failing", detail


def _publishing(response: httpx.Response) -> _Seen:
    """What the job says that publishes; if the token was refused before, that."""
    early = _last_job(PREFLIGHT_JOB, PUBLISH_STEPS, response)
    return early if early and early[0] == "failing" else _last_job(PUBLISH_JOB, PUBLISH_STEPS, response)


def _worst(parts: Iterable[Part]) -> Literal["healthy", "degraded", "unknown"]:
    states = {part.state for part in parts}
    return "degraded" if "failing" in states else "unknown" if "unknown" in states else "healthy"

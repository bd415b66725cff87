"""What a workflow of a published app may be, because it runs under the owner's account.

Read permissions plus what deploying Pages needs, GitHub's own actions, GitHub's runners, no secrets, and only
where the brief asks for a workflow.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from orchestrator.records.site import Site

FOLDER = ".github/workflows/"
OURS = f"{FOLDER}pages.yml"
"""The one that is put into every site; it needs no permission from the brief."""

WRITABLE = frozenset({"pages", "id-token"})
TRIGGERS = frozenset({"push", "pull_request", "schedule", "workflow_dispatch"})
"""Events that do not run a stranger's text with the rights of the repository."""
ACTIONS = frozenset(
    {
        "actions/cache",
        "actions/checkout",
        "actions/configure-pages",
        "actions/deploy-pages",
        "actions/download-artifact",
        "actions/setup-go",
        "actions/setup-java",
        "actions/setup-node",
        "actions/setup-python",
        "actions/upload-artifact",
        "actions/upload-pages-artifact",
        "astral-sh/setup-uv",
    }
)
MAX_BYTES = 50_000

MAX_ALIASES = 20
"""Of YAML; more could make a short file endless."""

_RUNNER = re.compile(r"(ubuntu|windows|macos)-(latest|\d[\d.]*)(-(arm|intel|slim))?")
"""Labels of standard runners: the larger ones cost the owner money."""
_SECRET = re.compile(
    r"\bsecrets(?:\.(?=[A-Za-z_*])|\s*\[\s*['\"]?)(?!GITHUB_TOKEN\b)|\bsecrets:\s*inherit"
    r"|\$\{\{(?:(?!\}\}).)*\bsecrets\b(?!\s*\.\s*GITHUB_TOKEN\b)",
    re.IGNORECASE | re.DOTALL,
)
_ASKED = re.compile(
    r"\bworkflows?\b|\bgithub actions?\b|\bactions?/[\w-]+|\bCI\b|\bci\.ya?ml\b|\.github/", re.IGNORECASE
)


def workflow_problems(site: Site, brief: str) -> Iterator[tuple[str, str]]:
    """Yield path and sentence for everything that the policy forbids."""
    for path in workflow_files(site):
        if path != OURS and not _ASKED.search(brief):
            yield path, "the brief asks for no workflow"
        for problem in _problems(site[path]):
            yield path, problem


def workflow_files(site: Site) -> tuple[str, ...]:
    """The paths of the site's workflows."""
    return tuple(path for path in site if path.startswith(FOLDER) and path.endswith((".yml", ".yaml")))


def deploys_pages(site: Site) -> bool:
    """Whether a workflow of the site's own deploys Pages."""
    return any(
        used.startswith("actions/deploy-pages@")
        for path in workflow_files(site)
        for job in _jobs(load_workflow(site[path])).values()
        for used in _uses(job)
    )


def load_workflow(data: bytes) -> dict[str, Any]:
    """The workflow as a mapping with the key `on`; anything else becomes an empty one."""
    import yaml

    try:
        if sum(isinstance(event, yaml.AliasEvent) for event in yaml.parse(data[:MAX_BYTES])) > MAX_ALIASES:
            return {}
        loaded = yaml.safe_load(data[:MAX_BYTES])
    except (yaml.YAMLError, ValueError):
        return {}
    if not isinstance(loaded, dict):
        return {}
    return {("on" if key is True else str(key)): value for key, value in loaded.items()}


def steps_of(workflow: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Every step of every job."""
    for job in _jobs(workflow).values():
        for step in job.get("steps") or ():
            if isinstance(step, dict):
                yield step


def _problems(data: bytes) -> Iterator[str]:
    workflow = load_workflow(data)
    if len(data) > MAX_BYTES or not _jobs(workflow):
        yield "it is no workflow that can be read: a mapping with jobs, in at most 50 kB"
        return
    if any(_SECRET.search(text) for text in (data.decode("utf-8", "replace"), _scalars(data))):
        yield "it uses a secret"
    for trigger in sorted(_triggers(workflow.get("on")) - TRIGGERS):
        yield f"it runs on {trigger}"
    for name, job in _jobs(workflow).items():
        for problem in _job_problems(job, workflow.get("permissions")):
            yield f"job {name}: {problem}"


def _job_problems(job: Mapping[str, Any], granted: object) -> Iterator[str]:
    yield from _permission_problems(job.get("permissions", granted))
    runner = job.get("runs-on")
    if "uses" not in job and not (isinstance(runner, str) and _RUNNER.fullmatch(runner)):
        yield f"it runs on {runner!r}, not on a runner of GitHub's"
    if "container" in job or "services" in job:
        yield "it runs an image of a container, which is nobody's known action"
    for used in _uses(job):
        if used.partition("@")[0] not in ACTIONS:
            yield f"it uses {used}, which is not among the known actions"


def _permission_problems(granted: object) -> Iterator[str]:
    if isinstance(granted, dict):
        for scope, level in granted.items():
            if level == "write" and scope not in WRITABLE:
                yield f"it asks for {scope}: write"
            elif level not in {"read", "write", "none"}:
                yield f"it asks for {scope}: {level}"
    elif granted != "read-all":
        yield "its permissions are not stated" if granted is None else f"it asks for {granted}"


def _scalars(data: bytes) -> str:
    """All texts of a YAML file, one a line, with their escapes resolved."""
    import yaml

    return "\n".join(event.value for event in yaml.parse(data) if isinstance(event, yaml.ScalarEvent))


def _triggers(on: object) -> set[str]:
    if isinstance(on, (dict, list, tuple)):
        return {str(name) for name in on}
    return {str(on)}


def _jobs(workflow: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    jobs = workflow.get("jobs")
    if not isinstance(jobs, dict):
        return {}
    return {str(name): job for name, job in jobs.items() if isinstance(job, dict)}


def _uses(job: Mapping[str, Any]) -> Iterator[str]:
    for holder in (job, *(step for step in job.get("steps") or () if isinstance(step, dict))):
        if isinstance(holder.get("uses"), str):
            yield holder["uses"]

"""What a workflow of a published app may be, because it runs under the owner's account.

An allow-list: known keys, read permissions plus what deploying Pages needs, GitHub's own actions pinned by
commit, GitHub's standard runners, no secrets, bounded matrices and schedules, and only where the brief asks
for a workflow. `run:` is free, so the real border is permissions, triggers and secrets.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from orchestrator.records.site import Site
from orchestrator.text.strict_yaml import StrictYamlError, load_yaml
from orchestrator.text.templates import render
from orchestrator.verify.static_checks.workflow_files import ACTIONS, OURS, mapping, workflow_files

TRIGGERS = {
    "push": frozenset({"branches", "branches-ignore", "paths", "paths-ignore", "tags", "tags-ignore"}),
    "pull_request": frozenset({"branches", "branches-ignore", "paths", "paths-ignore", "types"}),
    "workflow_dispatch": frozenset({"inputs"}),
    "schedule": frozenset({"cron"}),
}
"""Events that do not run a stranger's text with the repository's rights, and the keys they may have."""
_KEYS = {
    "workflow": "name run-name on permissions env defaults concurrency jobs",
    "job": """name needs if permissions runs-on environment concurrency outputs env defaults steps strategy
        timeout-minutes continue-on-error""",
    "step": "id name if uses run with env shell working-directory continue-on-error timeout-minutes",
    "strategy": "matrix fail-fast max-parallel",
}
KEYS = {part: frozenset(keys.split()) for part, keys in _KEYS.items()}
WRITABLE = frozenset({"pages", "id-token"})
MAX_JOBS = 8
MAX_MATRIX = 12
MAX_MINUTES = 30

_PINNED = re.compile(r"(?P<action>[\w.-]+/[\w.-]+)@[0-9a-f]{40}")
_RUNNER = re.compile(r"(ubuntu|windows|macos)-(latest|\d[\d.]*)(-(arm|intel|slim))?")
"""Labels of standard runners: the larger ones cost the owner money."""
_GITHUB_TOKEN = re.compile(r"\bsecrets\.GITHUB_TOKEN(?![\w.\[-])")
_CRON = re.compile(r"\d{1,2} \d{1,2} \S{1,20} \S{1,20} \S{1,20}")
"""At most once a day: minute and hour are plain numbers."""
_ASKED = re.compile(
    r"\bgithub\s+actions?\b|\.github/|\bactions/[a-z-]+|\bCI\b|\bci\.ya?ml\b|\bpages\.ya?ml\b"
    r"|\b(?:github|ci|build|deploy(?:ment)?|lint(?:ing)?|test|pages|release|yaml|scheduled)\s+workflows?\b"
    r"|\bworkflows?\b[^.\n]{0,80}\b(?:push|pull request|steps?|jobs?|ya?ml|lint|pytest|ruff|runs on)\b",
    re.IGNORECASE,
)


def workflow_problems(site: Site, brief: str) -> Iterator[tuple[str, str]]:
    """Yield path and sentence for everything below `.github/` that the policy forbids."""
    for path in site:
        if not path.lower().startswith(".github/") or path.lower().endswith(".md"):
            continue
        if path not in workflow_files(site):
            yield path, "only workflows and Markdown files may be below .github/"
        elif path != OURS or site[path] != _ours():
            if not _ASKED.search(brief):
                yield path, "the brief asks for no workflow"
            for problem in policy_problems(site[path]):
                yield path, problem


def policy_problems(data: bytes) -> Iterator[str]:
    """Sentences for everything in one workflow that the policy forbids."""
    try:
        workflow = load_yaml(data)
    except StrictYamlError as error:
        yield f"it cannot be read: {error}"
        return
    if not isinstance(workflow, dict) or not mapping(workflow.get("jobs")):
        yield "it is no workflow: a mapping with jobs"
        return
    yield from _key_problems("workflow", workflow)
    if any("secrets" in _GITHUB_TOKEN.sub("", text).lower() for text in _texts(workflow)):
        yield "it uses a secret, or the word `secrets`, other than secrets.GITHUB_TOKEN"
    yield from _trigger_problems(workflow.get("on"))
    jobs = mapping(workflow["jobs"])
    if len(jobs) > MAX_JOBS:
        yield f"it has {len(jobs)} jobs; at most {MAX_JOBS} are allowed"
    for name, job in jobs.items():
        for problem in _job_problems(mapping(job), workflow.get("permissions")):
            yield f"job {name}: {problem}"


def _ours() -> bytes:
    return render("site/pages.yml.jinja", {}).encode()


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, each in value.items():
            yield key
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
    elif isinstance(value, str):
        yield value


def _key_problems(kind: str, fields: Mapping[str, Any]) -> Iterator[str]:
    for key in sorted(fields.keys() - KEYS[kind]):
        yield f"the key {key!r} is not allowed in a {kind}"


def _trigger_problems(on: object) -> Iterator[str]:
    events = on if isinstance(on, dict) else dict.fromkeys(map(str, on if isinstance(on, list) else [on]))
    for name, detail in events.items():
        if name not in TRIGGERS:
            yield f"it runs on {name}"
        elif name == "schedule":
            yield from _schedule_problems(detail)
        elif detail is not None and (not isinstance(detail, dict) or not detail.keys() <= TRIGGERS[name]):
            yield f"its trigger {name} says more than {', '.join(sorted(TRIGGERS[name]))}"


def _schedule_problems(detail: object) -> Iterator[str]:
    crons = [mapping(each).get("cron") for each in detail] if isinstance(detail, list) else [None]
    if len(crons) > 2 or not all(isinstance(cron, str) and _CRON.fullmatch(cron) for cron in crons):
        yield "its schedule runs more often than twice a day, or cannot be read"


def _job_problems(job: Mapping[str, Any], granted: object) -> Iterator[str]:
    yield from _key_problems("job", job)
    yield from _permission_problems(job.get("permissions", granted))
    runner = job.get("runs-on")
    if not (isinstance(runner, str) and _RUNNER.fullmatch(runner)):
        yield f"it runs on {runner!r}, not on a standard runner of GitHub's"
    environment = job.get("environment")
    if environment is not None and (mapping(environment).get("name") or environment) != "github-pages":
        yield "its environment is not github-pages"
    yield from _limit_problems(job)
    steps = job.get("steps")
    if not isinstance(steps, list) or not all(isinstance(step, dict) for step in steps):
        yield "its steps are not a list of mappings"
        return
    for step in steps:
        yield from _step_problems(step)


def _limit_problems(job: Mapping[str, Any]) -> Iterator[str]:
    minutes = job.get("timeout-minutes", MAX_MINUTES)
    if isinstance(minutes, bool) or not isinstance(minutes, int) or not 0 < minutes <= MAX_MINUTES:
        yield f"its timeout-minutes are not a number from 1 to {MAX_MINUTES}"
    strategy = job.get("strategy", {})
    if not isinstance(strategy, dict):
        yield "its strategy is no mapping"
        return
    yield from _key_problems("strategy", strategy)
    runs, matrix = 1, strategy.get("matrix", {})
    for name, values in mapping(matrix).items():
        size = len(values) if isinstance(values, list) else MAX_MATRIX + 1
        runs = runs + size if name == "include" else runs if name == "exclude" else runs * max(size, 1)
    if not isinstance(matrix, dict) or runs > MAX_MATRIX:
        yield f"its matrix is not made of lists for at most {MAX_MATRIX} runs"


def _step_problems(step: Mapping[str, Any]) -> Iterator[str]:
    yield from _key_problems("step", step)
    if "uses" not in step:
        return
    used = step["uses"]
    match = _PINNED.fullmatch(used) if isinstance(used, str) else None
    name = str(used).partition("@")[0]
    if name not in ACTIONS:
        yield f"it uses {used!r}, which is not among the known actions"
    elif match is None:
        known = f", such as {name}@{ACTIONS[name]}" if ACTIONS[name] else ""
        yield f"it uses {used!r}, which is not pinned by a commit of 40 digits{known}"


def _permission_problems(granted: object) -> Iterator[str]:
    if isinstance(granted, dict):
        for scope, level in granted.items():
            if level == "write" and scope not in WRITABLE:
                yield f"it asks for {scope}: write"
            elif level not in ("read", "write", "none"):
                yield f"it asks for {scope}: {level}"
    elif granted != "read-all":
        yield "its permissions are not stated" if granted is None else f"it asks for {granted}"

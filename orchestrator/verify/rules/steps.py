"""Rules about the steps of a workflow that a brief or a check names."""

import re
from collections.abc import Iterator

from orchestrator.records.site import Site
from orchestrator.verify.plan.check_types import FileCheck, Finding, Method
from orchestrator.verify.rules.context import Asked
from orchestrator.verify.static_checks.workflow_policy import OURS, load_workflow, steps_of, workflow_files

_ABOUT = re.compile(
    r"\bworkflow\b|\bgithub actions?\b|\bCI\b|\.github/workflows|\bci\.ya?ml\b", re.IGNORECASE
)
_COMMAND = re.compile(r"`([^`\n]+)`")
_RUNS = re.compile(r"\b(?:run|runs|running|execut\w+|invok\w+|calls?)\b[^.\n]*$", re.IGNORECASE)
_NAMED = re.compile(
    r"\bstep\s+(?:named|called|(?:whose|with(?: the)?) name\s*(?:is|contains|containing)?)"
    r"\s*[\"'`“]([^\"'`”\n]+)[\"'`”]",
    re.IGNORECASE,
)


def workflow_demands(brief: str) -> Iterator[tuple[str, Method]]:
    """The steps that a brief demands of a workflow: commands that it quotes, names that it gives."""
    for sentence in re.split(r"\n|(?<=[.;!?])\s+(?=[A-Z])", brief):
        if not _ABOUT.search(sentence):
            continue
        for match in _NAMED.finditer(sentence):
            yield f"a workflow step is named {match[1]}", step_named(match[1])
        for match in _COMMAND.finditer(sentence):
            if _RUNS.search(sentence[: match.start()]):
                yield f"a workflow step runs {match[1]}", step_runs(match[1])


def named(match: re.Match[str], _asked: Asked) -> Method:
    """A workflow has a step of this name."""
    return step_named(match["step"])


def runs(match: re.Match[str], _asked: Asked) -> Method:
    """A workflow runs this command."""
    return step_runs(match["command"])


def step_named(name: str) -> FileCheck:
    """Some step's name holds `name`."""

    def judge(site: Site) -> Finding:
        names = [str(step.get("name", "")) for _, step in _steps(site)]
        found = any(name.lower() in each.lower() for each in names)
        return Finding(
            found, f"a step named {name!r}", ", ".join(filter(None, names)) or "no named step", _where(site)
        )

    return FileCheck(judge)


def step_runs(command: str) -> FileCheck:
    """Some step's commands hold `command`, white space aside."""
    wanted = "".join(command.split())

    def judge(site: Site) -> Finding:
        commands = [str(step.get("run") or step.get("uses") or "") for _, step in _steps(site)]
        found = any(wanted in "".join(each.split()) for each in commands)
        seen = "; ".join(" ".join(each.split())[:60] for each in commands)[:300]
        return Finding(found, f"a step that runs {command!r}", seen or "no steps", _where(site))

    return FileCheck(judge)


def _steps(site: Site) -> Iterator[tuple[str, dict[str, object]]]:
    for path in workflow_files(site):
        for step in steps_of(load_workflow(site[path])):
            yield path, dict(step)


def _where(site: Site) -> str:
    return next((path for path in workflow_files(site) if path != OURS), OURS)

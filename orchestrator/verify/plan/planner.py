"""Decides, before the site exists, how each check will be judged."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from orchestrator.records import Kind, PastRound
from orchestrator.records.site import Site
from orchestrator.task.identity import repository_name
from orchestrator.task.model import Check, Task
from orchestrator.verify.plan.check_types import POLL_SECONDS, Method, NotRun, PageScript, Plan, PlannedCheck
from orchestrator.verify.plan.compiler import Ask, compile_checks
from orchestrator.verify.rules.brief import from_brief, superseded
from orchestrator.verify.rules.context import Asked
from orchestrator.verify.rules.subjective import matter_of_taste
from orchestrator.verify.rules.table import by_rule

NO_MODEL = "no model is configured that could turn this sentence into steps"
SUBJECTIVE = "a matter of taste: told, not counted"

_CHANGES = re.compile(
    r"\.(?:click|submit|reset|requestSubmit|dispatchEvent|remove|append\w*|prepend|replaceWith|replaceChildren|"
    r"insert\w+|setAttribute|removeAttribute|toggleAttribute|focus|blur|setItem|removeItem|clear|pushState|"
    r"replaceState|reload|assign|scroll\w*)\s*\(|\.classList\.(?:add|remove|toggle)|"
    r"[\w\])]\.\w+\s*[+-]?=(?![=>])|\bwindow\.open\b"
)
_NAMED_TIME = re.compile(r"\bwithin\s+(\d+(?:\.\d+)?)\s*(ms|milliseconds?|s|secs?|seconds?)\b", re.IGNORECASE)
_LONGEST_WAIT = 60.0
_URL = re.compile(r"https?://[^\s<>\"'`)\]]+")


def make_plan(
    task: Task,
    past: Sequence[PastRound],
    attachments: Mapping[str, bytes],
    base: Site | None,
    ask: Ask | None,
    repo: str | None = None,
) -> Plan:
    """Plan the checks of this round, what its brief demands, and, as regressions, the rounds before.

    `base` is the site of the round before; `ask` is None where there is no model: then sentences that no rule
    understands stay unjudged. `repo` is the target repository, where its name does not follow from the task.
    """
    earlier = [each for each in past if each.round != task.round]
    briefs = [task.brief, *(each.brief for each in earlier)]
    now = Asked("", task.brief, task.round, attachments, base)
    checks = [*_sent(task.checks, now), *from_brief(now)]
    for each in earlier:
        then = Asked("", each.brief, each.round, {}, base)
        old = [*_sent(each.checks, then), *from_brief(then)]
        checks += [superseded(planned, task.brief) for planned in old]
    return Plan(
        checks=tuple(_compiled(_distinct(checks), task.brief, tuple(attachments), ask)),
        brief="\n\n".join(briefs),
        hosts=_hosts(briefs),
        base=base,
        given={**(base or {}), **attachments},
        path=f"/{repo or repository_name(task) or 'app'}/",
        round=task.round,
    )


def named_seconds(text: str) -> float:
    """The time that a check names with `within N seconds`, at most a minute, else 15."""
    match = _NAMED_TIME.search(text)
    if not match:
        return POLL_SECONDS
    return min(_LONGEST_WAIT, float(match[1]) / (1000 if match[2].lower().startswith("m") else 1))


def _sent(checks: Sequence[Check], asked: Asked) -> list[PlannedCheck]:
    return [_planned(check, asked) for check in checks]


def _planned(check: Check, asked: Asked) -> PlannedCheck:
    body = check.body
    if check.kind == "js":
        way: Method = PageScript(
            body, "a truthy value", named_seconds(body), own_page=bool(_CHANGES.search(body))
        )
        return PlannedCheck(body, Kind.JS, asked.round, way)
    rule = by_rule(replace(asked, text=body))
    if rule is not None:
        return PlannedCheck(body, _kind(rule, Kind.RULE), asked.round, rule)
    if matter_of_taste(body):
        return PlannedCheck(body, Kind.ADVISORY, asked.round, NotRun(SUBJECTIVE, counts=False))
    return PlannedCheck(body, Kind.COMPILED, asked.round, NotRun(NO_MODEL))


def _distinct(checks: Sequence[PlannedCheck]) -> list[PlannedCheck]:
    """Each check once; the round that asked last keeps it."""
    return list({(planned.check, planned.kind): planned for planned in reversed(checks)}.values())[::-1]


def _compiled(
    checks: list[PlannedCheck], brief: str, attachments: Sequence[str], ask: Ask | None
) -> list[PlannedCheck]:
    open_ones = [n for n, planned in enumerate(checks) if planned.kind is Kind.COMPILED]
    if ask is None or not open_ones:
        return checks
    ways = compile_checks([checks[n].check for n in open_ones], brief, attachments, ask)
    for number, way in zip(open_ones, ways, strict=True):
        planned = checks[number]
        checks[number] = PlannedCheck(planned.check, _kind(way, Kind.COMPILED), planned.round, way)
    return checks


def _kind(way: Method, kind: Kind) -> Kind:
    return Kind.ADVISORY if isinstance(way, NotRun) and not way.counts else kind


def _hosts(briefs: Sequence[str]) -> tuple[str, ...]:
    found = {urlsplit(url).hostname for brief in briefs for url in _URL.findall(brief)}
    return tuple(sorted(host for host in found if host))

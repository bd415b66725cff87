"""Decides, before the site exists, how each check will be judged."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from orchestrator.records import Kind, PastRound
from orchestrator.records.site import Site
from orchestrator.task.identity import repository_name
from orchestrator.task.model import Check, Task
from orchestrator.text.addresses import host_of
from orchestrator.verify.demands.brief import brief_demands, superseded
from orchestrator.verify.demands.file_names import FILE_NAME, URL
from orchestrator.verify.plan.check_types import POLL_SECONDS, Method, NotRun, PageScript, Plan, PlannedCheck
from orchestrator.verify.plan.compiler import Ask, compile_checks
from orchestrator.verify.plan.subjective import matter_of_taste
from orchestrator.verify.rules.rule import Context
from orchestrator.verify.rules.table import find_method

NO_MODEL = "no model is configured that could turn this sentence into steps"
NO_RULE = "it is about files of the repository, and no rule covers it: a browser cannot see them"
SUBJECTIVE = "a matter of taste: reported, not counted"

_CHANGES = re.compile(
    r"\.(?:click|submit|reset|write|writeln|requestSubmit|dispatchEvent|remove|append\w*|prepend|"
    r"replaceWith|replaceChildren|insert\w+|setAttribute|removeAttribute|toggleAttribute|focus|blur|"
    r"setItem|removeItem|clear|pushState|replaceState|reload|assign|scroll\w*)\s{0,9}\(|\.classList\.(?:add|remove|toggle)|"
    r"[\w\])]\.\w{1,60}\s{0,9}[+-]?=(?![=>])|\bwindow\.open\b"
)
_ABOUT_FILES = re.compile(
    rf"(?:no |the |an? |all |each |every )?[`'\"]?(?!\S{{1,60}}\.html)(?:{FILE_NAME}|readme|"
    r"(?:github |ci |actions? )*(?:workflow|actions?)|repo(?:sitory)?|git history|commits?)\b",
    re.IGNORECASE,
)
_NAMED_TIME = re.compile(
    r"\bwithin\s{1,9}(\d{1,6}(?:\.\d{1,3})?)\s{0,9}(ms|milliseconds?|s|secs?|seconds?)\b", re.IGNORECASE
)
_LONGEST_WAIT = 60.0
_BARE_HOST = re.compile(
    r"(?<![\w@./-])(?:[a-z0-9-]{1,60}\.){1,4}(?:com|org|net|io|dev|gov|edu|ai|app|co)\b(?![\w.-]*\w\.)",
    re.IGNORECASE,
)


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
    covers are not run. `repo` is the target repository, where its name does not follow from the task.
    """
    earlier = [each for each in past if each.round != task.round]
    texts = [(task.brief, task.checks), *((each.brief, each.checks) for each in earlier)]
    bodies = tuple(check.body for _, checks in texts for check in checks)
    now = Context(task.brief, task.round, attachments, base, bodies)
    checks = [*(_planned(check, now) for check in task.checks), *brief_demands(now)]
    for each in earlier:
        then = Context(each.brief, each.round, {}, base, bodies)
        old = [*(_planned(check, then) for check in each.checks), *brief_demands(then)]
        checks += [superseded(planned, task.brief) for planned in old]
    return Plan(
        checks=tuple(_compiled(_distinct(checks), task.brief, tuple(attachments), ask)),
        brief="\n\n".join(brief for brief, _ in texts),
        hosts=named_hosts(*(brief for brief, _ in texts), *bodies),
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


def named_hosts(*texts: str) -> tuple[str, ...]:
    """The hosts that briefs and checks name, in addresses or by themselves: the page may reach them."""
    addresses = [url for text in texts for url in URL.findall(text)]
    bare = [match[0].lower() for text in texts for match in _BARE_HOST.finditer(text)]
    return tuple(sorted({host for host in (*map(host_of, addresses), *bare) if host}))


def _planned(check: Check, context: Context) -> PlannedCheck:
    body = check.body
    if check.kind == "js":
        method: Method = PageScript(
            body, "a truthy value", named_seconds(body), own_page=bool(_CHANGES.search(body))
        )
        return PlannedCheck(body, Kind.JS, context.round, method)
    rule = find_method(body, context)
    if rule is not None:
        return PlannedCheck(body, Kind.RULE, context.round, rule)
    if matter_of_taste(body):
        return PlannedCheck(body, Kind.ADVISORY, context.round, NotRun(SUBJECTIVE))
    reason = NO_RULE if _ABOUT_FILES.match(body) else NO_MODEL
    return PlannedCheck(body, Kind.COMPILED, context.round, NotRun(reason))


def _distinct(checks: Sequence[PlannedCheck]) -> list[PlannedCheck]:
    """Each check once; the round that asked last keeps it."""
    return list({(planned.check, planned.kind): planned for planned in reversed(checks)}.values())[::-1]


def _compiled(
    checks: list[PlannedCheck], brief: str, attachments: Sequence[str], ask: Ask | None
) -> list[PlannedCheck]:
    open_ones = [n for n, planned in enumerate(checks) if planned.method == NotRun(NO_MODEL)]
    if ask is None or not open_ones:
        return checks
    methods = compile_checks([checks[n].check for n in open_ones], brief, attachments, ask)
    for number, method in zip(open_ones, methods, strict=True):
        checks[number] = replace(checks[number], method=method)
    return checks

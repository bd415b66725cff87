"""Decides, before the site exists, how each check will be judged."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from orchestrator.records import Kind, PastRound, Site
from orchestrator.task.identity import repository_name
from orchestrator.task.model import Check, Task
from orchestrator.verify.rules.asked import Asked
from orchestrator.verify.rules.table import by_rule
from orchestrator.verify.ways import POLL_SECONDS, InPage, Plan, Planned, Unjudged

Ask = Callable[[str, Mapping[str, Any]], Mapping[str, Any]]
"""Takes a prompt and a JSON schema, returns what the model answered: JSON that is validated later."""

NO_MODEL = "no model is configured that could turn this sentence into actions and assertions"
SUBJECTIVE = "a matter of taste: told, not counted"

_TASTE = re.compile(
    r"\b(beautiful|clean|elegant|attractive|appealing|pleasant|polished|modern|professional|intuitive|"
    r"user[- ]friendly|easy to use|good[- ]looking|looks? good|nice|well[- ]designed|aesthetic\w*|creative|"
    r"high[- ]quality|good quality|delightful|engaging|visually)\b",
    re.IGNORECASE,
)
_CHANGES = re.compile(
    r"\.(click|submit|reset|requestSubmit|dispatchEvent|remove|append\w*|prepend|replaceWith|replaceChildren|insert\w+|"
    r"setAttribute|removeAttribute|toggleAttribute|focus|blur|setItem|removeItem|clear|pushState|replaceState|reload|"
    r"assign|scroll\w*)\s*\(|\.classList\.(add|remove|toggle)|(?<![=!<>])=(?![=>])\s*[^=]|\bwindow\.open\b"
)
_NAMED_TIME = re.compile(r"\bwithin\s+(\d+(?:\.\d+)?)\s*(ms|milliseconds?|s|sec|seconds?)\b", re.IGNORECASE)
_URL = re.compile(r"https?://[^\s<>\"'`)\]]+")


def make_plan(
    task: Task,
    past: Sequence[PastRound],
    attachments: Mapping[str, bytes],
    base: Site | None,
    ask: Ask | None,
) -> Plan:
    """Plan the checks of this round and, as regressions, those of the rounds before.

    `base` is the site of the round before; `ask` is None where there is no model.
    """
    del ask
    checks = list(_planned(task.checks, task.brief, task.round, attachments, base))
    for earlier in past:
        if earlier.round != task.round:
            checks += _planned(earlier.checks, earlier.brief, earlier.round, {}, base)
    return Plan(
        checks=tuple(checks),
        brief=task.brief,
        hosts=_hosts([task.brief, *(earlier.brief for earlier in past)]),
        base=base,
        path=f"/{repository_name(task) or 'app'}/",
        round=task.round,
    )


def named_seconds(text: str) -> float:
    """The time that a check names with `within N seconds`, else 15."""
    match = _NAMED_TIME.search(text)
    if not match:
        return POLL_SECONDS
    return min(60.0, float(match[1]) / (1000 if match[2].lower().startswith("m") else 1))


def _planned(
    checks: Sequence[Check], brief: str, round_: int, attachments: Mapping[str, bytes], base: Site | None
) -> Iterator[Planned]:
    for check in checks:
        if check.kind == "js":
            way = InPage(
                check.body,
                "a truthy value",
                named_seconds(check.body),
                alone=bool(_CHANGES.search(check.body)),
            )
            yield Planned(check.body, Kind.JS, round_, way)
        elif rule := by_rule(Asked(check.body, brief, round_, attachments, base)):
            yield Planned(check.body, Kind.RULE, round_, rule)
        elif _TASTE.search(check.body):
            yield Planned(check.body, Kind.ADVISORY, round_, Unjudged(SUBJECTIVE))
        else:
            yield Planned(check.body, Kind.COMPILED, round_, Unjudged(NO_MODEL))


def _hosts(briefs: Sequence[str]) -> tuple[str, ...]:
    found = {urlsplit(url).hostname for brief in briefs for url in _URL.findall(brief)}
    return tuple(sorted(host for host in found if host))

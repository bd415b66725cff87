"""Data that a brief wants looked up: the numbers of a file must stand in what was fetched or attached."""

import re
from collections.abc import Mapping
from dataclasses import replace

from orchestrator.records import Kind
from orchestrator.verify.demands.file_names import wanted_files
from orchestrator.verify.files.facts import file_check
from orchestrator.verify.plan.check_types import FileCheck, Method, NotRun, Plan, PlannedCheck

_DATA = (".json", ".geojson", ".csv", ".tsv")
_NUMBER = re.compile(rb"\d+(?:\.\d+)?")
_REWORKED = re.compile(
    r"\b(?:sum|total|average|mean|median|count|number of|percent\w*|ratio|difference|growth|round\w*|"
    r"comput\w*|calculat\w*|convert\w*|estimat\w*|predict\w*)\b",
    re.IGNORECASE,
)
"""What makes numbers that stand in no source."""


def with_looked_up(plan: Plan, brief: str, fetched: Mapping[str, bytes]) -> Plan:
    """The plan, and for each data file that the brief wants a check of its numbers against `fetched`.

    `fetched` maps the addresses that the brief names to what they answered, empty if nothing came.
    """
    names = [name for name in wanted_files(brief) if name.endswith(_DATA) and name not in plan.given]
    if not fetched or not names:
        return plan
    missing = ", ".join(url for url, data in fetched.items() if not data)

    def method(name: str) -> Method:
        if missing:
            return NotRun(f"{missing} could not be fetched, so there is nothing to compare it with"[:300])
        if _REWORKED.search(brief):
            return NotRun("its numbers are worked out from what was fetched: nothing to compare them with")
        return _numbers_from(name, {**fetched, **plan.given})

    checks = [
        PlannedCheck(f"brief: {name} holds what was looked up", Kind.RULE, plan.round, method(name))
        for name in names
    ]
    return replace(plan, checks=(*plan.checks, *checks))


def _numbers_from(name: str, sources: Mapping[str, bytes]) -> FileCheck:
    known = {float(number) for data in sources.values() for number in _NUMBER.findall(data)}

    def judge(data: bytes) -> tuple[bool, str]:
        invented = [number.decode() for number in _NUMBER.findall(data) if float(number) not in known]
        shown = f"in no source: {', '.join(invented[:5])}" if invented else "all of them stand in a source"
        return not invented, shown

    return file_check(name, f"{name} with numbers of {', '.join(sources)}"[:300], judge)

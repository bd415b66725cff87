"""The gate: rules that are never bent. Static, so that the publisher can ask again before it pushes."""

from collections.abc import Iterable

from orchestrator.records import CheckResult, Kind, Status
from orchestrator.records.site import Site
from orchestrator.verify.static_checks.secret_scanner import leaks
from orchestrator.verify.static_checks.workflow_policy import workflow_problems

MAX_FILE_BYTES = 50_000_000
"""GitHub warns of larger files, and refuses them at 100 MB."""
MAX_FILES = 2000


def gate(site: Site, brief: str) -> tuple[CheckResult, ...]:
    """Judge a furnished site: an index, sane sizes, no secret, no workflow outside the policy.

    Paths need no rule here: a `Site` with an unsafe one cannot be made.
    """
    return (
        _result("index", "a file index.html that is not empty", _index_problems(site)),
        _result("size", f"at most {MAX_FILES} files of at most 50 MB", _size_problems(site)),
        _result(
            "no secrets",
            "no token or key in any file",
            (
                (path, f"line {line} holds what looks like a {sort}")
                for path, line, sort in leaks(site, brief)
            ),
        ),
        _result("workflows", "only workflows that the policy allows", workflow_problems(site, brief)),
    )


def _result(check: str, expected: str, problems: Iterable[tuple[str, str]]) -> CheckResult:
    found = list(dict.fromkeys(problems))
    return CheckResult(
        check=check,
        kind=Kind.GATE,
        status=Status.FAILED if found else Status.PASSED,
        round=0,
        expected=expected,
        seen="; ".join(f"{path}: {problem}" for path, problem in found[:10]),
        where=found[0][0] if found else "",
    )


def _index_problems(site: Site) -> list[tuple[str, str]]:
    if "index.html" not in site:
        return [("index.html", "it is not there")]
    return [] if site["index.html"].strip() else [("index.html", "it is empty")]


def _size_problems(site: Site) -> list[tuple[str, str]]:
    problems = [(path, f"{len(data)} bytes") for path, data in site.items() if len(data) > MAX_FILE_BYTES]
    return problems + ([(".", f"{len(site)} files")] if len(site) > MAX_FILES else [])

"""The gate: rules without exception. Static, so that the publisher can ask again before it pushes."""

import logging
import re
from collections.abc import Callable, Iterable

from orchestrator.records import CheckResult, Kind, Status
from orchestrator.records.site import Site
from orchestrator.text.display import one_line
from orchestrator.verify.static_checks.secret_scanner import find_secrets
from orchestrator.verify.static_checks.workflow_policy import workflow_problems

logger = logging.getLogger(__name__)

MAX_FILE_BYTES = 50_000_000
"""GitHub warns of larger files, and refuses them at 100 MB."""
MAX_FILES = 2000

_CONTROLS = re.compile(
    r"(?:.*/)?\.(?:gitattributes|gitmodules|gitconfig|lfsconfig|mailmap)|CNAME|_config\.(?:ya?ml|toml)|_plugins/.*",
    re.IGNORECASE,
)
"""Files that steer git, Pages or Jekyll: with one, what is served may differ from what was verified."""


def gate(site: Site, brief: str) -> tuple[CheckResult, ...]:
    """Judge a complete site: an index, sane sizes, no secret, no workflow outside the policy.

    Paths need no rule here: a `Site` with an unsafe one cannot be made.
    """
    rules: list[tuple[str, str, Callable[[], Iterable[tuple[str, str]]]]] = [
        ("index", "a file index.html that is not empty", lambda: _index_problems(site)),
        ("size", f"at most {MAX_FILES} files of at most 50 MB", lambda: _size_problems(site)),
        ("no secrets", "no token or key in any file", lambda: _secrets(site, brief)),
        ("workflows", "only workflows that the policy allows", lambda: workflow_problems(site, brief)),
        ("control files", "no file that steers git, Pages or Jekyll", lambda: _control_files(site)),
    ]
    return tuple(_result(check, expected, find) for check, expected, find in rules)


def _result(check: str, expected: str, find: Callable[[], Iterable[tuple[str, str]]]) -> CheckResult:
    try:
        found = list(dict.fromkeys(find()))
    except Exception as error:  # noqa: BLE001 - a file that breaks a rule's code must not pass the rule
        logger.warning("the gate could not judge %s: %s", check, one_line(repr(error)))
        found = [(".", f"it could not be judged: {error!r}"[:200])]
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


def _secrets(site: Site, brief: str) -> Iterable[tuple[str, str]]:
    for path, line, sort in find_secrets(site, brief):
        yield path, f"line {line} holds what looks like a {sort}"


def _control_files(site: Site) -> list[tuple[str, str]]:
    return [(path, "it would change what is served") for path in site if _CONTROLS.fullmatch(path)]

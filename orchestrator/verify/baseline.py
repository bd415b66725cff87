"""What is asked of every site, judged from what the browser saw and from the HTML itself."""

from collections.abc import Mapping, Sequence

from orchestrator.records import CheckResult, Kind, Status
from orchestrator.records.site import Site
from orchestrator.verify.browser_process.protocol import Audit, JobResult, LogLine
from orchestrator.verify.files.formats import malformed
from orchestrator.verify.files.links import judge_links
from orchestrator.verify.static_checks.html_errors import parse_problems


def always_static(site: Site, given: Mapping[str, bytes]) -> list[CheckResult]:
    """The checks that need no browser; a data file that is as it was given is not accused."""
    pages = [path for path in site if path.lower().endswith((".html", ".htm"))]
    garbled = [(path, problem) for path in pages for problem in parse_problems(site.text(path))]
    linked = judge_links(site)
    return [
        _paths("well-formed HTML", "whole HTML without stray text", garbled),
        _paths(
            "readable data files",
            "JSON, CSV, SVG and XML that can be read",
            list(malformed({path: data for path, data in site.items() if given.get(path) != data})),
        ),
        result("links lead somewhere", linked.passed, linked.expected, linked.seen, linked.where),
    ]


def always_seen(seen: JobResult) -> list[CheckResult]:
    """The checks that the browser's measurements answer; what could not be measured is `not_run`."""
    rest = result("page comes to rest", not seen.ended, "a page that loads and answers", seen.ended)
    checks = [rest, _errors(seen), _console(seen), _requests(seen), *_refused(seen)]
    if seen.audit is None:
        return checks + [
            not_run(name, f"the page could not be measured: {seen.ended or 'no time was left'}")
            for name in AUDITS
        ]
    content, width = _content(seen.audit), _width(seen.audit)
    pictured = [
        content.model_copy(update={"screenshot": "desktop.png"}),
        width.model_copy(update={"screenshot": "phone.png"}),
    ]
    return [*checks, *pictured, _axe(seen.audit)]


AUDITS = ("something to see", "no sideways scrolling", "accessible")
BROWSER_CHECKS = ("page comes to rest", "no uncaught errors", "no console errors", "own files load", *AUDITS)
"""The names of all always-on checks that need a browser."""


def result(check: str, passed: bool, expected: str, seen: str, where: str = "") -> CheckResult:
    """One always-on result."""
    status = Status.PASSED if passed else Status.FAILED
    return CheckResult(
        check=check, kind=Kind.ALWAYS, status=status, round=0, expected=expected, seen=seen, where=where
    )


def not_run(check: str, reason: str) -> CheckResult:
    """An always-on check that nothing could be seen of."""
    return CheckResult(check=check, kind=Kind.ALWAYS, status=Status.NOT_RUN, round=0, seen=reason)


def _errors(seen: JobResult) -> CheckResult:
    """Errors for want of a library that could not be reached are not the site's fault."""
    errors = [line for line in seen.errors if not (seen.unreachable and "is not defined" in line.text)]
    return _lines("no uncaught errors", "no uncaught exception or rejection", errors, seen)


def _console(seen: JobResult) -> CheckResult:
    return _lines("no console errors", "no console.error", seen.console, seen)


def _requests(seen: JobResult) -> CheckResult:
    return _lines(
        "own files load", "every file that the page asks of the site or of a CDN", seen.failed, seen
    )


def _paths(check: str, expected: str, problems: Sequence[tuple[str, str]]) -> CheckResult:
    told = [f"{path}: {problem}" for path, problem in problems]
    return result(check, not told, expected, _joined(told), problems[0][0] if problems else "")


def _refused(seen: JobResult) -> list[CheckResult]:
    """Advisory: in a visitor's browser these requests would be made."""
    told = _joined([line.text for line in seen.refused])
    lines = result("no other hosts", False, "requests to the site, known CDNs and hosts of the brief", told)
    return [lines.model_copy(update={"kind": Kind.ADVISORY})] if told else []


def _lines(check: str, expected: str, lines: Sequence[LogLine], seen: JobResult) -> CheckResult:
    told = [line.text for line in lines]
    if seen.ended and not lines:
        return not_run(check, f"the page was not heard to its end: {seen.ended}")
    if lines:
        told += [f"(not reached: {line.text})" for line in seen.unreachable]
        told += [f"(refused: {line.text})" for line in seen.refused]
    return result(check, not lines, expected, _joined(told), lines[0].where if lines else "")


def _content(audit: Audit) -> CheckResult:
    told = [f"{audit.content} characters", *audit.unseen]
    seen = audit.content > 0 and not audit.unseen
    return result(AUDITS[0], seen, "text or pictures on every page", _joined(told))


def _width(audit: Audit) -> CheckResult:
    wide = [fit for fit in audit.fits if fit.overflow > 1]
    told = [f"at {fit.width} px {fit.page or 'the page'} is {fit.overflow} px too wide" for fit in wide]
    where = wide[0].culprit if wide else ""
    return result(AUDITS[1], not wide, "no sideways scrolling at 375, 768 and 1280 px", _joined(told), where)


def _axe(audit: Audit) -> CheckResult:
    told = [f"{v.rule} ({v.impact}, {v.nodes} elements): {v.help}" for v in audit.violations]
    where = audit.violations[0].target if audit.violations else ""
    return result(
        AUDITS[2], not told, "nothing that axe-core calls serious or critical", _joined(told), where
    )


def _joined(told: Sequence[str]) -> str:
    more = len(told) - 6
    return "; ".join(told[:6]) + (f"; and {more} more" if more > 0 else "")

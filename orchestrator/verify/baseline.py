"""What is asked of every site, judged from the browser's measurements and from the files themselves."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from orchestrator.records import CheckResult, Kind, Status
from orchestrator.records.site import Site
from orchestrator.verify.browser_process.protocol import JobResult, LineKind, LogLine, PageReport
from orchestrator.verify.demands.file_names import file_names
from orchestrator.verify.files.formats import malformed
from orchestrator.verify.files.links import LINKS
from orchestrator.verify.static_checks.html_errors import html_errors

AUDITS = ("something to see", "no sideways scrolling", "accessible")
BROWSER_CHECKS = ("page comes to rest", "no uncaught errors", "no console errors", "own files load", *AUDITS)
"""The names of all baseline checks that need a browser."""
BEYOND: tuple[LineKind, ...] = ("blocked", "unreachable")
"""Requests that did not get through from here."""

_UNUSABLE = """
area-alt aria-hidden-focus aria-input-field-name aria-toggle-field-name button-name color-contrast
document-title html-has-lang image-alt input-button-name input-image-alt label link-name select-name
"""
UNUSABLE = frozenset(_UNUSABLE.split())
"""axe-core's rules whose violations keep somebody from using a page; the others are told and not counted."""

_NETWORK_ERROR = re.compile(
    r"fetch|network|load|import|request|connect|resource|https?://|not defined|undefined|null|ERR_|"
    r"not a (?:function|constructor)|unavailable",
    re.IGNORECASE,
)
"""What scripts say after a request of theirs failed, also a library's."""
_HANDLES_MISSING = {
    "image": re.compile(r"onerror|[\"']error[\"']"),
    "fetch": re.compile(r"\.(?:ok|status)\b|\bcatch\b|onerror"),
}
_FAILURE_TEXT = re.compile(
    r"\b(?:error|fail(?:ed|ure)|cannot|can't|could ?n[o']t|unable|not found)\b", re.IGNORECASE
)
_DATA = re.compile(r"(?!sources/|\.).*\.(?i:csv|tsv|json|jsonl|ndjson|geojson)$")
_NO_DATA = frozenset(
    {"manifest.json", "package.json", "content.json", "deployment.json", "vercel.json", "tsconfig.json"}
)
"""Files of settings and texts, not of data."""


def judge_files(site: Site, given: Mapping[str, bytes], request: str = "") -> list[CheckResult]:
    """The checks that need no browser; a file that is as the sender gave it is not accused.

    `request` is what briefs and checks say.
    """
    own = {path: data for path, data in site.items() if given.get(path) != data}
    pages = {path: data for path, data in own.items() if path.lower().endswith((".html", ".htm"))}
    invented = list(_invented(site, given, request)) if request.strip() else []
    linked = LINKS.judge(site)
    return [
        _of_paths("well-formed HTML", "whole HTML without stray text", list(html_errors(pages))),
        _of_paths("readable data files", "JSON, CSV, SVG and XML that can be read", list(malformed(own))),
        result("links lead somewhere", linked.passed, LINKS.expected, linked.seen, linked.where),
        *([_of_paths("no invented data", "data of the request only", invented)] if invented else []),
    ]


def _invented(site: Site, given: Mapping[str, bytes], request: str) -> Iterator[tuple[str, str]]:
    """Data files that are neither given nor named in the request."""
    settled = _NO_DATA | {name.rpartition("/")[2].lower() for name in file_names(request)}
    for path, data in site.items():
        made = _DATA.match(path) and path not in given and data not in given.values()
        if made and path.rpartition("/")[2].lower() not in settled:
            yield path, "nobody asked for this data, it is made up"


def judge_page(seen: JobResult, site: Mapping[str, bytes]) -> list[CheckResult]:
    """The checks that the browser's measurements answer; what could not be measured is `not_run`."""
    checks = [
        result("page comes to rest", not seen.ended, "a page that loads and answers", seen.ended),
        _of_lines(BROWSER_CHECKS[1], "no uncaught exception or rejection", _lines(seen, "errors"), seen),
        _of_lines(BROWSER_CHECKS[2], "no console.error", _lines(seen, "console"), seen),
        _own_files(seen, site),
    ]
    if text := _joined(line.text for line in _lines(seen, "blocked")):
        checks.append(_advisory("no other hosts", "requests to known hosts and hosts of the task", text))
    if not seen.pages or seen.pages[0].audit is None:
        status = Status.FAILED if seen.ended else Status.NOT_RUN
        reason = f"the page could not be measured: {seen.ended or 'no time was left'}"
        return checks + [result(name, status, "", reason) for name in AUDITS]
    return [*checks, *_audited(seen.pages)]


def result(
    check: str,
    status: Status | bool,
    expected: str,
    seen: str,
    where: str = "",
    *,
    kind: Kind = Kind.ALWAYS,
    screenshot: str | None = None,
) -> CheckResult:
    """One baseline result; a `status` may be whether it passed."""
    if not isinstance(status, Status):
        status = Status.PASSED if status else Status.FAILED
    return CheckResult(
        check=check,
        kind=kind,
        status=status,
        round=0,
        expected=expected,
        seen=seen,
        where=where,
        screenshot=screenshot,
    )


def _advisory(check: str, expected: str, seen: str) -> CheckResult:
    return result(check, False, expected, seen, kind=Kind.ADVISORY)


def _lines(seen: JobResult, *kinds: LineKind) -> list[LogLine]:
    """What the pages logged; for one that the first links to, it begins with the page's name."""
    return [
        line.model_copy(update={"text": _prefix(page) + line.text})
        for kind in kinds
        for page in seen.pages
        for line in page.lines.get(kind, ())
    ]


def _prefix(page: PageReport) -> str:
    return f"{page.name}: " if page.name else ""


def _of_lines(check: str, expected: str, lines: Sequence[LogLine], seen: JobResult) -> CheckResult:
    """Fails by these lines, unless they follow from requests that did not get through from here."""
    if seen.ended and not lines:
        return result(check, False, "", f"the page was not observed to its end: {seen.ended}")
    lost = _lines(seen, *BEYOND[::-1])
    counted = [line for line in lines if not (lost and _NETWORK_ERROR.search(line.text))]
    text = [line.text for line in counted]
    text += [f"(not counted: {line.text})" for line in lines if line not in counted]
    text += [f"({line.text})" for line in lost if lines]
    return result(check, not counted, expected, _joined(text), counted[0].where if counted else "")


def _own_files(seen: JobResult, site: Mapping[str, bytes]) -> CheckResult:
    scripts = [data for path, data in site.items() if path.endswith((".html", ".js", ".mjs"))]
    code = b"\n".join(scripts).decode("utf-8", "replace")
    texts = [page.audit.text for page in seen.pages if page.audit]
    says_so = any(map(_FAILURE_TEXT.search, texts)) or bool(_lines(seen, "errors", "console"))

    def handled(line: LogLine) -> bool:
        kind = "image" if line.text.endswith("(image)") else "fetch"
        return not says_so and bool(_HANDLES_MISSING[kind].search(code))

    failed = [*_lines(seen, "failed"), *(line for line in _lines(seen, "missing_data") if not handled(line))]
    return _of_lines(BROWSER_CHECKS[3], "every file that the page asks of the site or of a CDN", failed, seen)


def _audited(pages: Sequence[PageReport]) -> Iterator[CheckResult]:
    audits = [(_prefix(page), page.audit) for page in pages if page.audit]
    problems = [f"{page.name}: {page.ended}" for page in pages if page.ended and not page.audit]
    problems += [f"{prefix}nothing" for prefix, audit in audits if not audit.content]
    problems += [f"{prefix}{text}" for prefix, audit in audits for text in audit.broken]
    seen = _joined([f"{audits[0][1].content} characters", *problems])
    expected = "text or pictures on every page, shown as meant"
    yield result(AUDITS[0], not problems, expected, seen, screenshot="desktop.png")
    yield _width(pages).model_copy(update={"screenshot": "phone.png"})
    violations = [(prefix, v) for prefix, audit in audits for v in audit.violations]
    counted = [(prefix, v) for prefix, v in violations if v.rule in UNUSABLE and not v.minor]
    text = _joined(f"{v.rule} ({v.impact}, {v.nodes} elements): {v.help}" for _, v in counted)
    where = counted[0][0] + counted[0][1].target if counted else ""
    expected = "nothing that keeps somebody from using the page, by axe-core"
    yield result(AUDITS[2], not counted, expected, text, where)
    if minor := [f"{v.rule} ({v.nodes} elements): {v.help}" for p, v in violations if (p, v) not in counted]:
        yield _advisory("accessible in every detail", "no serious violation by axe-core", _joined(minor))
    if suspicious := [f"{prefix}{text}" for prefix, audit in audits for text in audit.suspicious]:
        yield _advisory("nothing left unfinished", "no placeholder, no id twice …", _joined(suspicious))


def _width(pages: Sequence[PageReport]) -> CheckResult:
    measured = [(page.name or "the page", each) for page in pages if page.audit for each in page.audit.widths]
    wide = [(name, each) for name, each in measured if each.overflow > 1]
    undeclared = next((name for name, each in wide if each.width < 980 and not each.viewport_meta), None)
    if undeclared and not any(each.width > 980 for _, each in wide):
        missing = f'{undeclared} has no <meta name="viewport" content="width=device-width">'
        return result(AUDITS[1], False, "a page that fits a phone", f"{missing}: phones show it shrunk")
    text = _joined(f"at {each.width} px {name} is {each.overflow} px too wide" for name, each in wide)
    where = wide[0][1].culprit if wide else ""
    return result(AUDITS[1], not wide, "no sideways scrolling at 375, 768 and 1280 px", text, where)


def _of_paths(check: str, expected: str, problems: Sequence[tuple[str, str]]) -> CheckResult:
    text = _joined(f"{path}: {problem}" for path, problem in problems)
    return result(check, not problems, expected, text, problems[0][0] if problems else "")


def _joined(texts: Iterable[str]) -> str:
    every = list(texts)
    more = len(every) - 6
    return "; ".join(every[:6]) + (f"; and {more} more" if more > 0 else "")

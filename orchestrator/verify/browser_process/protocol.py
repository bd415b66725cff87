"""Messages between the verifier and its browser worker: one JSON line each way.

The parent sends one `BrowserSettings`, then one `Job` at a time; the worker answers each with a `JobResult`.
The worker only measures; what the measurements mean is judged by the parent.
"""

from typing import Annotated, Literal

from pydantic import Base64Bytes, BaseModel, BeforeValidator, ConfigDict

from orchestrator.verify.plan.check_types import BrowserCheck

Width = Literal[375, 768, 1280]

HEIGHTS: dict[Width, int] = {375: 812, 768: 1024, 1280: 800}
"""CSS pixels of a phone, a tablet and a desktop: width → height."""

MAX_TEXT = 500


def page_text(value: object) -> str:
    """At most MAX_TEXT characters that a page wrote; half a surrogate pair becomes a question mark."""
    return str(value)[:MAX_TEXT].encode("utf-8", "replace").decode()


PageText = Annotated[str, BeforeValidator(page_text)]
"""Every text that comes from a page has this type: JSON in UTF-8 cannot hold what JavaScript strings can."""


class Message(BaseModel):
    """One line, or a part of one."""

    model_config = ConfigDict(frozen=True, defer_build=True, extra="forbid")


class BrowserSettings(Message):
    """The first line that the worker reads: what stays the same for all jobs."""

    channel: str | None
    """Playwright's name of an installed browser, such as `chrome`; None if `executable` is given."""
    executable: str | None
    sandbox: bool
    mirror: str | None
    """A node_modules folder that is used in place of CDNs."""
    online: bool
    """Whether what the mirror does not have is fetched from the CDN itself."""
    live: str | None = None
    """HOST:PORT of the live site, which the browser may call itself, as it may the local server."""


class Job(Message):
    """One site to inspect."""

    files: dict[str, Base64Bytes]
    path: str
    """Where the site begins, such as `/repo/`."""
    url: str | None = None
    """The live site to inspect in place of `files`."""
    given: tuple[str, ...] = ()
    """Files that are as the sender gave them: not inspected as pages of the site."""
    hosts: tuple[str, ...] = ()
    """Hosts beyond the known ones that the page may reach."""
    checks: dict[str, BrowserCheck] = {}
    """What is tried in pages of its own, by the names that the outcomes have."""
    audit: bool = True
    """Whether the pages themselves are inspected, or only checks are run."""
    seconds: float
    """Wall time for the whole job."""


class Outcome(Message):
    """How one check ended."""

    passed: bool
    seen: PageText
    """The value, the error's message, or the step that failed and why."""
    where: PageText = ""
    screenshot: Base64Bytes | None = None


class LogLine(Message):
    """A console line, an uncaught error, a failed or blocked request."""

    text: PageText
    where: PageText = ""


LineKind = Literal["errors", "console", "failed", "missing_data", "blocked", "unreachable"]
"""Uncaught exceptions and unhandled rejections; `console.error` lines; requests that cannot work for a
visitor either (a file that is not there, http, localhost); own files that scripts asked for and that are not
there, a fault unless the page handles it; requests that the network policy blocked; allowed ones that
failed on other hosts, which is not the fault of the site."""


class WidthMeasurement(Message):
    """How the page fits one viewport."""

    width: int
    overflow: int
    """CSS pixels by which the page can be scrolled sideways."""
    culprit: PageText = ""
    """The widest element that sticks out: its selector."""
    viewport_meta: bool = True
    """Whether the page declares a viewport; without one a phone shows it at 980 px, shrunk."""


class Violation(Message):
    """One axe-core rule that the page breaks."""

    rule: PageText
    impact: PageText
    help: PageText
    target: PageText
    nodes: int
    minor: bool = False
    """Of contrast: every element reaches nine tenths of the ratio that is asked for."""


class Audit(Message):
    """What was measured on the loaded page."""

    content: int
    """Characters of visible text, plus pictures, form fields and painted boxes; 0: an empty page."""
    text: PageText = ""
    """How the visible text begins."""
    widths: tuple[WidthMeasurement, ...]
    violations: tuple[Violation, ...]
    screenshots: dict[str, Base64Bytes]
    """PNG by name: `phone`, `desktop`."""
    broken: tuple[PageText, ...] = ()
    """What keeps a visitor from using the page: covered or invisible content, unrendered templates …"""
    suspicious: tuple[PageText, ...] = ()
    """What may be a fault: placeholders, duplicate ids …"""


class PageReport(Message):
    """What one page of the site logged and requested, and what was measured on it."""

    name: PageText = ""
    """Empty for the first page, else the address of a page that it links to, below the first."""
    ended: PageText = ""
    """Why its inspection stopped early, as a sentence: it hung, crashed, kept navigating."""
    lines: dict[LineKind, tuple[LogLine, ...]] = {}
    audit: Audit | None = None
    """None if it hung before."""


class JobResult(Message):
    """What the worker measured."""

    ended: PageText = ""
    """Why the whole inspection stopped early."""
    pages: tuple[PageReport, ...] = ()
    """The first page, if it was to be inspected, and those that it links to."""
    outcomes: dict[str, Outcome] = {}

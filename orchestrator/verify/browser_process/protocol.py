"""Messages between the verifier and its browser worker: one JSON line each way.

The parent sends one `BrowserSettings`, then one `Job` at a time; the worker answers each with a `JobResult`.
The worker only measures; what the measurements mean is judged by the parent.
"""

from typing import Annotated, Literal

from pydantic import Base64Bytes, BaseModel, BeforeValidator, ConfigDict

from orchestrator.verify.plan.steps import Step

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


class ScriptCheck(Message):
    """JavaScript that must become true in the page."""

    id: str
    code: str
    seconds: float
    own_page: bool = False
    """It changes the page."""
    returns_finding: bool = False
    """Its value is `{passed, seen}`: a rule's script, which runs in an isolated world; never a sender's."""
    main_world: bool = False
    """That script runs in the page's own world, because it replaces functions there."""


class StepCheck(Message):
    """Steps in their order, in a page of their own."""

    id: str
    steps: tuple[Step, ...]
    seconds: float


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
    scripts: tuple[ScriptCheck, ...] = ()
    step_checks: tuple[StepCheck, ...] = ()
    audit: bool = True
    """Whether the page itself is inspected, or only checks are run."""
    seconds: float
    """Wall time for the whole job."""


class Outcome(Message):
    """How one check ended."""

    id: str
    passed: bool
    seen: PageText
    """The value, the error's message, or the step that failed and why."""
    where: PageText = ""
    screenshot: Base64Bytes | None = None


class LogLine(Message):
    """A console line, an uncaught error, a failed or blocked request."""

    text: PageText
    where: PageText = ""


class WidthMeasurement(Message):
    """How the page fits one viewport."""

    width: int
    overflow: int
    """CSS pixels by which the page can be scrolled sideways."""
    culprit: PageText = ""
    """The widest element that sticks out: its selector."""
    viewport_meta: bool = True
    """Whether the page declares a viewport; without one a phone shows it at 980 px, shrunk."""
    page: PageText = ""
    """Empty for the first page, else the name of a page that it links to."""


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
    handles_errors: bool = False
    """The page's scripts look at the status of what they fetch."""
    empty_pages: tuple[PageText, ...] = ()
    """Linked pages that show nothing, and why."""
    errors: tuple[LogLine, ...] = ()
    """Uncaught errors on linked pages; `console` and `failed` in the same way."""
    console: tuple[LogLine, ...] = ()
    failed: tuple[LogLine, ...] = ()


class JobResult(Message):
    """What the worker measured."""

    version: str = ""
    ended: PageText = ""
    """Why the inspection stopped early, as a sentence: the page hung, crashed, kept navigating."""
    errors: tuple[LogLine, ...] = ()
    """Uncaught exceptions and unhandled rejections."""
    console: tuple[LogLine, ...] = ()
    """`console.error` lines."""
    failed: tuple[LogLine, ...] = ()
    """Requests that cannot work for a visitor either: files that are not there, http, localhost."""
    missing_data: tuple[LogLine, ...] = ()
    """Own files that scripts asked for and that are not there: a fault unless the page handles it."""
    blocked: tuple[LogLine, ...] = ()
    """Requests that the network policy blocked."""
    unreachable: tuple[LogLine, ...] = ()
    """Allowed requests to other hosts that failed: not the site's fault."""
    audit: Audit | None = None
    """None if it was not asked for, or the page hung before."""
    outcomes: tuple[Outcome, ...] = ()
    seconds: dict[str, float] = {}
    """By stage: `load`, `audit`."""

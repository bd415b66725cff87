"""Messages between the verifier and its browser worker: one JSON line each way.

The parent sends one `BrowserSettings`, then one `Job` at a time; the worker answers each with a `JobResult`.
The worker only measures; what the measurements mean is judged by the parent.
"""

from typing import Literal

from pydantic import Base64Bytes, BaseModel, ConfigDict

from orchestrator.verify.plan.steps import Step

Width = Literal[375, 768, 1280]

HEIGHTS: dict[Width, int] = {375: 812, 768: 1024, 1280: 800}
"""CSS pixels of a phone, a tablet and a desktop: width → height."""


class Message(BaseModel):
    """One line, or a part of one."""

    model_config = ConfigDict(frozen=True, defer_build=True, extra="forbid")


class BrowserSettings(Message):
    """The first line that the child reads: what stays the same for all orders."""

    channel: str | None
    """Playwright's name of an installed browser, such as `chrome`; None if `executable` is given."""
    executable: str | None
    sandbox: bool
    mirror: str | None
    """A node_modules folder that stands in for CDNs."""
    online: bool
    """Whether what the mirror does not have is fetched from the CDN itself."""
    live: str | None = None
    """HOST:PORT of the live site, which the browser may call itself, as it may the local server."""


class ScriptCheck(Message):
    """JavaScript to be evaluated in the page until it is truthy."""

    id: str
    code: str
    seconds: float
    alone: bool = False
    """It changes the page, so it gets one of its own."""
    explains: bool = False
    """Its value is `{passed, seen}`: a rule's script, never a sender's."""
    once: bool = False
    """Only the first evaluation that clicks really does; later ones look what came of it."""


class StepCheck(Message):
    """Steps in their order, in a page of their own."""

    id: str
    steps: tuple[Step, ...]
    seconds: float


class Job(Message):
    """One site to look at."""

    files: dict[str, Base64Bytes]
    path: str
    """Where the site begins, such as `/repo/`."""
    url: str | None = None
    """The live site to look at in place of `files`."""
    aside: tuple[str, ...] = ()
    """Files that are as they were given: not looked at as pages of their own."""
    hosts: tuple[str, ...] = ()
    """Hosts beyond the known CDNs that the page may reach."""
    scripts: tuple[ScriptCheck, ...] = ()
    walks: tuple[StepCheck, ...] = ()
    audit: bool = True
    """Whether the page itself is looked at, or only checks are tried."""
    seconds: float
    """Wall time for the whole order."""


class Outcome(Message):
    """How a script or a walk ended."""

    id: str
    passed: bool
    seen: str
    """The value seen, the error's message, or the step that failed and why."""
    where: str = ""
    seconds: float = 0.0
    acted: int = 0
    """In how many evaluations a sender's script clicked, or sent an event."""
    screenshot: Base64Bytes | None = None


class LogLine(Message):
    """Something that the page said: a console line, an uncaught error, a failed or refused request."""

    text: str
    where: str = ""


class WidthMeasurement(Message):
    """How the page fits one viewport."""

    width: int
    overflow: int
    """CSS pixels by which the page can be scrolled sideways."""
    culprit: str = ""
    """The widest element that sticks out: its selector."""
    page: str = ""
    """Empty for the first page, else the name of the one that it links to."""


class Violation(Message):
    """One axe-core rule that the page breaks."""

    rule: str
    impact: str
    help: str
    target: str
    nodes: int


class Audit(Message):
    """What does not change while the page is made of the same bytes."""

    content: int
    """Characters of visible text, plus pictures, canvases and form fields; 0 means an empty page."""
    fits: tuple[WidthMeasurement, ...]
    violations: tuple[Violation, ...]
    screenshots: dict[str, Base64Bytes]
    """PNG by name: `phone`, `desktop`."""
    unseen: tuple[str, ...] = ()
    """Pages that the first links to on which there is nothing to see, and why."""
    errors: tuple[LogLine, ...] = ()
    """Uncaught errors on those pages; `console` and `failed` in the same way."""
    console: tuple[LogLine, ...] = ()
    failed: tuple[LogLine, ...] = ()


class JobResult(Message):
    """What the child measured."""

    version: str = ""
    ended: str = ""
    """Why looking stopped early, as a sentence: the page hung, crashed, kept navigating."""
    errors: tuple[LogLine, ...] = ()
    """Uncaught exceptions and unhandled rejections."""
    console: tuple[LogLine, ...] = ()
    """`console.error` lines."""
    failed: tuple[LogLine, ...] = ()
    """Requests to the site itself that failed, or that it or a CDN answered with 400 or more."""
    refused: tuple[LogLine, ...] = ()
    """Requests that the fence did not let out."""
    unreachable: tuple[LogLine, ...] = ()
    """Allowed requests to elsewhere that failed: not the site's fault."""
    dialogs: tuple[str, ...] = ()
    audit: Audit | None = None
    """None if it was not asked for, or the page hung before."""
    reused: bool = False
    """The audit is that of an earlier order in which the page was made of the same bytes."""
    outcomes: tuple[Outcome, ...] = ()
    seconds: dict[str, float] = {}
    """By stage: `load`, `checks`, `audit`."""

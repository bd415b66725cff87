"""What the verifier and its browser child say to each other: one JSON line each way.

The parent sends one `Setup`, then an `Order` at a time; the child answers each with one `Seen`. The child
only measures; what the measurements mean is judged by the parent.
"""

from typing import Annotated, Any, Literal

from pydantic import Base64Bytes, BaseModel, ConfigDict, Field

Width = Literal[375, 768, 1280]
WIDTHS: tuple[Width, ...] = (375, 768, 1280)
"""CSS pixels of a phone, a tablet and a desktop."""

HEIGHTS: dict[Width, int] = {375: 812, 768: 1024, 1280: 800}


class Message(BaseModel):
    """One line, or a part of one."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Setup(Message):
    """The first line that the child reads: what stays the same for all orders."""

    channel: str | None
    """Playwright's name of an installed browser, such as `chrome`; None if `executable` is given."""
    executable: str | None
    sandbox: bool
    mirror: str | None
    """A node_modules folder that stands in for CDNs."""
    fetch_cdn: bool
    """Whether libraries that the mirror does not have are fetched from the CDN itself."""


class Script(Message):
    """JavaScript to be evaluated in the page until it is truthy."""

    id: str
    code: str
    seconds: float
    alone: bool = False
    """It changes the page, so it gets one of its own."""
    explains: bool = False
    """Its value is `{passed, seen}`: a rule's script, never a sender's."""


class Action(Message):
    """One thing that a visitor does, or sees. See `orchestrator.verify.steps` for the vocabulary."""

    verb: str
    arguments: dict[str, Any] = {}


class Walk(Message):
    """Actions and assertions in their order, tried in a page of their own."""

    id: str
    actions: tuple[Action, ...]
    seconds: float


class Order(Message):
    """One site to look at."""

    files: dict[str, Base64Bytes]
    path: str
    """Where the site begins, such as `/repo/`."""
    url: str | None = None
    """The live site to look at in place of `files`."""
    hosts: tuple[str, ...] = ()
    """Hosts beyond the known CDNs that the page may reach."""
    scripts: tuple[Script, ...] = ()
    walks: tuple[Walk, ...] = ()
    audit: bool = True
    """Whether the page is also measured at three widths, photographed, and looked at by axe-core."""
    seconds: float
    """Wall time for the whole order."""


class Outcome(Message):
    """How a script or a walk ended."""

    id: str
    passed: bool
    seen: str
    """The value seen, the error's message, or the action that failed."""
    where: str = ""
    seconds: float = 0.0
    screenshot: Base64Bytes | None = None


class Line(Message):
    """Something that the page said: a console line, an uncaught error, a failed or refused request."""

    text: str
    where: str = ""


class Fit(Message):
    """How the page fits one viewport."""

    width: int
    overflow: int
    """CSS pixels by which the page can be scrolled sideways."""
    culprit: str = ""
    """The widest element that sticks out: its selector."""


class Violation(Message):
    """One axe-core rule that the page breaks."""

    rule: str
    impact: str
    help: str
    target: str
    nodes: int


class Seen(Message):
    """What the child measured."""

    version: str = ""
    ended: str = ""
    """Why looking stopped early, as a sentence: the page hung, crashed, kept navigating. Empty: it did not."""
    title: str = ""
    text_length: int = 0
    """Characters of visible text, plus pictures, canvases, form fields: 0 means an empty page."""
    errors: tuple[Line, ...] = ()
    """Uncaught exceptions and unhandled rejections."""
    console: tuple[Line, ...] = ()
    """`console.error` lines that the page itself wrote, or the browser because of it."""
    failed: tuple[Line, ...] = ()
    """Requests to the site itself that failed or were answered with 400 or more."""
    refused: tuple[Line, ...] = ()
    """Requests that the fence did not let out."""
    unreachable: tuple[Line, ...] = ()
    """Allowed requests to elsewhere that failed: not the site's fault."""
    dialogs: tuple[str, ...] = ()
    widths: tuple[Fit, ...] = ()
    violations: tuple[Violation, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    screenshots: Annotated[dict[str, Base64Bytes], Field(default_factory=dict)]
    """PNG by name: `phone`, `desktop`."""
    audited: bool = False
    reused: bool = False
    """The audit is that of an earlier order in which the page was made of the same bytes."""
    seconds: dict[str, float] = {}

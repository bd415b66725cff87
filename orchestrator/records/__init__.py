"""The records that pass from stage to stage, in the order in which they are made.

Task (task/model.py) → Site (site.py) → Verdict → Publication → Receipt. All are frozen; all but Site are
JSON.
"""

from datetime import datetime
from enum import StrEnum
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from orchestrator.task.model import Check


class Record(BaseModel):
    """A frozen record that is written to, and read from, one JSON file of the work directory."""

    model_config = ConfigDict(frozen=True, defer_build=True, extra="forbid")


class Kind(StrEnum):
    """How a check is judged."""

    GATE = "gate"
    """a rule that is never bent: broken, the site is not published"""
    JS = "js"
    """code sent with the task, evaluated verbatim in the page"""
    RULE = "rule"
    """a sentence that the rule table understands"""
    COMPILED = "compiled"
    """a sentence that a model turned into actions and assertions before the app existed"""
    ALWAYS = "always"
    """asked of every site"""
    ADVISORY = "advisory"
    """subjective, or not falsifiable: told, never counted"""


class Status(StrEnum):
    """What was seen. `not_run` is never counted as a pass."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_RUN = "not_run"


class CheckResult(Record):
    """One check, what it expected and what was seen."""

    check: str
    """The check as it was sent, or the name of a gate or always-on check."""
    kind: Kind
    status: Status
    round: int
    """The round that brought the check; 0 for gate and always-on checks."""
    expected: str = ""
    seen: str = ""
    """The evidence: value, excerpt or console line, shortened."""
    where: str = ""
    """File, selector or URL that the evidence comes from."""
    screenshot: str | None = None
    """Name of a file in the work directory's `screenshots/`."""


class Verdict(Record):
    """Everything that verification found out about one site."""

    content: str
    """`Site.content_digest()` of the site that was judged."""
    results: tuple[CheckResult, ...]
    seconds: float = 0.0

    def counted(self, status: Status) -> tuple[CheckResult, ...]:
        """The results of one status, advisory ones left out."""
        return tuple(r for r in self.results if r.status is status and r.kind is not Kind.ADVISORY)

    @property
    def verified(self) -> bool:
        """True if checks were run, every counted one passed, and none was left out."""
        return bool(self.counted(Status.PASSED)) and not (
            self.counted(Status.FAILED) or self.counted(Status.NOT_RUN)
        )

    @property
    def refusals(self) -> tuple[CheckResult, ...]:
        """The broken gate rules: with any of these the site is never published."""
        return tuple(r for r in self.results if r.kind is Kind.GATE and r.status is Status.FAILED)


class PastRound(Record):
    """One round that was published: which request asked for it, and the checks it brought."""

    round: int
    request: str
    """Digest of the request (`orchestrator.task.identity.request_digest`)."""
    brief: str
    checks: tuple[Check, ...]


class Tally(Record):
    """A verdict in numbers, advisory results left out."""

    verified: bool
    passed: int
    failed: int
    not_run: int


class Deployment(Record):
    """The content of `deployment.json`: public, so no nonce, no e-mail, no evaluation URL."""

    model_config = ConfigDict(frozen=True, defer_build=True, extra="ignore", serialize_by_alias=True)

    schema_version: Literal[1] = Field(default=1, alias="schema")
    task: str
    round: int
    request: str
    """Digest of the request that made this content."""
    received_at: AwareDatetime | None = None
    """When that request was received; older markers do not tell."""
    content: str
    """`Site.content_digest()` of the files it was pushed with."""
    generator: str
    """The model that wrote the site, or `offline`."""
    verdict: Tally
    rounds: tuple[PastRound, ...]
    """Every round that went into the app, oldest first, this one included."""


class Target(Record):
    """Where the app goes, and what stands there already: made once, by the generate stage."""

    owner: str
    repo: str
    pages_url: str
    base_sha: str | None = None
    """Head of the default branch that the generation started from; None if there was no repository."""
    deployment: Deployment | None = None
    """The marker found at that head."""
    already_published: bool = False
    """The very request is among the published rounds: nothing is built, only the callback is sent again."""


class Attempt(Record):
    """One call of a model."""

    model: str
    purpose: str
    """`write`, `revise`, `repair`, `continue`, `compile` …"""
    outcome: str
    """Why the answer ended, or why there is none."""
    seconds: float
    answered: bool = True
    prompt_tokens: int | None = None
    completion_tokens: int | None = None


class SourceFile(Record):
    """A page that the brief names, fetched before the model ran."""

    url: str
    path: str
    fetched_at: datetime
    bytes: int
    status: str


class Generation(Record):
    """How the site came about."""

    generator: str
    """The model that wrote the site, or `offline`."""
    attempts: tuple[Attempt, ...] = ()
    cost_usd: float | None = None
    """None where a price is unknown."""
    rounds_of_repair: int = 0
    sources: tuple[SourceFile, ...] = ()
    notes: tuple[str, ...] = ()
    """Sentences for README and summary: what was left out, what the generator could not do."""


class Publication(Record):
    """What is live, and where."""

    repo_url: str
    commit_sha: str
    pages_url: str
    live: bool
    """The marker of exactly this content was seen at `pages_url`."""
    pushed: bool
    """False if the request had been published before and nothing was pushed."""


class Receipt(Record):
    """What the evaluation URL answered."""

    delivered: bool
    status_code: int | None
    attempts: int
    detail: str
    """One sentence: the last answer or error, shortened."""


class StageTime(Record):
    """One line of `timeline.jsonl`: when a stage ran, how it ended and what it used."""

    stage: str
    start: float
    """Unix time, as is `end`."""
    end: float
    outcome: Literal["done", "failed"]
    error: str = ""
    api_calls: dict[str, int] = Field(default_factory=dict)
    """REST calls by class: `read`, `write`, `content` (content-creating)."""
    tokens: int = 0

"""The records that pass between stages: Task (task/model.py) → Site → Verdict → Publication → Receipt."""

from datetime import datetime
from enum import StrEnum
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from orchestrator.task.model import Check


class Record(BaseModel):
    """A frozen record; most are one JSON file of the work directory."""

    model_config = ConfigDict(frozen=True, defer_build=True, extra="forbid")


class Kind(StrEnum):
    """How a check is judged."""

    GATE = "gate"  # if it fails, the site is not published
    JS = "js"  # code of the task, evaluated verbatim in the page
    RULE = "rule"  # a sentence that the table of rules knows
    COMPILED = "compiled"  # a sentence that a model turned into actions and assertions before the app existed
    ALWAYS = "always"  # applies to every site
    ADVISORY = "advisory"  # subjective, or not falsifiable: shown, never counted


class Status(StrEnum):
    """The result of a check; `not_run` is never a pass."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_RUN = "not_run"


class CheckResult(Record):
    """One check: what it expected and what was seen."""

    check: str  # as it was sent, or the name of a gate or always-on check
    kind: Kind
    status: Status
    round: int  # the round that brought the check; 0 for gate and always-on checks
    expected: str = ""
    seen: str = ""  # evidence: value, excerpt or console line, shortened
    where: str = ""  # file, selector or URL of the evidence
    screenshot: str | None = None  # name of a file in `screenshots/`


class Verdict(Record):
    """The result of verifying one site."""

    content: str  # `Site.content_digest()` of that site
    results: tuple[CheckResult, ...]
    seconds: float = 0.0

    def counted(self, status: Status) -> tuple[CheckResult, ...]:
        """The results of one status, advisory ones left out."""
        return tuple(r for r in self.results if r.status is status and r.kind is not Kind.ADVISORY)

    @property
    def verified(self) -> bool:
        """True if something that the request asks for was checked, and all was run, built and passed."""
        requested = (r for r in self.counted(Status.PASSED) if r.kind not in {Kind.GATE, Kind.ALWAYS})
        incomplete = self.counted(Status.FAILED) or self.counted(Status.NOT_RUN)
        return any(requested) and not incomplete

    @property
    def refusals(self) -> tuple[CheckResult, ...]:
        """The failed gate checks: with any of them the site is not published."""
        return tuple(r for r in self.results if r.kind is Kind.GATE and r.status is Status.FAILED)


class PastRound(Record):
    """One published round with its checks."""

    round: int
    request: str  # digest of the request (`orchestrator.task.identity.request_digest`)
    brief: str
    checks: tuple[Check, ...]
    attachments: str = ""  # sha256 over their names and bytes; empty in older markers


class Tally(Record):
    """A verdict in numbers, advisory results left out: the word of the generate job, which ran the checks."""

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
    request: str  # digest of the request that made this content
    sender: str = ""  # `orchestrator.task.ownership.sender_digest`; empty in older markers
    received_at: AwareDatetime | None = None  # when that request was received; missing in older markers
    content: str  # `Site.content_digest()` of the pushed files
    generator: str  # the model that wrote the site, or `offline`
    verdict: Tally
    rounds: tuple[PastRound, ...]  # all rounds of the app, oldest first, this one included

    @classmethod
    def read(cls, content: bytes) -> "Deployment | None":
        """Read `deployment.json`; None if it is not of this system."""
        try:
            return cls.model_validate_json(content)
        except ValidationError:
            return None


class Target(Record):
    """The repository of the app and its state before this round; written by the generate stage."""

    owner: str
    repo: str
    pages_url: str
    base_sha: str | None = None
    """Head of the default branch before this round; None if there is no repository."""
    deployment: Deployment | None = None  # the marker found at that head
    already_published: bool = False
    """The same request was published before: nothing is built, only the callback is sent again."""


class Attempt(Record):
    """One call of a model."""

    model: str
    purpose: str  # `write`, `revise`, `repair`, `continue`, `compile` …
    outcome: str  # finish reason, or the error
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
    """How the site was made."""

    generator: str  # the model that wrote the site, or `offline`
    attempts: tuple[Attempt, ...] = ()
    cost_usd: float | None = None  # None if a price is unknown
    rounds_of_repair: int = 0
    sources: tuple[SourceFile, ...] = ()
    notes: tuple[str, ...] = ()
    """Sentences for README and summary: what is missing, what the generator could not do."""


class Publication(Record):
    """What was published, and where."""

    repo_url: str
    commit_sha: str
    pages_url: str
    live: bool  # the marker of this content was seen at `pages_url`
    pushed: bool  # False if the request was published before
    note: str = ""  # what the sender should know about how it went live


class Receipt(Record):
    """What the evaluation URL answered."""

    delivered: bool
    status_code: int | None
    attempts: int
    detail: str  # the last answer or error in one sentence


class StageTime(Record):
    """One line of `timeline.jsonl`."""

    stage: str
    start: float  # Unix time, as is `end`
    end: float
    outcome: Literal["done", "failed"]
    error: str = ""
    retryable: bool = True  # whether running the same again can help
    api_calls: dict[str, int] = Field(default_factory=dict)
    """REST calls by class: `read`, `write`, `content` (content-creating)."""
    tokens: int = 0

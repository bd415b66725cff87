"""What became of one request, read from the files that its run left behind."""

import json
import re
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from orchestrator.records import CheckResult, Generation, Kind, Publication, Receipt, Status, Verdict
from orchestrator.records.workdir import MissingRecord, WorkDir

LAST_WORDS = 12
"""Lines of the log that are shown of a failed run."""

_ACT_LINE = re.compile("[⭐✅⚙❌🏁]|Cleaning up container|^ *act ")


@dataclass(frozen=True)
class Outcome:
    """Everything that the table and the JSON document show of one request."""

    file: str
    task_id: str
    round: int
    conclusion: str  # of the workflow run, in GitHub's words
    seconds: float  # from the POST to the end of the run
    run_log: str  # path of the readable log; empty where it is about to be thrown away
    last_words: str = ""  # the end of the log of a run that failed
    generator: str | None = None
    notes: tuple[str, ...] = ()
    checks: tuple[CheckResult, ...] = ()
    verified: bool = False
    publication: Publication | None = None
    receipt: Receipt | None = None
    callbacks: tuple[dict[str, Any], ...] = ()
    """Taken by the receiver for this request, e-mail and nonce left out."""
    stages: dict[str, float] = field(default_factory=dict)  # stage → seconds, in the order in which they ran
    api_calls: dict[str, int] = field(default_factory=dict)
    """REST calls of the run by class, as the stand-in counted them."""

    @property
    def failed_checks(self) -> tuple[CheckResult, ...]:
        """Counted checks that failed; advisory ones are told, not counted."""
        return tuple(c for c in self.checks if c.status is Status.FAILED and c.kind is not Kind.ADVISORY)

    @property
    def good(self) -> bool:
        """The callback was taken and no check failed."""
        delivered = self.receipt is not None and self.receipt.delivered and bool(self.callbacks)
        return self.conclusion == "success" and delivered and not self.failed_checks

    def as_json(self) -> dict[str, Any]:
        """The same, ready for `json.dumps`."""
        plain = asdict(self)
        plain["checks"] = [check.model_dump(mode="json") for check in self.checks]
        for name in ("publication", "receipt"):
            record = getattr(self, name)
            plain[name] = record.model_dump(mode="json") if record else None
        return {"ok": self.good, **plain}


def last_words(log: Path) -> str:
    """What the steps of a run said last, without the lines of act itself."""
    lines = log.read_text("utf-8", "replace").splitlines() if log.is_file() else []
    return "\n".join([line for line in lines if not _ACT_LINE.search(line)][-LAST_WORDS:])


def read_records(folder: Path) -> dict[str, Any]:
    """The fields of an Outcome that an artifact of the run holds, unpacked at `folder`."""
    work = WorkDir(folder)
    generation, verdict = _read(work.generation), _read(work.verdict)
    fields: dict[str, Any] = {
        "publication": _read(work.publication),
        "receipt": _read(work.receipt),
        "stages": {},
    }
    if isinstance(generation, Generation):
        fields |= {"generator": generation.generator, "notes": generation.notes}
    if isinstance(verdict, Verdict):
        fields |= {"checks": verdict.results, "verified": verdict.verified}
    for line in work.timeline():
        fields["stages"][line.stage] = round(line.end - line.start, 3)
    return fields


def _read(load: Any) -> object:  # noqa: ANN401 - one of WorkDir's readers
    try:
        return load()
    except MissingRecord:
        return None


def dump(outcomes: list[Outcome], places: dict[str, str]) -> str:
    """The JSON document of `--json`."""
    requests = [outcome.as_json() for outcome in outcomes]
    return json.dumps({"ok": all(o.good for o in outcomes), **places, "requests": requests}, indent=2)

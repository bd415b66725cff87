"""The outcome of one request, read from the files of its run."""

import json
import re
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from orchestrator.records import CheckResult, Kind, Publication, Receipt, Status
from orchestrator.records.workdir import MissingRecord, WorkDir
from scripts.localhub.models import Run

LOG_LINES = 12
"""Lines of the log that are shown of a failed run."""

_ACT_LINE = re.compile("[⭐✅⚙❌🏁]|Cleaning up container|^ *act ")


@dataclass(frozen=True)
class Outcome:
    """Everything that is shown of one request."""

    file: str
    task_id: str
    round: int
    conclusion: str  # of the workflow run, in GitHub's words
    seconds: float  # from the request to the end of the run
    run_log: str  # path of the readable log
    log_tail: str = ""  # the end of the log, if the run failed
    generator: str | None = None
    notes: tuple[str, ...] = ()
    checks: tuple[CheckResult, ...] = ()
    verified: bool = False
    publication: Publication | None = None
    receipt: Receipt | None = None
    callbacks: tuple[dict[str, Any], ...] = ()  # accepted by the demo's receiver, without e-mail and nonce
    stages: dict[str, float] = field(default_factory=dict)  # stage → seconds
    api_calls: dict[str, int] = field(default_factory=dict)  # REST calls of the run by class, not the relay's
    created: tuple[str, ...] = ()  # the endpoints of the content-creating ones

    def counted(self, status: Status) -> tuple[CheckResult, ...]:
        """The checks with this status, without advisory ones."""
        return tuple(c for c in self.checks if c.status is status and c.kind is not Kind.ADVISORY)

    @property
    def already_published(self) -> bool:
        """The same request was published before, so only the callback was sent again."""
        return self.publication is not None and not self.publication.pushed

    @property
    def good(self) -> bool:
        """The app is live, the callback was accepted or not asked for, and every check passed."""
        reported = self.receipt is not None and (self.receipt.delivered or self.receipt.attempts == 0)
        passed = not self.counted(Status.FAILED) and not self.counted(Status.NOT_RUN)
        return self.conclusion == "success" and reported and passed

    def as_json(self) -> dict[str, Any]:
        """The same, ready for `json.dumps`."""
        return {"ok": self.good, **TypeAdapter(Outcome).dump_python(self, mode="json")}


def read_run(run: Run) -> dict[str, Any]:
    """The fields of an Outcome that the run itself left behind."""
    folder = run.artifacts / ("result" if (run.artifacts / "result").is_dir() else "run")
    work = WorkDir(folder / "files")
    fields: dict[str, Any] = {
        "conclusion": run.conclusion or "unknown",
        "run_log": str(run.log),
        "log_tail": "" if run.conclusion == "success" else _log_tail(run.log),
        "stages": {line.stage: round(line.end - line.start, 3) for line in work.timeline()},
    }
    with suppress(MissingRecord):  # a repeat has neither
        generation, verdict = work.generation(), work.verdict()
        fields |= {"generator": generation.generator, "notes": generation.notes}
        fields |= {"checks": verdict.results, "verified": verdict.verified}
    with suppress(MissingRecord):
        fields["publication"] = work.publication()
        fields["receipt"] = work.receipt()
    return fields


def _log_tail(log: Path) -> str:
    """The last lines of the steps of a run, without the lines of act itself."""
    lines = log.read_text("utf-8", "replace").splitlines() if log.is_file() else []
    return "\n".join([line for line in lines if not _ACT_LINE.search(line)][-LOG_LINES:])


def dump(outcomes: list[Outcome], extra: dict[str, str]) -> str:
    """The JSON document of `--json`."""
    requests = [outcome.as_json() for outcome in outcomes]
    return json.dumps({"ok": all(o.good for o in outcomes), **extra, "requests": requests}, indent=2)

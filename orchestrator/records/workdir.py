"""The work directory: one file per record, so that every step can be run alone, inspected, and run again."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import BaseModel, ValidationError

from orchestrator.errors import InputError, OrchestratorError
from orchestrator.records import Generation, Publication, Receipt, Record, StageTime, Target, Verdict
from orchestrator.records.site import Site
from orchestrator.task.event import Envelope

Model = TypeVar("Model", bound=BaseModel)

TASK = "task.json"
TIMELINE = "timeline.jsonl"


class MissingRecord(InputError):
    """A step was run before the one that writes its input."""

    def __init__(self, path: Path, step: str) -> None:
        super().__init__(f"{path}: not there; run `orchestrator {step}` first")


class BrokenRecord(InputError):
    """A file of the work directory cannot be read or written."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path}: {reason}")


@dataclass
class StageCount:
    """What one stage used, filled in while it runs and written to the timeline."""

    api_calls: dict[str, int] = field(default_factory=dict)
    """REST calls by class: `read`, `write`, `content` (content-creating)."""
    tokens: int = 0


@dataclass(frozen=True)
class WorkDir:
    """The folder `run/` with the records of all stages."""

    root: Path

    @property
    def site_folder(self) -> Path:
        """The generated app, as it will be pushed."""
        return self.root / "site"

    @property
    def attachments_folder(self) -> Path:
        """The decoded attachments."""
        return self.root / "attachments"

    @property
    def screenshots_folder(self) -> Path:
        """The screenshots of the verification."""
        return self.root / "screenshots"

    @property
    def workflow_log(self) -> Path:
        """The log of the target's own workflow, if it failed."""
        return self.root / "workflow.log"

    def envelope(self) -> Envelope:
        """`task.json`: private (e-mail, nonce), so no artifact may contain it."""
        return self._load(TASK, Envelope, "accept")

    def save_envelope(self, envelope: Envelope) -> None:
        """Write `task.json`, readable by its owner only, and the decoded attachments."""
        self._make()
        path = self.root / TASK
        path.unlink(missing_ok=True)
        # no temporary file as for the other records: an artifact could pick it up
        with os.fdopen(
            os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8"
        ) as file:
            file.write(envelope.model_dump_json(by_alias=True, exclude_none=True) + "\n")
        Site({a.name: a.content for a in envelope.task.attachments}).write(self.attachments_folder)

    def target(self) -> Target:
        """`target.json`."""
        return self._record(Target, "generate")

    def generation(self) -> Generation:
        """`generation.json`."""
        return self._record(Generation, "generate")

    def verdict(self) -> Verdict:
        """`verdict.json`."""
        return self._record(Verdict, "generate")

    def publication(self) -> Publication:
        """`publication.json`."""
        return self._record(Publication, "publish")

    def receipt(self) -> Receipt:
        """`receipt.json`."""
        return self._record(Receipt, "notify")

    def save(self, record: Record) -> None:
        """Write a record to the file named after it: `Verdict` to `verdict.json`."""
        self._make()
        path = self.root / _file_name(type(record))
        new = path.with_name(f".{path.name}.new")
        new.write_text(record.model_dump_json(indent=1) + "\n", "utf-8")
        new.replace(path)

    def has(self, name: str) -> bool:
        """Whether the file `name` exists."""
        return (self.root / name).is_file()

    def site(self) -> Site:
        """The site in `site/`."""
        if not self.site_folder.is_dir():
            raise MissingRecord(self.site_folder, "generate")
        return Site.read(self.site_folder)

    @contextmanager
    def stage(self, name: str) -> Iterator[StageCount]:
        """Measure a stage and append one line to `timeline.jsonl`, whether it succeeds or raises."""
        count, start = StageCount(), time.time()
        outcome: Literal["done", "failed"] = "failed"
        message, retryable = "", True
        try:
            yield count
            outcome = "done"
        except OrchestratorError as error:
            message, retryable = str(error), error.retryable
            raise
        finally:
            used = {"api_calls": count.api_calls, "tokens": count.tokens, "retryable": retryable}
            line = StageTime(stage=name, start=start, end=time.time(), outcome=outcome, error=message, **used)
            self._make()
            with (self.root / TIMELINE).open("a", encoding="utf-8") as file:
                file.write(line.model_dump_json() + "\n")

    def timeline(self) -> list[StageTime]:
        """The last line of each stage in `timeline.jsonl`; incomplete lines are skipped."""
        path = self.root / TIMELINE
        last: dict[str, StageTime] = {}
        for line in path.read_bytes().splitlines() if path.is_file() else []:
            with suppress(ValidationError):
                entry = StageTime.model_validate_json(line)
                last[entry.stage] = entry
        return list(last.values())

    def _make(self) -> None:
        try:
            self.root.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise BrokenRecord(self.root, f"no folder can be made there ({error.strerror})") from error

    def _record(self, model: type[Model], step: str) -> Model:
        return self._load(_file_name(model), model, step)

    def _load(self, name: str, model: type[Model], step: str) -> Model:
        path = self.root / name
        try:
            return model.model_validate_json(path.read_text("utf-8"))
        except FileNotFoundError as error:
            raise MissingRecord(path, step) from error
        except UnicodeDecodeError as error:
            raise BrokenRecord(path, "expected UTF-8 text") from error
        except ValidationError as error:
            problem = error.errors(include_url=False, include_input=False)[0]  # the input may be private
            field = ".".join(str(part) for part in problem["loc"])
            raise BrokenRecord(path, f"{field}: {problem['msg']}") from None


def _file_name(model: type[BaseModel]) -> str:
    return f"{model.__name__.lower()}.json"

"""The work directory: one file per record, so that every step can be run alone, looked at, and run again."""

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


class MissingRecord(InputError):
    """A step was run before the one that writes what it reads."""

    def __init__(self, path: Path, step: str) -> None:
        super().__init__(f"{path}: not there; run `orchestrator {step}` first")


class BrokenRecord(InputError):
    """A file of the work directory is not what its step writes."""

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
    """The folder `run/`: typed access to the files that the stages hand on."""

    root: Path

    @property
    def site_folder(self) -> Path:
        """Where the generated app lies, as it will be pushed."""
        return self.root / "site"

    @property
    def attachments_folder(self) -> Path:
        """Where the decoded attachments lie."""
        return self.root / "attachments"

    @property
    def screenshots_folder(self) -> Path:
        """Where verification puts its pictures."""
        return self.root / "screenshots"

    @property
    def workflow_log(self) -> Path:
        """Where publishing leaves the log of the target's own workflow, if that failed."""
        return self.root / "workflow.log"

    def envelope(self) -> Envelope:
        """`task.json`: private (e-mail, nonce), so it is never part of an artifact."""
        return self._load("task.json", Envelope, "accept")

    def save_envelope(self, envelope: Envelope) -> None:
        """Write `task.json`, readable by its owner alone, and the decoded attachments."""
        path = self._save("task.json", envelope.model_dump_json(by_alias=True, exclude_none=True))
        path.chmod(0o600)
        Site({a.name: a.content for a in envelope.task.attachments}).write(self.attachments_folder)

    def target(self) -> Target:
        """`target.json`."""
        return self._load("target.json", Target, "generate")

    def generation(self) -> Generation:
        """`generation.json`."""
        return self._load("generation.json", Generation, "generate")

    def verdict(self) -> Verdict:
        """`verdict.json`."""
        return self._load("verdict.json", Verdict, "generate")

    def publication(self) -> Publication:
        """`publication.json`."""
        return self._load("publication.json", Publication, "publish")

    def receipt(self) -> Receipt:
        """`receipt.json`."""
        return self._load("receipt.json", Receipt, "notify")

    def save(self, record: Record) -> None:
        """Write a record to the file that bears its name: `Verdict` to `verdict.json`."""
        self._save(f"{type(record).__name__.lower()}.json", record.model_dump_json(indent=1))

    def has(self, name: str) -> bool:
        """Whether the file `name` was written."""
        return (self.root / name).is_file()

    def site(self) -> Site:
        """The site as it lies in `site/`."""
        if not self.site_folder.is_dir():
            raise MissingRecord(self.site_folder, "generate")
        return Site.read(self.site_folder)

    @contextmanager
    def stage(self, name: str) -> Iterator[StageCount]:
        """Time a stage and append one line to `timeline.jsonl`, whether it succeeds or raises."""
        count, start = StageCount(), time.time()
        outcome: Literal["done", "failed"] = "failed"
        said = ""
        try:
            yield count
            outcome = "done"
        except OrchestratorError as error:
            said = str(error)
            raise
        finally:
            line = StageTime(
                stage=name,
                start=start,
                end=time.time(),
                outcome=outcome,
                error=said,
                api_calls=count.api_calls,
                tokens=count.tokens,
            )
            self._make()
            with (self.root / "timeline.jsonl").open("a", encoding="utf-8") as file:
                file.write(line.model_dump_json() + "\n")

    def timeline(self) -> list[StageTime]:
        """The lines of `timeline.jsonl`; one that a killed command left in pieces is passed over."""
        path = self.root / "timeline.jsonl"
        lines = path.read_bytes().splitlines() if path.is_file() else []
        found = []
        for line in lines:
            with suppress(ValidationError):
                found.append(StageTime.model_validate_json(line))
        return found

    def _make(self) -> None:
        try:
            self.root.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise BrokenRecord(self.root, f"no folder can be made there ({error.strerror})") from error

    def _save(self, name: str, text: str) -> Path:
        self._make()
        path = self.root / name
        fresh = path.with_name(f".{name}.new")
        fresh.write_text(text + "\n", "utf-8")
        return fresh.replace(path)

    def _load(self, name: str, model: type[Model], step: str) -> Model:
        path = self.root / name
        try:
            return model.model_validate_json(path.read_text("utf-8"))
        except FileNotFoundError as error:
            raise MissingRecord(path, step) from error
        except UnicodeDecodeError as error:
            raise BrokenRecord(path, "expected UTF-8 text") from error
        except ValidationError as error:
            # the input stays out of the message: it may be private
            problem = error.errors(include_url=False, include_input=False)[0]
            field = ".".join(str(part) for part in problem["loc"])
            raise BrokenRecord(path, f"{field}: {problem['msg']}") from None

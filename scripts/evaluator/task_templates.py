"""Task templates: one YAML file for each kind of task, made into a request for one submission by a seed.

A template has an `id`, `values` (Jinja expressions, evaluated in order; `rng` is a random generator seeded
for the submission, `seed` its five hexadecimal digits), `attachments` (with a `text`, or with `rows` for an
.xlsx file), a `round1` and one or more alternatives of `round2`, each with `brief` and `checks`. All texts
are Jinja templates.
"""

import base64
import hashlib
import io
import random
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from scripts.demo_runner.request_files import UnusableFile

_JINJA = SandboxedEnvironment(undefined=StrictUndefined, autoescape=False)

FOLDER = Path(__file__).resolve().parents[2] / "templates" / "tasks"


class TemplateFault(UnusableFile):
    """A task template cannot be read or rendered."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class AttachmentTemplate(_Part):
    """A file that comes with the task, from its `text` or its `rows`."""

    name: str
    text: str = ""
    rows: str | None = None  # an expression for the rows of the only sheet of an .xlsx file


class RoundTemplate(_Part):
    """What one round asks for."""

    brief: str
    checks: tuple[str | dict[str, str], ...]  # a sentence, or {"js": code}


class TaskTemplate(_Part):
    """One kind of task; its `id` begins every task that is made from it."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{1,60}$")
    values: dict[str, str] = {}
    attachments: tuple[AttachmentTemplate, ...] = ()
    round1: RoundTemplate
    round2: tuple[RoundTemplate, ...] = Field(min_length=1)
    path: Path  # the file that it was read from

    @classmethod
    def read(cls, path: Path) -> "TaskTemplate":
        """Read and check one file; TemplateFault if it is no YAML, or a field is missing or wrong."""
        try:
            content = yaml.safe_load(path.read_text("utf-8"))
            return cls.model_validate(content | {"path": path} if isinstance(content, dict) else content)
        except OSError as error:
            raise TemplateFault(path, error.strerror or "cannot be read") from error
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            raise TemplateFault(path, " ".join(str(error).split())) from error
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            field = ".".join(str(part) for part in first["loc"]) or "the file"
            raise TemplateFault(path, f"{field}: {first['msg']}") from None

    def values_for(self, seed: str) -> dict[str, Any]:
        """The values of one submission; the same seed always gives the same ones."""
        rng = random.Random(f"{self.id} {seed}")  # noqa: S311 - the same data again, no secret
        found: dict[str, Any] = {"seed": seed}
        for name, expression in self.values.items():
            found[name] = _evaluated(expression, found | {"rng": rng})
        return found

    def fields(self, seed: str, round_number: int) -> dict[str, Any]:
        """`task`, `round`, `brief`, `checks` and `attachments` of a request.

        Raises:
            TemplateFault: an expression or text cannot be evaluated.
        """
        part = self.round1 if round_number == 1 else self.round2[int(seed, 16) % len(self.round2)]
        try:
            values = self.values_for(seed)
            return {
                "task": f"{self.id}-{seed}",
                "round": round_number,
                "brief": _rendered(part.brief, values),
                "checks": [
                    _rendered(check, values)
                    if isinstance(check, str)
                    else {kind: _rendered(body, values) for kind, body in check.items()}
                    for check in part.checks
                ],
                "attachments": [_attachment(a, values) for a in self.attachments if round_number == 1],
            }
        except (TemplateError, ArithmeticError, LookupError, TypeError, ValueError) as error:
            raise TemplateFault(self.path, f"{type(error).__name__}: {error}") from error


def _attachment(attachment: AttachmentTemplate, values: Mapping[str, Any]) -> dict[str, str]:
    if attachment.rows is None:
        content = _rendered(attachment.text, values).encode()
    else:
        content = _workbook(_evaluated(attachment.rows, values))
    url = f"data:application/octet-stream;base64,{base64.b64encode(content).decode()}"
    return {"name": _rendered(attachment.name, values), "url": url}


def _evaluated(expression: str, values: Mapping[str, Any]) -> Any:  # noqa: ANN401 - whatever it yields
    return _JINJA.compile_expression(expression, undefined_to_none=False)(**values)


def _rendered(text: str, values: Mapping[str, Any]) -> str:
    return _JINJA.from_string(text).render(values)


def _workbook(rows: Iterable[list[Any]]) -> bytes:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in rows:
        sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def seed_of(email: str, template_id: str, now: datetime) -> str:
    """Five hexadecimal digits that follow from the address, the template and the hour."""
    text = f"{email.casefold()} {template_id} {now:%Y-%m-%d-%H}"
    return hashlib.sha256(text.encode()).hexdigest()[:5]


def read_templates(folder: Path) -> tuple[list[TaskTemplate], list[str]]:
    """Every template of a folder (or the one of a file), and a problem for each file that is none."""
    paths = sorted(folder.glob("*.y*ml")) if folder.is_dir() else [folder]
    templates, problems = [], [] if paths else [f"{folder}: no task template (*.yaml) is there"]
    for path in paths:
        try:
            template = TaskTemplate.read(path)
            template.fields("00000", 1)
            template.fields("00000", 2)
            templates.append(template)
        except TemplateFault as error:
            problems.append(str(error))
    return templates, problems


def chosen(templates: list[TaskTemplate], email: str) -> TaskTemplate:
    """The template of one submission: by its address, so that a class gets a mix."""
    digest = hashlib.sha256(email.casefold().encode()).digest()
    return templates[int.from_bytes(digest[:4], "big") % len(templates)]

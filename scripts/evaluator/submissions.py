"""The CSV of submissions: who has handed in which endpoint. A wrong row is one problem; the others go on."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from orchestrator.errors import InputError

COLUMNS = ("email", "endpoint", "secret")

_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,255}")
_ENDPOINT = re.compile(r"https?://[^\s/?#]+[^\s]*")


class NoSubmissions(InputError):
    """The file as a whole is not what was expected."""

    def __init__(self, path: Path, reason: str) -> None:
        """Name the file and what it lacks."""
        super().__init__(f"{path}: {reason}")


@dataclass(frozen=True)
class Submission:
    """One participant; `endpoint` takes the requests of all rounds."""

    email: str
    endpoint: str
    secret: str = field(repr=False)


def read_submissions(path: Path) -> tuple[list[Submission], list[str]]:
    """The rows of a CSV file with the columns `email`, `endpoint` and `secret`; the last of an e-mail counts.

    Raises:
        NoSubmissions: the file cannot be read, or a column is missing.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
            if missing:
                raise NoSubmissions(
                    path, f"expected the columns {', '.join(COLUMNS)}; {missing[0]} is missing"
                )
            return _rows(path, reader)
    except OSError as error:
        raise NoSubmissions(path, error.strerror or "cannot be read") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise NoSubmissions(path, f"expected a CSV file in UTF-8 ({error})") from error


def _rows(path: Path, reader: "csv.DictReader[str]") -> tuple[list[Submission], list[str]]:
    found: dict[str, Submission] = {}
    problems: list[str] = []
    for row in reader:
        values = [(row.get(name) or "").strip() for name in COLUMNS]
        wrong = next(_wrong(*values), None)
        if wrong:
            problems.append(f"{path}, line {reader.line_num}: {wrong}")
        else:
            found[values[0].casefold()] = Submission(*values)
    return list(found.values()), problems


def _wrong(email: str, endpoint: str, secret: str) -> Iterator[str]:
    if not _EMAIL.fullmatch(email):
        yield "email: expected an address such as name@example.com"
    if not _ENDPOINT.fullmatch(endpoint):
        yield "endpoint: expected an address that begins with http:// or https://"
    if not secret:
        yield "secret: expected the secret that the endpoint asks for"

"""The CSV of submissions: who has handed in which endpoint. A wrong row is one problem; the others go on."""

import csv
import re
from dataclasses import dataclass, field
from pathlib import Path

from scripts.demo_runner.request_files import UnusableFile

COLUMNS = {
    "email": (r"[^@\s]{1,64}@[^@\s]{1,255}", "an address such as name@example.com"),
    "endpoint": (r"https?://[^\s/?#]+[^\s]*", "an address that begins with http:// or https://"),
    "secret": (r"(?s).+", "the secret that the endpoint asks for"),
}
"""Column → what its values look like, and that in words."""


@dataclass(frozen=True)
class Submission:
    """One participant; `endpoint` takes the requests of all rounds."""

    email: str
    endpoint: str
    secret: str = field(repr=False)


def read_submissions(path: Path) -> tuple[dict[str, Submission], list[str]]:
    """The submissions of a CSV file by casefolded e-mail (the last counts), and a problem for each wrong row.

    Raises:
        UnusableFile: the file cannot be read, or a column is missing.
    """
    found: dict[str, Submission] = {}
    problems: list[str] = []
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            if missing := [name for name in COLUMNS if name not in (reader.fieldnames or ())]:
                raise UnusableFile(
                    path, f"expected the columns {', '.join(COLUMNS)}; {missing[0]} is missing"
                )
            for row in reader:
                values = {name: (row.get(name) or "").strip() for name in COLUMNS}
                wrong = [name for name in COLUMNS if not re.fullmatch(COLUMNS[name][0], values[name])]
                if wrong:
                    place = f"{path}, line {reader.line_num}: {wrong[0]}"
                    problems.append(f"{place}: expected {COLUMNS[wrong[0]][1]}")
                else:
                    found[values["email"].casefold()] = Submission(**values)
    except OSError as error:
        raise UnusableFile(path, error.strerror or "cannot be read") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise UnusableFile(path, f"expected a CSV file in UTF-8 ({error})") from error
    return found, problems

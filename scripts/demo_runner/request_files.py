"""Reading the request files of the command line, before anything is started."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from orchestrator.errors import InputError, InvalidField
from orchestrator.task.event import read_task

SAMPLE = Path(__file__).with_name("sample.json")


class UnusableFile(InputError):
    """A file as a whole is not what was expected; the message names it and the problem."""

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(f"{path}: {problem}")


@dataclass(frozen=True)
class RequestFile:
    """One request as it is in a file."""

    path: Path
    fields: dict[str, Any]


def read_request_files(paths: list[Path]) -> list[RequestFile]:
    """Read and validate all files; without files, the sample.

    Raises:
        UnusableFile: the first file that is unreadable, not JSON, or not a request.
    """
    return [_read(path) for path in paths or [SAMPLE]]


def _read(path: Path) -> RequestFile:
    try:
        text = path.read_text("utf-8")
        if not text.strip():
            raise UnusableFile(path, "is empty")
        fields = json.loads(text)
        if not isinstance(fields, dict):
            raise UnusableFile(path, "expected a JSON object with the fields of a request")
        read_task(fields)
    except OSError as error:
        raise UnusableFile(path, f"cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise UnusableFile(path, "expected UTF-8 text") from error
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise UnusableFile(path, f"expected JSON; {where}: {error.msg}") from error
    except (ValueError, RecursionError) as error:
        raise UnusableFile(path, "expected JSON that Python can read") from error
    except InvalidField as error:
        raise UnusableFile(path, str(error)) from error
    return RequestFile(path, fields)

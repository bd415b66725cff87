"""A request file that cannot be sent is named with its field before anything is started."""

import json
from pathlib import Path
from typing import Any

import pytest

from scripts.demo_runner.cli import main
from scripts.demo_runner.request_files import SAMPLE, read_request_files


def write(folder: Path, content: str | bytes) -> Path:
    path = folder / "request.json"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_without_files_the_sample_is_sent() -> None:
    assert [file.path for file in read_request_files([])] == [SAMPLE]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"brief": None}, "brief: expected a text"),
        ({"round": "two"}, "round: expected a whole number"),
        ({"evaluation_url": None}, "evaluation_url: expected a value, it is missing"),
        (
            {"attachments": [{"name": "x", "url": "data:text/csv;base64,%%%"}]},
            "attachments.0.url: expected valid base64 after the comma (Only base64 data is allowed)",
        ),
        (
            {"attachments": [{"name": "../x", "url": "data:,x"}]},
            (
                "attachments.0.name: expected a safe relative path, not '../x': "
                "it is absolute, has an empty segment, or a segment . or .."
            ),
        ),
    ],
)
def test_a_wrong_field_ends_the_demo_with_one_line(
    tmp_path: Path,
    request_fields: dict[str, Any],
    change: dict[str, Any],
    problem: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = write(tmp_path, json.dumps(request_fields | change))
    assert main(["--once", "--json", str(path)]) == 2
    said = capsys.readouterr()
    assert said.err == f"{path}: {problem}\n"
    assert said.out == ""


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("{", "expected JSON; line 1: Expecting property name enclosed in double quotes"),
        ("[]", "expected a JSON object with the fields of a request"),
        (b"\xff\xfe", "expected UTF-8 text"),
    ],
)
def test_a_file_that_is_no_request_is_named(
    tmp_path: Path, content: str | bytes, problem: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(tmp_path, content)
    assert main([str(path)]) == 2
    assert capsys.readouterr().err == f"{path}: {problem}\n"


def test_a_file_that_is_not_there_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "absent.json"
    assert main([str(path)]) == 2
    assert capsys.readouterr().err == f"{path}: cannot be read (No such file or directory)\n"

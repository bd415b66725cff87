"""Wrong request files and arguments are one line, before anything is started."""

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
        ({"brief": None}, "brief: expected a text, or an object with the texts name and description"),
        ({"round": "two"}, "round: expected a whole number"),
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
        ("{", "expected JSON; line 1, column 2: Expecting property name enclosed in double quotes"),
        (" ", "is empty"),
        ("[" * 100_000, "expected JSON that Python can read"),
        ("[]", "expected a JSON object with the fields of a request"),
        (b"\xff\xfe", "expected UTF-8 text"),
    ],
)
def test_a_file_that_is_not_a_request_is_named(
    tmp_path: Path, content: str | bytes, problem: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(tmp_path, content)
    assert main([str(path)]) == 2
    assert capsys.readouterr().err == f"{path}: {problem}\n"


def test_a_missing_file_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "absent.json"
    assert main([str(path)]) == 2
    assert capsys.readouterr().err == f"{path}: cannot be read (No such file or directory)\n"


@pytest.mark.parametrize(
    ("folder", "problem"),
    [
        ("/proc/x", "a folder that can be made, /proc/x: "),
        (f"{SAMPLE}/sub", f"a folder that can be made, {SAMPLE}/sub: Not a directory"),
        (str(SAMPLE), f"a new or empty folder, {SAMPLE} is neither"),
    ],
)
def test_a_wrong_folder_for_the_results_is_one_line(
    folder: str, problem: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--once", "--keep", folder]) == 2
    assert capsys.readouterr().err.startswith(f"--keep: expected {problem}")


def test_a_request_needs_no_evaluation_url(tmp_path: Path, request_fields: dict[str, Any]) -> None:
    del request_fields["evaluation_url"]
    path = write(tmp_path, json.dumps(request_fields))
    assert [file.fields for file in read_request_files([path])] == [request_fields]

"""Wrong request files and arguments are one line, before anything is started."""

import json
from pathlib import Path
from typing import Any

import pytest

from scripts.demo_runner.__main__ import main
from scripts.demo_runner.request_files import SAMPLE, read_request_files

Fields = dict[str, Any]
Capsys = pytest.CaptureFixture[str]


def attached(name: str, url: str) -> Fields:
    return {"attachments": [{"name": name, "url": url}]}


UNSAFE = "not '../x': it is absolute, has an empty segment, or a segment . or .."


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ({"brief": None}, "brief: expected a text, or an object with the texts name and description"),
        ({"round": "two"}, "round: expected a whole number"),
        (attached("x", "data:text/csv;base64,%%%"),
         "attachments.0.url: expected valid base64 after the comma (Only base64 data is allowed)"),
        (attached("../x", "data:,x"), f"attachments.0.name: expected a safe relative path, {UNSAFE}"),
        (b"{", "expected JSON; line 1, column 2: Expecting property name enclosed in double quotes"),
        (b" ", "is empty"),
        (b"[" * 100_000, "expected JSON that Python can read"),
        (b"[]", "expected a JSON object with the fields of a request"),
        (b"\xff\xfe", "expected UTF-8 text"),
        (None, "cannot be read (No such file or directory)"),
    ],
)  # fmt: skip
def test_a_file_that_is_not_a_request_ends_the_demo_with_one_line(
    tmp_path: Path, request_fields: Fields, content: bytes | Fields | None, problem: str, capsys: Capsys
) -> None:
    path = tmp_path / "request.json"
    if content is not None:
        changed = json.dumps(request_fields | content).encode() if isinstance(content, dict) else content
        path.write_bytes(changed)
    assert main(["--once", "--json", str(path)]) == 2
    assert capsys.readouterr() == ("", f"{path}: {problem}\n")


@pytest.mark.parametrize(
    ("folder", "problem"),
    [
        ("/proc/x", "a folder that can be made, /proc/x: "),
        (f"{SAMPLE}/sub", f"a folder that can be made, {SAMPLE}/sub: Not a directory"),
        (str(SAMPLE), f"a new or empty folder, {SAMPLE} is neither"),
    ],
)
def test_a_wrong_folder_for_the_results_is_one_line(folder: str, problem: str, capsys: Capsys) -> None:
    assert main(["--once", "--keep", folder]) == 2
    assert capsys.readouterr().err.startswith(f"--keep: expected {problem}")


def test_without_files_the_sample_is_sent_and_a_request_needs_no_evaluation_url(
    tmp_path: Path, request_fields: Fields
) -> None:
    assert [file.path for file in read_request_files([])] == [SAMPLE]
    del request_fields["evaluation_url"]
    path = tmp_path / "request.json"
    path.write_text(json.dumps(request_fields), "utf-8")
    assert [file.fields for file in read_request_files([path])] == [request_fields]

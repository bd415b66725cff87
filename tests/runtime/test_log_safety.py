"""Nothing that strangers wrote becomes a command of GitHub's runner."""

import argparse
import re
from pathlib import Path

import pytest

from orchestrator.cli import main
from orchestrator.errors import InvalidField
from orchestrator.runtime import actions
from orchestrator.settings import Settings

HOSTILE = [
    "##[set-env name=a]b",
    "Sales region ##[set-output name=final]true",
    "x\n::set-output name=final::true",
    "x\r::add-mask::e",
    "x\u2028::stop-commands::abc\u0085::error::y",
    "  ::warning::x",
    "%0A::error::x%0D##[error]y",
    "\ud800##\u200b[add-path]z\x1b[2J",
]


def commands(log: str) -> list[str]:
    """What the runner would execute (actions/runner, `ActionCommand.TryParseV2`, then `TryParse`)."""
    found = []
    for line in re.split(r"\r\n|\r|\n", log):
        text = line.lstrip()
        if text.startswith("::") and "::" in text[2:]:
            found.append(re.split(r"[ :]", text[2:])[0])
        elif match := re.search(r"##\[([^\]]*)\]", line):
            found.append(match[1])
    return found


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("unexpected", [False, True])
def test_a_failure_with_text_of_strangers_commands_nothing(
    text: str,
    unexpected: bool,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    def run(_: argparse.Namespace, __: Settings) -> int:
        raise RuntimeError(text) if unexpected else InvalidField(text, text)

    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_OUTPUT", str(tmp_path / "output"))
    monkeypatch.setattr("orchestrator.commands.summary.run", run)
    assert main(["summary", "--run", str(tmp_path)]) == (1 if unexpected else 2)
    captured = capsys.readouterr()
    assert commands(captured.err) == []
    assert commands(captured.out) == ["error"]


@pytest.mark.parametrize("text", HOSTILE)
def test_annotations_and_outputs_stay_what_they_are(
    text: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_OUTPUT", str(tmp_path / "output"))
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary"))
    actions.warning(text, text)
    actions.output("name", f"{text}\nfinal=true")
    assert actions.summary(text)
    assert commands(capsys.readouterr().out) == ["warning"]
    [line] = (tmp_path / "output").read_text("utf-8").splitlines()
    assert line.startswith("name=")


def test_a_traceback_keeps_its_lines(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(_: argparse.Namespace, __: Settings) -> int:
        return 1 // 0

    monkeypatch.setattr("orchestrator.commands.summary.run", run)
    assert main(["summary"]) == 1
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == "summary: unexpected failure, please report it"
    assert "    return 1 // 0" in lines
    assert lines[-1] == "ZeroDivisionError: integer division or modulo by zero"


@pytest.mark.parametrize(("command", "final"), [("generate", "final=true\n"), ("publish", "")])
def test_an_unexpected_failure_before_publishing_is_not_retried(
    command: str, final: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def run(_: argparse.Namespace, __: Settings) -> int:
        return 1 // 0

    output = tmp_path / "output"
    output.touch()
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_OUTPUT", str(output))
    monkeypatch.setattr(f"orchestrator.commands.{command}.run", run)
    assert main([command]) == 1
    assert output.read_text("utf-8") == final


def test_an_interrupted_command_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(_: argparse.Namespace, __: Settings) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("orchestrator.commands.summary.run", run)
    assert main(["summary"]) == 130
    assert capsys.readouterr().err == "summary: interrupted\n"

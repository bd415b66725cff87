"""Nothing that strangers wrote becomes a command of GitHub's runner."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from orchestrator.cli import main
from orchestrator.errors import InvalidField
from orchestrator.runtime import actions

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


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[BaseException, str], int]:
    """Runs a command that raises an error, as a step of a workflow; its exit code."""
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    for name in ("output", "step_summary"):
        (tmp_path / name).touch()
        monkeypatch.setenv(f"GITHUB_{name.upper()}", str(tmp_path / name))

    def run(error: BaseException, command: str = "summary") -> int:
        def raising(*_: object) -> int:
            raise error

        monkeypatch.setattr(f"orchestrator.commands.{command}.run", raising)
        return main([command, "--run", str(tmp_path)])

    return run


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("unexpected", [False, True])
def test_a_failure_with_text_of_strangers_commands_nothing(
    text: str,
    unexpected: bool,
    failing: Callable[[BaseException], int],
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert failing(RuntimeError(text) if unexpected else InvalidField(text, text)) == (1 if unexpected else 2)
    captured = capsys.readouterr()
    assert commands(captured.err) == []
    assert commands(captured.out) == ["error"]


@pytest.mark.usefixtures("failing")
@pytest.mark.parametrize("text", HOSTILE)
def test_annotations_and_outputs_stay_what_they_are(
    text: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    actions.warning(text, text)
    actions.output("name", f"{text}\nfinal=true")
    assert actions.summary(text)
    assert commands(capsys.readouterr().out) == ["warning"]
    [line] = (tmp_path / "output").read_text("utf-8").splitlines()
    assert line.startswith("name=")


@pytest.mark.parametrize(("command", "final"), [("generate", "final=true\n"), ("publish", "")])
def test_an_unexpected_failure_keeps_its_traceback_and_is_not_retried_before_publishing(
    command: str,
    final: str,
    failing: Callable[[BaseException, str], int],
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    assert failing(ZeroDivisionError("division by zero"), command) == 1
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == f"{command}: unexpected failure, please report it"
    assert "    raise error" in lines
    assert lines[-1] == "ZeroDivisionError: division by zero"
    assert (tmp_path / "output").read_text("utf-8") == final


def test_an_interrupted_command_says_so(
    failing: Callable[[BaseException], int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert failing(KeyboardInterrupt()) == 130
    assert capsys.readouterr().err == "summary: interrupted\n"

"""The command line: help teaches, failures are one line and an exit code."""

from pathlib import Path

import pytest

from orchestrator.cli import main

COMMANDS = ("preflight", "accept", "generate", "verify", "publish", "notify", "summary", "recover")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_and_its_exit_codes(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    said = capsys.readouterr().out
    assert ended.value.code == 0
    assert "--run" in said
    assert "5 the gate refused the site" in said


def test_a_step_that_comes_too_early_names_the_one_before(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["publish", "--run", str(tmp_path)]) == 2
    assert f"{tmp_path}/task.json: not there; run `orchestrator accept` first" in capsys.readouterr().err


def test_a_wrong_setting_is_named_and_stops_the_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ON_MODEL_FAILURE", "pretend")
    assert main(["generate", "--run", str(tmp_path)]) == 3
    assert capsys.readouterr().err == "generate: ON_MODEL_FAILURE: expected fail or offline\n"


def test_a_broken_record_is_named_without_its_content(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "task.json").write_text('{"task": {"email": "ada@example.com"}}', "utf-8")
    assert main(["generate", "--run", str(tmp_path)]) == 2
    said = capsys.readouterr().err
    assert f"{tmp_path}/task.json:" in said
    assert "ada@example.com" not in said


def test_the_log_says_which_credentials_a_command_was_given(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TARGET_TOKEN", "a-token-of-the-test")
    main(["publish", "--run", str(tmp_path)])
    said = capsys.readouterr().err
    assert "publish: credentials present: TARGET_TOKEN\n" in said
    assert "a-token-of-the-test" not in said


def test_an_error_of_a_request_file_names_the_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "request.json"
    source.write_text('{"task": "t", "brief": "b"}', "utf-8")
    assert main(["verify", str(tmp_path), "--task", str(source)]) == 2
    assert f"verify: {source}: email: expected a value, it is missing" in capsys.readouterr().err

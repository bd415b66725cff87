"""The commands of README.md and CONTRIBUTING.md: each one runs, or its program knows its options."""

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from orchestrator import cli
from scripts.localhub import Hub
from tests.readme import ROOT, blocks, commands

FILES = ("README.md", "CONTRIBUTING.md", "SECURITY.md")

OURS = re.compile(r"(?:scripts/[\w-]+(?![\w/.])|orchestrator|python -m relay)(?: .*)?")
"""What we have to answer for."""

OTHERS = {"alias", "cp", "curl", "export", "llama-server", "ollama", "uv"}
"""Run below, or programs of others that these tests cannot start."""


def all_commands() -> Iterator[str]:
    """The lines of all console blocks, without variables before them, and the commands in the text."""
    for block in blocks("console", *FILES):
        for line in commands(block):
            yield re.sub(r"^(?:[A-Z_]+=\S* )+", "", line)
    for name in FILES:
        spans = re.findall(r"`([^`\n]+)`", (ROOT / name).read_text("utf-8"))
        yield from (span for span in spans if OURS.fullmatch(span))


COMMANDS = list(dict.fromkeys(all_commands()))


@cache
def help_of(*program: str) -> str:
    """What `--help` prints, also for a sub-command."""
    if program[0] == "orchestrator":
        program = (sys.executable, "-m", *program)
    elif program[0].startswith("python"):
        program = (sys.executable, *program[1:])
    shown = subprocess.run([*program, "--help"], cwd=ROOT, capture_output=True, text=True, check=True)
    return shown.stdout


@pytest.mark.parametrize("command", [command for command in COMMANDS if OURS.fullmatch(command)])
def test_a_command_exists_with_the_options_it_is_shown_with(command: str) -> None:
    words = shlex.split(command)
    program = words[:3] if words[0] == "python" else words[:1]
    has_commands = program[0] in {"orchestrator", "scripts/bench", "scripts/evaluate"} and len(words) > 1
    text = help_of(*(words[:2] if has_commands else program))
    options = [word.partition("=")[0] for word in words if word.startswith("--")]
    assert [option for option in options if option not in text] == []


def test_every_other_command_is_one_that_is_known() -> None:
    others = {command.split()[0] for command in COMMANDS if not OURS.fullmatch(command)}
    assert others == OTHERS


def test_files_that_are_named_exist() -> None:
    text = "".join((ROOT / name).read_text("utf-8") for name in FILES)
    named = set(re.findall(r"`((?:scripts|orchestrator|relay|templates|tests|requirements)/[\w./-]+)`", text))
    assert sorted(path for path in named if not (ROOT / path).exists()) == []


def test_the_block_of_single_steps_publishes_an_app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (block,) = (block for block in blocks("console") if "orchestrator accept" in block)
    (request,) = (block for block in blocks("json") if '"evaluation_url": "https' in block)
    lines = [line for line in commands(block) if line.startswith("orchestrator ")]
    assert [line.split()[1] for line in lines] == [
        "accept",
        "generate",
        "verify",
        "publish",
        "notify",
        "summary",
    ]
    monkeypatch.chdir(tmp_path)
    # nobody calls back to a course that does not exist
    Path("request.json").write_text(re.sub(r'\n *"evaluation_url".*', "", request), "utf-8")
    with Hub(tmp_path / "store") as hub:
        settings = {
            "GITHUB_API_URL": hub.api_url, "GITHUB_SERVER_URL": hub.url, "PAGES_URL": hub.pages_template,
            "TARGET_OWNER": "owner", "TARGET_TOKEN": hub.tokens.target, "ALLOW_PRIVATE_URLS": "1",
        }  # fmt: skip
        for name, value in settings.items():
            monkeypatch.setenv(name, value)
        assert {line: cli.main(shlex.split(line)[1:]) for line in lines} == dict.fromkeys(lines, 0)
        assert hub.wait_idle()

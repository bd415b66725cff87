"""The token is in git's environment and nowhere else."""

import os
import shutil
from pathlib import Path

import pytest

from orchestrator.runtime.masking import basic, masked
from tests.publish.kit import World

SPY = """\
#!/bin/sh
case "$PWD" in */publish-*) ;; *) exec {git} "$@" ;; esac
printf '%s\\n' "$@" >> "$SPY_LOG"
{git} "$@"; code=$?
grep -r . . 2>/dev/null >> "$SPY_LOG"
exit $code
"""


def test_no_argument_and_no_file_of_git_holds_the_token(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log, folder = tmp_path / "spy.log", tmp_path / "bin"
    folder.mkdir()
    spy = folder / "git"
    spy.write_text(SPY.format(git=shutil.which("git")).replace("$SPY_LOG", str(log)))
    spy.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    world.run("spied on")
    seen = log.read_text("utf-8", "replace")
    assert "push\n--porcelain" in seen
    assert "refs/heads/" in seen
    assert world.hub.tokens.target not in seen
    assert basic(world.hub.tokens.target) not in seen


def test_the_token_is_in_no_commit(world: World) -> None:
    shown = world.git(world.run("looked into").repo, "log", "-p", "--format=fuller")
    for private in (world.hub.tokens.target, "ada@example.com", "nonce-1", world.evaluator.url):
        assert private not in shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("key hunter22 is wrong", "key *** is wrong"),
        ("https://x/?k=a%2Fb%2Bc", "https://x/?k=***"),
        (f"AUTHORIZATION: basic {basic('hunter22')}", "AUTHORIZATION: basic ***"),
        ("Authorization: Bearer abcdefgh123", "Authorization: Bearer ***"),
        ("ghp_" + "a" * 36, "***"),
        ("github_pat_" + "b" * 60, "***"),
        ("nothing to hide", "nothing to hide"),
        ("mail to ada@hunter22.example", "mail to ***"),
        ("mail to ADA@hunter22.Example, k=a%2fb%2bc", "mail to ***, k=***"),
        (r'{"email": "\u00fc\"x@y"}', '{"email": "***"}'),
    ],
)
def test_secrets_are_masked_in_every_form(text: str, shown: str) -> None:
    assert masked(text, ["hunter22", "a/b+c", "ada@hunter22.example", 'ü"x@y']) == shown

"""The stand-in by itself: `python -m scripts.localhub`."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from scripts.localhub.__main__ import main

ROOT = Path(__file__).resolve().parents[2]


def test_it_tells_where_it_is_and_ends_when_told_to(tmp_path: Path) -> None:
    (tmp_path / "checkout").mkdir()
    (tmp_path / "checkout/file").write_text("x")
    command = [sys.executable, "-m", "scripts.localhub", "--control", str(tmp_path / "checkout")]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        facts = dict(process.stdout.readline().split() for _ in range(7))
        assert requests.get(f"{facts['REST']}/repos/owner/control", timeout=20).status_code == 200
        process.send_signal(signal.SIGTERM)
    assert process.returncode == 0
    assert not Path(facts["store"]).exists()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--store", "{store}"], "error: {store}: not empty; the stand-in starts with an empty store\n"),
        (["--secret", "NOT_THERE"], "error: not in the environment: NOT_THERE\n"),
    ],
)
def test_what_it_cannot_work_with_is_said_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str], words: str
) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SystemExit, match="2"):
        main([option.format(store=tmp_path) for option in options])
    assert capsys.readouterr().err.endswith(words.format(store=tmp_path))

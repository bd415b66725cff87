"""scripts/setup: says in one line what is missing, and keeps what is there."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ("bash", "cat", "cksum", "dirname", "env", "git", "grep", "id", "tr")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with nothing set up, and a PATH (bin/) with the plain tools alone."""
    for name in ("scripts/setup", "requirements/dev.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "bin").mkdir()
    for tool in TOOLS:
        found = shutil.which(tool)
        assert found, f"{tool} is not installed"
        (tmp_path / "bin" / tool).symlink_to(found)
    return tmp_path


def put(checkout: Path, name: str, script: str) -> None:
    path = checkout / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!{shutil.which('bash')}\n{script}\n", "utf-8")
    path.chmod(0o755)


def setup(checkout: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [str(checkout / "scripts" / "setup"), *arguments],
        env={"PATH": str(checkout / "bin")}, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_without_python_it_says_which_one_is_needed(checkout: Path) -> None:
    done = setup(checkout)
    assert done.returncode == 3
    assert done.stderr.splitlines()[-1] == "setup: Python 3.11 or newer is needed; install it, or install uv"


def test_a_python_that_cannot_make_an_environment_is_told_with_the_package_to_install(checkout: Path) -> None:
    put(checkout, "bin/python3", '[[ "$*" != *ensurepip* ]]')
    done = setup(checkout)
    assert done.returncode == 3
    assert done.stderr.splitlines()[-1] == (
        "setup: this Python cannot make a virtual environment; run: apt-get install python3-venv"
    )


def test_what_is_set_up_already_is_left_alone_in_silence(checkout: Path) -> None:
    lock = (checkout / "requirements" / "dev.txt").read_bytes()
    sums = subprocess.run(["cksum"], input=lock, capture_output=True, check=True).stdout.decode().split()
    put(checkout, ".venv/bin/python", "exit 9")
    (checkout / ".venv" / ".ready").write_text("-".join(sums), "utf-8")
    put(checkout, "bin/chromium", "exit 9")
    done = setup(checkout)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_an_unknown_argument_shows_the_usage(checkout: Path) -> None:
    done = setup(checkout, "--everything")
    assert done.returncode == 2
    assert done.stderr.startswith("usage: scripts/setup [--tests]")

"""A hub for each test, and small things that talk to it."""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests

from scripts.localhub import Hub

Call = Callable[..., requests.Response]
Push = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    """A hub without a control repository."""
    with Hub(tmp_path / "store") as hub:
        yield hub


@pytest.fixture
def call(hub: Hub) -> Call:
    """One REST request: `call("POST", "/user/repos", {…})`, with the target token unless told otherwise."""

    def send(
        method: str, path: str, body: object = None, token: str | None = "", **options: object
    ) -> requests.Response:
        value = hub.tokens.target if token == "" else token
        headers = {"Authorization": f"Bearer {value}"} if value else {}
        return requests.request(  # type: ignore[no-any-return, call-overload] # options as given
            method,
            hub.api_url + path,
            json=body,
            headers=headers,
            timeout=20,
            **{"allow_redirects": False} | options,
        )

    return send


@pytest.fixture
def push(hub: Hub, tmp_path: Path) -> Push:
    """Commit files on top of what `repo`'s clone has and push: `push("owner/app", {"index.html": "…"})`."""

    def send(
        repo: str, files: dict[str, str], token: str | None = "", branch: str = "main"
    ) -> subprocess.CompletedProcess[str]:
        folder = tmp_path / "clones" / repo
        if not folder.exists():
            git(tmp_path, "init", "-q", "-b", branch, str(folder))
        for name, content in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(content, "utf-8")
        git(folder, "add", "-A")
        git(folder, "commit", "-q", "-m", "a change")
        value = hub.tokens.target if token == "" else token
        header = ("-c", f"http.extraHeader=Authorization: Bearer {value}") if value else ()
        return git(folder, *header, "push", "-q", f"{hub.url}/{repo}.git", branch, check=False)

    return send


def git(folder: Path, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    """Run git in `folder`, deaf to the user's configuration."""
    who = {f"GIT_{role}_{part}": "tester" for role in ("AUTHOR", "COMMITTER") for part in ("NAME", "EMAIL")}
    env = {
        "PATH": str(Path(shutil.which("git") or "git").parent),
        "HOME": str(folder),
        "GIT_TERMINAL_PROMPT": "0",
    }
    return subprocess.run(
        ["git", *arguments], cwd=folder, env=env | who, check=check, capture_output=True, text=True
    )


def head(hub: Hub, repo: str) -> str:
    """The newest commit of a repository's main branch."""
    found = hub.repository(repo)
    assert found
    return git(found.folder, "rev-parse", "main").stdout.strip()

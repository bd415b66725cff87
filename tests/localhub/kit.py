"""Small things that talk to a hub."""

import os
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import requests

from scripts.localhub import Hub
from scripts.localhub.models import Run

WHO = {f"GIT_{role}_{part}": "tester" for role in ("AUTHOR", "COMMITTER") for part in ("NAME", "EMAIL")}
WORKFLOW = {"build_type": "workflow"}
Request = tuple[str, str, object]


@dataclass(frozen=True)
class Kit:
    """A hub and a folder for clones."""

    hub: Hub
    folder: Path

    def call(
        self, method: str, path: str, body: object = None, *, token: str | None = "", timeout: float = 20.0
    ) -> requests.Response:
        """One REST request, with the target token unless told otherwise (None: without any)."""
        value, url = self.hub.tokens.target if token == "" else token, self.hub.api_url + path
        headers = {"Authorization": f"Bearer {value}"} if value else {}
        return requests.request(
            method, url, json=body, headers=headers, timeout=timeout, allow_redirects=False
        )

    def page(self, path: str) -> requests.Response:
        """A file of a site as it is served."""
        return requests.get(self.hub.pages_template.format(owner="owner", repo="app") + path, timeout=20)

    def push(self, files: dict[str, str], repo: str = "owner/app", token: str | None = "") -> str:
        """Commit files on top of the clone in `folder` and push; what git said, empty if all was well."""
        clone = self.folder / repo
        if not clone.exists():
            git(self.folder, "init", "-q", "-b", "main", str(clone))
        for name, content in files.items():
            (clone / name).parent.mkdir(parents=True, exist_ok=True)
            (clone / name).write_text(content, "utf-8")
        git(clone, "add", "-A")
        git(clone, "commit", "-q", "--allow-empty", "-m", "a change")
        return self.git(clone, "push", "-q", f"{self.hub.url}/{repo}.git", "main", token=token)

    def git(self, folder: Path, *arguments: str, token: str | None = "") -> str:
        """Run git with the target token unless told otherwise; its complaints, empty if all was well."""
        value = self.hub.tokens.target if token == "" else token
        header = ("-c", f"http.extraHeader=Authorization: Bearer {value}") if value else ()
        return git(folder, *header, *arguments, check=False).stderr

    def head(self) -> str:
        """The newest commit of the app's main branch."""
        return git(self.hub.state.repositories["owner/app"].folder, "rev-parse", "main").stdout.strip()

    def run(self, workflow: str, repo: str = "owner/app") -> Run:
        """Push one workflow that listens to dispatches, dispatch, and wait for its run."""
        if not self.hub.repository(repo):
            self.hub.create_repository(repo)
        assert self.push({".github/workflows/work.yml": workflow}, repo) == ""
        return self.dispatch(repo=repo)

    def dispatch(self, payload: dict[str, object] | None = None, repo: str = "owner/app") -> Run:
        """Send the event `task` and wait for the run that it starts."""
        body = {"event_type": "task", "client_payload": payload or {}}
        assert self.call("POST", f"/repos/{repo}/dispatches", body).status_code == 204
        assert self.hub.wait_idle()
        return self.hub.runs()[-1]


def git(folder: Path, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    """Run git in `folder`, deaf to the user's configuration."""
    env = {"PATH": os.environ["PATH"], "HOME": str(folder), "GIT_TERMINAL_PROMPT": "0", **WHO}
    return subprocess.run(
        ["git", *arguments], cwd=folder, env=env, check=check, capture_output=True, text=True
    )


def wait_until(condition: Callable[[], bool]) -> None:
    """Wait for what another process does; half a minute at most."""
    end = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)

"""git over HTTP: who may read and write, what a push may contain, and what it starts."""

import os

import pytest

from scripts.localhub.git_server import http
from scripts.localhub.traffic.tokens import Token
from tests.localhub.kit import Kit, git

ON_PUSH = {".github/workflows/work.yml": "on: push\njobs: {one: {runs-on: x, steps: [{run: 'true'}]}}\n"}


def test_anyone_may_clone_a_public_repository_shallowly_and_fetch_a_commit_by_its_sha(app: Kit) -> None:
    content = os.urandom(800_000).hex()  # beyond a megabyte git sends the objects in chunks
    app.push({"data.txt": content})
    sha, url = app.head(), f"{app.hub.url}/owner/app"
    app.push({"data.txt": "two"})
    git(app.folder, "clone", "-q", "--depth", "1", url, "copy")
    assert (app.folder / "copy/data.txt").read_text() == "two"
    git(app.folder / "copy", "fetch", "-q", "--depth", "1", f"{url}.git", sha)
    assert git(app.folder / "copy", "show", "FETCH_HEAD:data.txt").stdout == content


def test_who_may_not_write_is_refused_before_anything_is_sent(app: Kit) -> None:
    missing = git(app.folder, "clone", "-q", f"{app.hub.url}/owner/none.git", check=False).stderr
    reader = app.hub.fine_grained_token("owner", {"contents": "read"})
    for said, expected in (
        (missing, "could not read Username"),
        (app.push({"index.html": "hi"}, token=None), "could not read Username"),
        (app.push({"index.html": "hi"}, token=reader), "The requested URL returned error: 403"),
    ):
        assert expected in said
    assert app.hub.calls().git == 3


@pytest.mark.parametrize(
    ("kind", "who", "lack"),
    [
        ("classic", "a Personal Access Token", "`workflow` scope"),
        ("app", "a GitHub App", "`workflows` permission"),
    ],
)
def test_a_workflow_file_needs_its_own_permission(app: Kit, kind: str, who: str, lack: str) -> None:
    token = app.hub.classic_token("owner", "repo")
    if kind == "app":
        rights = {"contents": "write"}
        token = app.hub.state.add_token(Token("ghs_x", "app", "owner", "owner", "app", permissions=rights))
    said = app.push(ON_PUSH, token=token)
    file = "`.github/workflows/work.yml`"
    assert f"refusing to allow {who} to create or update workflow {file} without {lack}" in said
    assert "pre-receive hook declined" in said
    assert app.hub.runs() == ()


def test_a_push_holds_no_secret_and_no_file_above_a_hundred_megabytes(
    app: Kit, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = app.push({"src/config.js": f"\nconst key = 'ghp_{'a1' * 18}'\n"})
    assert "GITHUB PUSH PROTECTION" in said
    assert "path: src/config.js:2" in said
    app.call("POST", "/user/repos", {"name": "large"})
    assert http.LARGEST == 104_857_600
    monkeypatch.setattr(http, "LARGEST", 99)
    assert app.push({"index.html": "x" * 99}, "owner/large") == ""
    said = app.push({"index.html": "x" * 100}, "owner/large")
    assert "GH001: Large files detected. A file is 100 bytes" in said


def test_of_two_concurrent_pushes_one_wins_and_starts_a_run(app: Kit) -> None:
    app.push(ON_PUSH)
    other = app.folder / "other"
    git(app.folder, "clone", "-q", f"{app.hub.url}/owner/app.git", str(other))
    app.push({"index.html": "first"})
    git(other, "commit", "-q", "--allow-empty", "-m", "late")
    assert "[rejected]" in app.git(other, "push", "-q", "origin", "main")
    assert app.hub.wait_idle()
    assert len(app.hub.runs()) == 2

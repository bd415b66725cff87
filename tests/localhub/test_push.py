"""git over HTTP: who may read and write, what a push may contain, and what it starts."""

import os
from collections import defaultdict

import pytest

from scripts.localhub.traffic.tokens import Token
from tests.localhub.kit import Kit, git

WORKFLOW = "on: push\njobs: {one: {runs-on: ubuntu-latest, steps: [{run: 'true'}]}}\n"


def test_anyone_may_clone_a_public_repository_shallowly_and_fetch_a_commit_by_its_sha(app: Kit) -> None:
    app.push({"index.html": "one"})
    sha, url = app.head(), f"{app.hub.url}/owner/app"
    app.push({"index.html": "two"})
    git(app.folder, "clone", "-q", "--depth", "1", url, "copy")
    assert (app.folder / "copy/index.html").read_text() == "two"
    git(app.folder / "copy", "fetch", "-q", "--depth", "1", f"{url}.git", sha)
    assert git(app.folder / "copy", "show", "FETCH_HEAD:index.html").stdout == "one"


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


def test_a_large_push_arrives_whole(app: Kit) -> None:
    """Beyond a megabyte git sends the objects in chunks, after a request without objects."""
    content = os.urandom(800_000).hex()
    assert app.push({"data.txt": content}) == ""
    git(app.folder, "clone", "-q", f"{app.hub.url}/owner/app.git", "copy")
    assert (app.folder / "copy/data.txt").read_text() == content


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
        rights = defaultdict(str, contents="write")
        token = app.hub.state.add_token(Token("ghs_x", "app", "owner", "owner", "app", permissions=rights))
    said = app.push({".github/workflows/work.yml": WORKFLOW, "index.html": "hi"}, token=token)
    file = "`.github/workflows/work.yml`"
    assert f"refusing to allow {who} to create or update workflow {file} without {lack}" in said
    assert "pre-receive hook declined" in said
    assert app.hub.runs() == ()


def test_push_protection_names_the_file_that_holds_a_secret(app: Kit) -> None:
    said = app.push({"src/config.js": f"\nconst key = 'ghp_{'a1' * 18}'\n"})
    assert "GITHUB PUSH PROTECTION" in said
    assert "path: src/config.js:2" in said


def test_of_two_concurrent_pushes_one_wins_and_starts_a_run(app: Kit) -> None:
    app.push({".github/workflows/work.yml": WORKFLOW})
    other = app.folder / "other"
    git(app.folder, "clone", "-q", f"{app.hub.url}/owner/app.git", str(other))
    app.push({"index.html": "first"})
    git(other, "commit", "-q", "--allow-empty", "-m", "late")
    header = f"http.extraHeader=Authorization: Bearer {app.hub.tokens.target}"
    assert "[rejected]" in git(other, "-c", header, "push", "-q", "origin", "main", check=False).stderr
    assert app.hub.wait_idle()
    assert len(app.hub.runs()) == 2

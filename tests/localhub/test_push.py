"""git over HTTP: who may read and write, what a push may bring, and what follows from it."""

import os

import pytest

from tests.localhub.kit import Kit, git

WORKFLOW = "on: push\njobs: {one: {runs-on: ubuntu-latest, steps: [{run: 'true'}]}}\n"


def test_anyone_may_clone_a_public_repository_shallowly(app: Kit) -> None:
    app.push({"index.html": "one"})
    app.push({"index.html": "two"})
    git(app.folder, "clone", "-q", "--depth", "1", f"{app.hub.url}/owner/app", "copy")
    assert (app.folder / "copy/index.html").read_text() == "two"


def test_a_commit_can_be_fetched_by_its_sha(app: Kit) -> None:
    app.push({"index.html": "one"})
    sha = app.head()
    app.push({"index.html": "two"})
    git(app.folder, "init", "-q", "copy")
    git(app.folder / "copy", "fetch", "-q", "--depth", "1", f"{app.hub.url}/owner/app.git", sha)
    assert git(app.folder / "copy", "show", "FETCH_HEAD:index.html").stdout == "one"


def test_a_repository_that_is_not_there_asks_for_credentials(kit: Kit) -> None:
    done = git(kit.folder, "clone", "-q", f"{kit.hub.url}/owner/none.git", check=False)
    assert "could not read Username" in done.stderr


def test_a_push_without_a_token_is_refused(app: Kit) -> None:
    assert "could not read Username" in app.push({"index.html": "hi"}, token=None)


def test_a_push_of_a_reader_is_forbidden(app: Kit) -> None:
    said = app.push({"index.html": "hi"}, token=app.hub.fine_grained_token("owner", {"contents": "read"}))
    assert "The requested URL returned error: 403" in said
    assert app.hub.calls().git == 1


def test_a_push_that_is_no_fast_forward_is_rejected(app: Kit) -> None:
    app.push({"index.html": "one"})
    clone = app.folder / "owner/app"
    git(clone, "commit", "-q", "--amend", "-m", "another history")
    assert "[rejected]" in app.push({"index.html": "two"})


def test_a_large_push_arrives_whole(app: Kit) -> None:
    """Beyond a megabyte git sends the objects in chunks, with a request without objects before."""
    content = os.urandom(3_000_000).hex()
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
        token = app.hub.installation_token("owner", {"contents": "write"})
    said = app.push({".github/workflows/work.yml": WORKFLOW, "index.html": "hi"}, token=token)
    file = "`.github/workflows/work.yml`"
    assert f"refusing to allow {who} to create or update workflow {file} without {lack}" in said
    assert "pre-receive hook declined" in said
    assert app.hub.runs() == ()


def test_push_protection_names_the_file_that_holds_a_secret(app: Kit) -> None:
    said = app.push({"src/config.js": f"\nconst key = 'ghp_{'a1' * 18}'\n"})
    assert "GITHUB PUSH PROTECTION" in said
    assert "path: src/config.js:2" in said


def test_push_protection_can_be_switched_off(app: Kit) -> None:
    app.hub.state.push_protection = False
    assert app.push({"config.js": f"ghp_{'a1' * 18}"}) == ""


def test_a_push_starts_the_workflows_that_listen_to_it(app: Kit) -> None:
    app.push({".github/workflows/work.yml": WORKFLOW})
    assert app.hub.wait_idle()
    runs = [(run.event, run.title, run.sha, run.conclusion) for run in app.hub.runs()]
    assert runs == [("push", "a change", app.head(), "success")]


def test_two_rivals_leave_one_winner_and_one_run(app: Kit) -> None:
    app.push({".github/workflows/work.yml": WORKFLOW})
    rival = app.folder / "rival"
    git(app.folder, "clone", "-q", f"{app.hub.url}/owner/app.git", str(rival))
    app.push({"index.html": "first"})
    git(rival, "commit", "-q", "--allow-empty", "-m", "late")
    header = f"http.extraHeader=Authorization: Bearer {app.hub.tokens.target}"
    assert "[rejected]" in git(rival, "-c", header, "push", "-q", "origin", "main", check=False).stderr
    assert app.hub.wait_idle()
    assert len(app.hub.runs()) == 2

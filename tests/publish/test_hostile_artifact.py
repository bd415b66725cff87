"""The job with the token takes an app from the artifact, and where it goes from the event."""

import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from orchestrator import cli
from orchestrator.errors import GateRefused, InvalidField
from orchestrator.publish.artifact import check_artifact
from orchestrator.publish.errors import BranchMoved, GitHubBusy, Refused
from orchestrator.publish.marker import MAX_MARKER, Proposal, make_marker, require_gate
from orchestrator.records import CheckResult, Kind, PastRound, Status, Target, Verdict
from orchestrator.task.event import inline_payload
from orchestrator.task.ownership import sender_digest
from tests.publish import kit
from tests.publish.kit import World


@pytest.fixture
def victim(world: World, request: pytest.FixtureRequest) -> Target:
    """An app of somebody else, as its target is found now."""
    done = world.run(f"victim {request.node.name}", email="victim@example.com")
    world.evaluator.callbacks.clear()
    return world.base(done.repo)


def test_an_artifact_decides_neither_what_was_asked_for_nor_where_it_goes(
    world: World, victim: Target, monkeypatch: pytest.MonkeyPatch
) -> None:
    envelope = kit.envelope(world.evaluator, task="whose request")
    other = kit.envelope(None, task="another request", email="attacker@example.com")
    work = world.work("run", other, kit.site(deployment_json='{"forged": true}'))
    work.save(victim.model_copy(update={"base_sha": None, "already_published": True}))
    passed = CheckResult(check="all", kind=Kind.JS, status=Status.PASSED, round=1)
    work.save(Verdict(content="0" * 64, results=(passed,)))
    for name in ("publication.json", "receipt.json"):
        (work.root / name).write_text("{}", "utf-8")
    event = world.folder / "event.json"
    event.write_text(json.dumps({"client_payload": inline_payload(envelope)}), "utf-8")
    settings = {"GITHUB_API_URL": world.hub.api_url, "GITHUB_SERVER_URL": world.hub.url,
                "PAGES_URL": world.hub.pages_template, "TARGET_OWNER": kit.OWNER,
                "TARGET_TOKEN": world.hub.tokens.target, "ALLOW_PRIVATE_URLS": "1"}  # fmt: skip
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    assert cli.main(["publish", "--run", str(work.root), "--event", str(event)]) == 0
    assert world.commits(victim.repo) == [victim.base_sha]
    assert work.publication().repo_url == f"{world.hub.url}/{kit.OWNER}/{envelope.repo}"
    assert (work.target().repo, work.envelope().task) == (envelope.repo, envelope.task)
    assert not work.has("receipt.json")
    marker = world.base(str(envelope.repo)).deployment
    assert marker
    assert (marker.request, marker.task) == (envelope.digest, "whose request")
    assert not marker.verdict.verified  # it was one on other content


def test_an_app_that_was_not_built_from_what_is_there_goes_nowhere(world: World, victim: Target) -> None:
    with pytest.raises(GitHubBusy, match="GitHub shows no repository owner/"):
        world.run("forged base", base=victim)
    assert world.commits(victim.repo) == [victim.base_sha]


@pytest.mark.parametrize("base", ["--upload-pack=touch /tmp/x", "HEAD", "refs/heads/other", "a" * 39])
def test_a_base_that_is_no_commit_is_refused(world: World, base: str) -> None:
    envelope = kit.envelope(world.evaluator, task="odd base")
    work = world.work("run", envelope, kit.site())
    work.save(work.target().model_copy(update={"base_sha": base}))
    with pytest.raises(InvalidField, match="expected the SHA of a commit"):
        world.deliver(work)


def many_files(folder: Path) -> None:
    for number in range(5001):
        (folder / "site" / str(number)).touch()


FORBIDDEN: dict[str, Callable[[Path], None]] = {
    "link": lambda folder: (folder / "site" / "passwd").symlink_to("/etc/passwd"),
    "linked folder": lambda folder: (folder / "screenshots").symlink_to("/etc"),
    "linked record": lambda folder: (folder / "verdict.json").symlink_to("/etc/passwd"),
    "pipe": lambda folder: os.mkfifo(folder / "site" / "pipe"),
    "huge file": lambda folder: os.truncate(_touched(folder / "site" / "huge.bin"), 400 * 1024 * 1024),
    "many files": many_files,
}


def _touched(path: Path) -> Path:
    path.touch()
    return path


@pytest.mark.parametrize("what", FORBIDDEN)
def test_links_pipes_and_sizes_are_refused_before_anything_is_read(what: str, tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    check_artifact(tmp_path)
    FORBIDDEN[what](tmp_path)
    with pytest.raises(InvalidField, match="artifact"):
        check_artifact(tmp_path)


@pytest.mark.parametrize("known", [True, False])
def test_another_sender_never_reaches_an_app(world: World, victim: Target, known: bool) -> None:
    mallory: dict[str, Any] = {"email": "mallory@evil.example", "round": 3, "repo": victim.repo}
    with pytest.raises(Refused, match="it holds the app of another sender, so it is not changed"):
        world.run("other", base=victim if known else None, **mallory)
    assert world.commits(victim.repo) == [victim.base_sha]
    assert world.evaluator.callbacks == []


def test_the_same_identity_with_other_content_is_an_error_and_not_a_repeat(world: World) -> None:
    world.run("idempotent")
    changes: tuple[dict[str, Any], ...] = (
        {"brief": "Something else"},
        {"checks": ["js: false"]},
        {"attachments": [{"name": "a.csv", "url": "data:,x"}]},
    )
    for change in changes:
        with pytest.raises(InvalidField, match="nonce: expected a new one"):
            world.run("idempotent", **change)


def test_an_app_that_was_reset_after_generation_saw_it_published_starts_again(world: World) -> None:
    base = world.base(world.run("reset").repo).model_copy(update={"already_published": True})
    with pytest.raises(BranchMoved):
        world.run("reset", base=base, nonce="never published")


@pytest.mark.parametrize(
    ("repo", "by_payload", "by_form"),
    [("llm-app-tides", True, True), ("my-tides", False, True), ("owner.github.io", False, False),
     ("other.GitHub.io", False, False), ("Owner", False, False), (".github", False, False),
     ("control", False, False)],
)  # fmt: skip
def test_which_repositories_a_request_may_name(
    repo: str, by_payload: bool, by_form: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONTROL_REPO", "owner/control")
    payload = inline_payload(kit.envelope(None, task="named", repo="llm-app-x"))
    assert payload
    payload["task"]["repo"] = payload["repo"] = repo
    form = {"task": "named", "brief": "Tides", "repo": repo}
    for number, (event, allowed) in enumerate(
        (({"client_payload": payload}, by_payload), ({"inputs": form}, by_form))
    ):
        path = tmp_path / f"{number}.json"
        path.write_text(json.dumps(event), "utf-8")
        assert cli.main(["accept", "--event", str(path), "--run", str(tmp_path / "run")]) == (
            0 if allowed else 2
        )


def test_a_marker_that_could_not_be_read_back_is_refused_before_anything_is_created(world: World) -> None:
    past = PastRound(round=1, request="0" * 64, brief="b" * MAX_MARKER, checks=())
    envelope = kit.envelope(None, task="endless")
    work = world.work("run", envelope, kit.site())
    proposal = Proposal(work.site(), work.generation(), work.verdict())
    marker = make_marker(envelope, str(envelope.repo), (past,), proposal)
    with pytest.raises(GateRefused, match="all rounds together are larger than 4 MB"):
        require_gate(proposal.site, marker)


def test_the_sender_in_the_marker_is_no_plain_hash_of_the_e_mail() -> None:
    envelope = kit.envelope(None, task="oracle")
    digest = sender_digest(envelope.task, "llm-app-a")
    plain = hashlib.sha256(envelope.task.email.encode()).hexdigest()
    assert digest not in plain
    assert digest != sender_digest(envelope.task, "llm-app-b")
    assert digest == sender_digest(kit.envelope(None, email=" ADA@example.com".strip()).task, "llm-app-a")


def test_the_blob_of_a_large_task_is_masked_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_API_URL", "http://127.0.0.1:9")
    monkeypatch.setattr("orchestrator.network.github.retrying", lambda call, **_: call())
    payload = inline_payload(kit.envelope(None, task="large"))
    assert payload
    del payload["task"]
    event = tmp_path / "event.json"
    event.write_text(json.dumps({"client_payload": payload | {"blob": "ab" * 20}}), "utf-8")
    assert cli.main(["accept", "--event", str(event), "--run", str(tmp_path / "run")]) == 1
    printed = capsys.readouterr()
    assert printed.out.startswith(f"::add-mask::{'ab' * 20}\n")
    assert "ab" * 20 not in printed.out.partition("\n")[2] + printed.err

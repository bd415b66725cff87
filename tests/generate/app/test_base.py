"""Reading what already stands in the target repository, from a real git server on loopback."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from orchestrator.errors import InvalidField, SettingsError
from orchestrator.generate.app.base import Base, find_base, refuse_clashes
from orchestrator.generate.app.clone import read_repository
from orchestrator.generate.errors import BaseUnreadable, ForeignRepository, Superseded
from orchestrator.publish.marker import Proposal, make_marker, with_marker
from orchestrator.records import Generation, PastRound, Target, Verdict
from orchestrator.records.site import Site
from orchestrator.task.event import Envelope, read_task, seal
from orchestrator.task.identity import owner_suffix
from tests.generate.conftest import envelope_of, publish, request, run_stage, settings_for
from tests.generate.forge import Forge


def test_a_repository_is_read_byte_for_byte_with_its_head(forge: Forge) -> None:
    files = {"a.txt": b"a\nb\n", "sub/\xfc.bin": bytes(range(256)), ".gitattributes": b"* text eol=crlf\n"}
    sha = forge.push("ada/app", files)
    clone = read_repository(f"{forge.url}/ada/app.git", 20)
    assert clone is not None
    assert (clone.sha, dict(clone.site)) == (sha, dict(sorted(files.items())))


def test_a_repository_that_is_not_there_is_no_base(forge: Forge) -> None:
    assert read_repository(f"{forge.url}/ada/none.git", 20) is None


def test_a_server_that_cannot_be_reached_is_an_error_that_may_pass() -> None:
    with pytest.raises(BaseUnreadable) as caught:
        read_repository("http://127.0.0.1:9/ada/app.git", 20, sleep=lambda _: None)
    assert caught.value.retryable


def test_a_symbolic_link_is_refused(forge: Forge) -> None:
    forge.push("ada/app", {"a.txt": b"a"})
    forge.link("ada/app", "passwd", "/etc/passwd")
    with pytest.raises(InvalidField, match="passwd: expected a regular file in the repository"):
        read_repository(f"{forge.url}/ada/app.git", 20)


def test_a_file_that_no_app_may_have_is_named_as_the_repository_s(forge: Forge) -> None:
    forge.push("ada/app", {"a.txt": b"a"})
    forge.link("ada/app", "what?.html", "<p>", mode="100644")
    with pytest.raises(InvalidField, match=r"a file of the repository: expected .* not 'what\?.html'"):
        read_repository(f"{forge.url}/ada/app.git", 20)


def test_only_http_is_spoken() -> None:
    with pytest.raises(BaseUnreadable, match="not allowed"):
        read_repository("ext::sh -c true", 20, sleep=lambda _: None)


def test_without_an_owner_nothing_is_looked_for(forge: Forge) -> None:
    with pytest.raises(SettingsError) as caught:
        find_base(envelope_of(request()), replace(settings_for(forge), target_owner=""))
    assert str(caught.value) == "TARGET_OWNER: expected the account or organisation that owns the apps"


def test_a_first_round_without_a_repository_has_no_base(forge: Forge) -> None:
    envelope = envelope_of(request())
    base = find_base(envelope, settings_for(forge))
    assert (base.site, base.target.base_sha, base.notes) == (None, None, ())
    assert base.target.pages_url == f"https://ada.github.io/{envelope.repo}/"


def test_a_later_round_without_a_repository_says_so(forge: Forge) -> None:
    base = find_base(envelope_of(request(round=2)), settings_for(forge))
    assert base.notes == (
        "Round 2 found no app of an earlier round and was built from its own request alone.",
    )


def test_a_foreign_repository_is_not_touched(forge: Forge) -> None:
    envelope = envelope_of(request(repo="mine"))
    forge.push("ada/mine", {"thesis.tex": b"x"})
    with pytest.raises(
        ForeignRepository, match=r"ada/mine: it holds files but no deployment.json, so it is not overwritten"
    ):
        find_base(envelope, settings_for(forge))


def test_a_marker_that_is_not_ours_is_foreign_too(forge: Forge) -> None:
    forge.push("ada/mine", {"deployment.json": b'{"version": 3}'})
    with pytest.raises(ForeignRepository, match=r"its deployment.json is not of this system"):
        find_base(envelope_of(request(repo="mine")), settings_for(forge))


def test_an_empty_commit_is_a_base_to_push_on(forge: Forge) -> None:
    sha = forge.push("ada/mine", {})
    base = find_base(envelope_of(request(repo="mine")), settings_for(forge))
    assert (base.site, base.target.base_sha) == (None, sha)


@pytest.mark.usefixtures("no_browser")
def test_a_published_request_is_recognised_and_not_built_again(forge: Forge, tmp_path: Path) -> None:
    settings = settings_for(forge)
    first, _ = run_stage(tmp_path / "first", request(), settings)
    publish(forge, first)
    again, verdict = run_stage(tmp_path / "again", request(), settings)
    assert verdict is None
    assert again.target().already_published
    assert not again.site_folder.exists()


@pytest.mark.usefixtures("no_browser")
def test_the_marker_is_no_part_of_the_base(forge: Forge, tmp_path: Path) -> None:
    settings = settings_for(forge)
    first, _ = run_stage(tmp_path / "first", request(), settings)
    publish(forge, first)
    base = find_base(envelope_of(request(round=2)), settings)
    assert base.site is not None
    assert "deployment.json" not in base.site
    assert [past.round for past in base.past] == [1]


def test_a_later_round_of_a_verb_goes_to_the_newest_repository_of_its_e_mail(forge: Forge) -> None:
    envelope = envelope_of(request(task="update", round=2))
    suffix = owner_suffix(envelope.task)
    names = [
        "other",
        "llm-app-x-111111-000000",
        f"llm-app-deploy-222222{suffix}",
        f"llm-app-deploy-333333{suffix}",
    ]
    forge.answers["/users/ada/repos"] = [{"name": name} for name in names]
    assert find_base(envelope, settings_for(forge)).target.repo == f"llm-app-deploy-222222{suffix}"
    assert forge.asked == ["/users/ada/repos?sort=created&direction=desc&per_page=100&page=1"]


def test_a_later_round_of_a_verb_without_any_repository_gets_one_of_its_own(forge: Forge) -> None:
    envelope = envelope_of(request(task="update", round=2))
    forge.answers["/users/ada/repos"] = []
    assert find_base(envelope, settings_for(forge)).target.repo.startswith("llm-app-update-")


def test_a_list_of_repositories_that_github_does_not_give_is_an_error(forge: Forge) -> None:
    with pytest.raises(BaseUnreadable, match="repositories of ada: cannot be read: GitHub answered 404"):
        find_base(envelope_of(request(task="update", round=2)), settings_for(forge))


def test_a_repository_without_any_commit_is_no_base(forge: Forge) -> None:
    forge.create("ada/empty")
    assert read_repository(f"{forge.url}/ada/empty.git", 20) is None


def published(forge: Forge, past: Sequence[tuple[int, datetime]]) -> Envelope:
    """An app of these rounds, received when; the envelope of a request of its first round."""
    first = seal(read_task(request()), past[0][1])
    site = Site({"index.html": b"<p>"})
    rounds: tuple[PastRound, ...] = ()
    proposal = Proposal(site, Generation(generator="scripted-1"), Verdict(content="", results=()))
    for number, received in past:
        envelope = seal(read_task(request(round=number)), received)
        marker = make_marker(envelope, str(first.repo), rounds, proposal)
        rounds = marker.rounds
    forge.push(f"ada/{first.repo}", with_marker(site, marker))
    return first


NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_a_lost_round_does_not_undo_a_newer_one_that_was_asked_for_later(forge: Forge) -> None:
    lost = published(forge, [(2, NOON + HOUR)])
    lost = lost.model_copy(update={"received_at": NOON})
    with pytest.raises(Superseded) as caught:
        find_base(lost, settings_for(forge))
    assert str(caught.value) == (
        f"ada/{lost.repo}: round 2, which was asked for later, stands there already; "
        "round 1 would undo it, so it is not built; if it is still wanted, send it anew"
    )
    assert not caught.value.retryable


def test_a_first_round_that_is_sent_anew_after_a_second_one_is_built(forge: Forge) -> None:
    anew = published(forge, [(2, NOON)]).model_copy(update={"received_at": NOON + HOUR})
    assert find_base(anew, settings_for(forge)).site is not None


def test_a_lost_request_for_the_round_that_stands_is_built_on_it(forge: Forge) -> None:
    lost = published(forge, [(1, NOON + HOUR)])
    task = lost.task.model_copy(update={"nonce": "another"})
    other = lost.model_copy(update={"task": task, "received_at": NOON})
    assert find_base(other, settings_for(forge)).target.already_published is False


def test_what_was_published_is_recognised_although_a_newer_round_stands(forge: Forge) -> None:
    first = published(forge, [(1, NOON), (2, NOON + HOUR)])
    assert find_base(first, settings_for(forge)).target.already_published


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("data", "another name than data, a folder of the app (data/rates.csv)"),
        ("app.js/x.csv", "another name than app.js/x.csv: app.js is a file of the app"),
        (".github", "another name than .github, a folder of the app (.github/workflows/pages.yml)"),
    ],
)
def test_an_attachment_that_cannot_lie_beside_the_apps_files_is_named(name: str, said: str) -> None:
    site = Site({"index.html": b"<p>", "app.js": b"1", "data/rates.csv": b"a\n"})
    base = Base(Target(owner="ada", repo="app", pages_url="https://ada.github.io/app/"), site)
    refuse_clashes(base, ["data/more.csv", "index.html", "app.js.map"])
    with pytest.raises(InvalidField) as caught:
        refuse_clashes(base, [name])
    assert str(caught.value) == f"attachments: expected {said}"

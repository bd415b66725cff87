"""Reading what already stands in the target repository, from a real git server on loopback."""

from dataclasses import replace
from pathlib import Path

import pytest

from orchestrator.errors import InvalidField, SettingsError
from orchestrator.generate.base import find_base
from orchestrator.generate.clone import read_repository
from orchestrator.generate.failures import BaseUnreadable, ForeignRepository
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
        read_repository("http://127.0.0.1:9/ada/app.git", 20)
    assert caught.value.repeatable


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
        read_repository("ext::sh -c true", 20)


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

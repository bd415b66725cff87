"""What GitHub refuses becomes one sentence that says what to do, and repeating it is known to be useless."""

import pytest

from orchestrator.errors import GateRefused, OrchestratorError, PublishError
from orchestrator.publish.errors import NameTaken, RateLimited
from scripts.localhub.traffic.faults import Rule
from tests.publish import kit
from tests.publish.kit import World

JSON = {"content-type": "application/json"}


def refused(world: World, task: str, **files: str | None) -> OrchestratorError:
    """The error that publishing ends in."""
    work = world.work(task, kit.envelope(world.evaluator, task=task), kit.site(**files))
    with pytest.raises(OrchestratorError) as caught:
        world.deliver(work)
    assert world.evaluator.callbacks == []
    return caught.value


def test_an_expired_token(world: World) -> None:
    world.token = "ghp_" + "0" * 36
    error = refused(world, "expired")
    assert str(error) == (
        "look up the owner of TARGET_TOKEN: GitHub does not accept TARGET_TOKEN "
        "(unknown, revoked or expired); set a new one"
    )
    assert not error.retryable


def test_a_classic_token_without_the_scope_to_create(world: World) -> None:
    world.token = world.hub.classic_token("owner", "workflow")
    error = refused(world, "no repo scope")
    name = kit.envelope(None, task="no repo scope").repo
    assert str(error) == (
        f"create the repository owner/{name}: TARGET_TOKEN lacks the scope repo; "
        "grant it to the token or make a new one"
    )
    assert not error.retryable


def test_a_classic_token_without_the_workflow_scope(world: World) -> None:
    world.token = world.hub.classic_token("owner", "repo")
    assert str(refused(world, "no workflow scope")) == (
        "push the commit: TARGET_TOKEN lacks the scope `workflow` (fine-grained: workflows=write); "
        "grant it to the token or make a new one"
    )


def test_a_fine_grained_token_without_pages_is_final_only_when_the_repository_is_not_new(
    world: World,
) -> None:
    rights = {"administration": "write", "contents": "write", "workflows": "write"}
    world.token = world.hub.fine_grained_token("owner", rights)
    name = kit.envelope(None, task="no pages").repo
    first, again = refused(world, "no pages"), refused(world, "no pages")
    assert str(first) == str(again)
    assert str(again) == (
        f"enable Pages for owner/{name}: TARGET_TOKEN lacks the permission pages=write; "
        "grant it to the token or make a new one"
    )
    assert (first.retryable, again.retryable) == (True, False)


def test_a_repository_of_that_name_that_is_not_ours(world: World) -> None:
    work = world.work("theirs", kit.envelope(None, task="name taken"), kit.site())
    name = work.target().repo
    world.hub.create_repository(f"owner/{name}", world.folder / "theirs" / "site")
    before = world.commits(name)
    error = refused(world, "name taken")
    assert str(error) == (
        f"owner/{name}: it holds files without a deployment.json of this system, so it is not changed; "
        "rename it, or name another one in `repo`"
    )
    assert not error.retryable
    assert world.commits(name) == before


def test_a_later_round_of_an_app_that_was_made_private(world: World) -> None:
    first = kit.envelope(world.evaluator, task="private", nonce="first")
    world.deliver(world.work("first", first, kit.site()))
    world.repository(str(first.repo)).private = True
    later = kit.envelope(world.evaluator, task="private", nonce="later", round=2)
    with pytest.raises(NameTaken) as caught:
        world.deliver(world.work("later", later, kit.site()))
    assert str(caught.value) == (
        f"owner/{first.repo}: it is private, so generation cannot read it to build on it, "
        "so it is not changed; rename it, or name another one in `repo`"
    )


def test_an_answer_about_the_token_that_names_nobody(world: World) -> None:
    world.hub.faults.add(Rule("GET /user", 200, JSON, "[]"))
    error = refused(world, "nobody")
    assert str(error) == "look up the owner of TARGET_TOKEN: GitHub answered 200: no reason given"


def test_an_empty_repository_of_that_name_is_used(world: World) -> None:
    work = world.work("run", kit.envelope(world.evaluator, task="empty one"), kit.site())
    world.hub.create_repository(f"owner/{work.target().repo}")
    publication, _, _ = world.deliver(work)
    assert world.commits(work.target().repo) == [publication.commit_sha]


def test_an_empty_repository_takes_the_branch_that_is_pushed_as_its_default(world: World) -> None:
    work = world.work("run", kit.envelope(world.evaluator, task="empty master"), kit.site())
    repository = world.hub.create_repository(f"owner/{work.target().repo}")
    repository.default_branch = "master"
    world.git(repository.name, "symbolic-ref", "HEAD", "refs/heads/master")
    publication, _, _ = world.deliver(work)
    assert world.commits(repository.name) == [publication.commit_sha]
    assert repository.default_branch == "main"


def test_a_title_that_turns_its_line_around_is_shown_without_that(world: World) -> None:
    envelope = kit.envelope(world.evaluator, task="turned", brief="Tides\u202esediT\x1b[31m")
    work = world.work("run", envelope, kit.site())
    world.deliver(work)
    name = work.target().repo
    assert world.git(name, "log", "-1", "--format=%s") == "Build Tides sediT [31m"
    assert world.repository(name).description == "Tides sediT [31m"


def test_a_plan_without_pages(world: World) -> None:
    said = "Your current plan does not support GitHub Pages for this repository."
    world.hub.faults.add(Rule("POST /repos/*/pages", 422, JSON, f'{{"message": "{said}"}}', times=None))
    name = kit.envelope(None, task="no plan").repo
    assert str(refused(world, "no plan")) == (
        f"owner/{name}: GitHub Pages is not available ({said}); check plan and visibility"
    )


CLOSED = [
    "This repository was archived so it is read-only.",
    "Your account is suspended. Please visit https://support.github.com for more information.",
    "Repository unavailable due to DMCA takedown.",
]


@pytest.mark.parametrize("said", CLOSED)
def test_a_repository_that_is_closed_is_not_tried_again(world: World, said: str) -> None:
    world.hub.faults.add(Rule("GET /*/info/refs", 403, {"content-type": "text/plain"}, said, times=None))
    error = refused(world, said)
    assert str(error).startswith(f"push the commit: {said}; ")
    assert not error.retryable
    assert world.clock.slept == []


def test_a_repository_that_is_gone_is_named(world: World) -> None:
    world.hub.faults.add(
        Rule("GET /*/info/refs", 404, {"content-type": "text/plain"}, "Repository not found.", times=None)
    )
    name = kit.envelope(None, task="gone").repo
    assert str(refused(world, "gone")) == (
        f"push the commit: GitHub shows no repository owner/{name}: it was deleted, or TARGET_TOKEN "
        "cannot see it"
    )


@pytest.mark.parametrize(
    ("status", "headers", "body", "said"),
    [
        (403, {"retry-after": "1e400"}, "{}", "GitHub's secondary rate limit holds until "),
        (403, {"x-ratelimit-remaining": "0"}, "{}", "GitHub answered 403"),
        (422, {}, '{"message": "No", "errors": "not so"}', "GitHub answered 422: No, not so"),
        (
            301,
            {"location": "https://api.elsewhere.example/user/repos"},
            "{}",
            "GITHUB_API_URL redirects elsewhere",
        ),
    ],
)
def test_an_answer_that_is_not_as_it_should_be_still_makes_a_sentence(
    world: World, status: int, headers: dict[str, str], body: str, said: str
) -> None:
    world.hub.faults.add(Rule("POST /user/repos", status, JSON | headers, body, times=None))
    error = refused(world, f"odd {status} {headers}")
    assert said in str(error)
    assert isinstance(error, PublishError)


def test_a_secret_that_push_protection_finds_names_its_file(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("orchestrator.publish.push.require_gate", lambda *_: None)
    leak = "const key = '" + "ghp_" + "a1B2" * 9 + "';\n"
    error = refused(world, "leaky", app_js="// settings\n" + leak)
    assert str(error) == (
        "push the commit: push protection found a secret in app.js:2; the site was not pushed"
    )


def test_a_site_that_the_gate_refuses_creates_nothing(world: World) -> None:
    since = len(world.hub.log())
    error = refused(world, "no index", index_html=None)
    assert isinstance(error, GateRefused)
    assert world.hub.calls(since).total == 0


def test_an_organisation_that_forbids_new_repositories(world: World) -> None:
    world.hub.add_organization("closed", ["owner"])
    world.hub.state.closed_organizations.add("closed")
    world.owner = "closed"
    name = kit.envelope(None, task="closed").repo
    assert str(refused(world, "closed")) == (
        f"create the repository closed/{name}: the organisation closed forbids it "
        "(Repository creation failed., Organization members cannot create repositories.); "
        "ask one of its owners"
    )


def test_an_owner_that_the_token_cannot_create_for(world: World) -> None:
    world.hub.add_account("stranger")
    world.owner = "stranger"
    name = kit.envelope(None, task="strange").repo
    assert str(refused(world, "strange")) == (
        f"create the repository stranger/{name}: TARGET_OWNER stranger is neither the account of "
        "TARGET_TOKEN nor an organisation open to it"
    )


def test_an_organisation_gets_its_repository_with_either_kind_of_token(world: World) -> None:
    world.hub.add_organization("crew", ["owner"])
    world.owner = "crew"
    for task, token in (("by a member", ""), ("by an app", app_token(world))):
        world.token = token
        work = world.work(task, kit.envelope(world.evaluator, task=task), kit.site())
        publication, receipt, _ = world.deliver(work)
        assert receipt.delivered
        assert world.commits(work.target().repo) == [publication.commit_sha]


def app_token(world: World) -> str:
    """An installation's token with the permissions that the workflow asks for."""
    from scripts.localhub.traffic.tokens import Token

    rights = dict.fromkeys(("administration", "contents", "pages", "statuses", "workflows"), "write")
    return world.hub.state.add_token(
        Token("ghs_" + "7" * 36, "app", "crew-app[bot]", "crew", "app", permissions=rights)
    )


def test_a_primary_limit_beyond_the_deadline_says_until_when(world: World) -> None:
    reset = int(kit.RECEIVED.timestamp()) + 3000
    headers = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(reset)}
    world.hub.faults.add(
        Rule("GET /user", 403, headers, '{"message": "API rate limit exceeded"}', times=None)
    )
    error = refused(world, "limited")
    assert (
        str(error)
        == "look up the owner of TARGET_TOKEN: GitHub's primary rate limit holds until 03:54:05 UTC"
    )
    assert isinstance(error, RateLimited)
    assert error.retryable
    assert world.clock.slept == []


def test_no_token_in_what_git_or_github_repeats(world: World) -> None:
    said = f"not you, {world.hub.tokens.target}"
    for call in ("POST /repos/*/pages", "POST /*/git-receive-pack"):
        world.hub.faults.clear()
        world.hub.faults.add(Rule(call, 400, JSON, f'{{"message": "{said}"}}', times=None))
        assert world.hub.tokens.target not in str(refused(world, f"echo {call}"))

"""What GitHub refuses becomes one sentence that says what to do, and repeating it is known to be useless."""

import json
from dataclasses import replace

import pytest

from orchestrator.errors import GateRefused, OrchestratorError
from orchestrator.publish.errors import Refused
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


GRANT = "grant it to the token or make a new one"
TEXT = {"content-type": "text/plain"}
LIMIT = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(int(kit.RECEIVED.timestamp()) + 3000)}
ARCHIVED = "This repository was archived so it is read-only."
SUSPENDED = "Your account is suspended. Please visit https://support.github.com for more information."
NO_PLAN = "Your current plan does not support GitHub Pages for this repository."


@pytest.mark.parametrize(
    ("rule", "sentence", "retryable"),
    [
        (Rule("GET /user", 200, JSON, "[]"),
         "look up the owner of TARGET_TOKEN: GitHub answered 200: no reason given", False),
        (Rule("GET /user", 403, LIMIT, '{"message": "API rate limit exceeded"}'),
         "look up the owner of TARGET_TOKEN: GitHub's primary rate limit holds until 03:54:05 UTC", True),
        (Rule("POST /user/repos", 403, JSON | {"retry-after": "1e400"}, "{}"),
         "create the repository NAME: GitHub's secondary rate limit holds until ", True),
        (Rule("POST /user/repos", 403, JSON | {"x-ratelimit-remaining": "0"}, "{}"),
         "create the repository NAME: GitHub answered 403", False),
        (Rule("POST /user/repos", 422, JSON, '{"message": "No", "errors": "not so"}'),
         "create the repository NAME: GitHub answered 422: No, not so", False),
        (Rule("POST /user/repos", 301, JSON | {"location": "https://api.elsewhere.example/user/repos"}, "{}"),
         "create the repository NAME: GITHUB_API_URL redirects elsewhere", False),
        (Rule("POST /repos/*/pages", 422, JSON, json.dumps({"message": NO_PLAN})),
         f"NAME: GitHub Pages is not available ({NO_PLAN}); check plan and visibility", False),
        (Rule("GET /*/info/refs", 403, TEXT, ARCHIVED), f"push the commit: {ARCHIVED}; ", False),
        (Rule("GET /*/info/refs", 403, TEXT, SUSPENDED), f"push the commit: {SUSPENDED}; ", False),
        (Rule("GET /*/info/refs", 403, TEXT, "DMCA takedown."), "push the commit: DMCA takedown.; ", False),
        (Rule("GET /*/info/refs", 404, TEXT, "Repository not found."),
         "push the commit: GitHub shows no repository NAME: it was deleted, or TARGET_TOKEN cannot see it",
         True),
    ],
)  # fmt: skip
def test_an_answer_becomes_a_sentence(world: World, rule: Rule, sentence: str, retryable: bool) -> None:
    world.hub.faults.add(replace(rule, times=None))
    task = f"{rule.endpoint} {rule.status} {rule.body[:20]}"
    error = refused(world, task)
    assert str(error).startswith(sentence.replace("NAME", f"owner/{kit.envelope(None, task=task).repo}"))
    assert error.retryable is retryable


@pytest.mark.parametrize(
    ("scopes", "sentence"),
    [
        ((), ("look up the owner of TARGET_TOKEN: GitHub does not accept TARGET_TOKEN (unknown, revoked or "
             "expired); set a new one")),
        (("workflow",), f"create the repository NAME: TARGET_TOKEN lacks the scope repo; {GRANT}"),
        (("repo",), ("push the commit: TARGET_TOKEN lacks the scope `workflow` (fine-grained: "
                    f"workflows=write); {GRANT}")),
    ],
)  # fmt: skip
def test_a_classic_token_that_cannot(world: World, scopes: tuple[str, ...], sentence: str) -> None:
    world.token = world.hub.classic_token("owner", *scopes) if scopes else "ghp_" + "0" * 36
    task = f"token with {scopes}"
    error = refused(world, task)
    assert str(error) == sentence.replace("NAME", f"owner/{kit.envelope(None, task=task).repo}")
    assert not error.retryable


@pytest.mark.parametrize(
    ("owner", "reason"),
    [
        ("closed", ("the organisation closed forbids it (Repository creation failed., Organization members "
                   "cannot create repositories.); ask one of its owners")),
        ("stranger", ("TARGET_OWNER stranger is neither the account of TARGET_TOKEN nor an organisation "
                     "open to it")),
    ],
)  # fmt: skip
def test_an_owner_that_the_token_cannot_create_for(world: World, owner: str, reason: str) -> None:
    world.hub.add_organization("closed", ["owner"])
    world.hub.state.closed_organizations.add("closed")
    world.hub.add_account("stranger")
    world.owner = owner
    name = kit.envelope(None, task="owners").repo
    assert str(refused(world, "owners")) == f"create the repository {owner}/{name}: {reason}"


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
    first = world.run("private", nonce="first")
    world.repository(first.repo).private = True
    later = kit.envelope(world.evaluator, task="private", nonce="later", round=2)
    with pytest.raises(Refused) as caught:
        world.deliver(world.work("later", later, kit.site()))
    assert str(caught.value) == (
        f"owner/{first.repo}: it is private, so generation cannot read it to build on it, "
        "so it is not changed; rename it, or name another one in `repo`"
    )


@pytest.mark.parametrize("branch", ["main", "master"])
def test_an_empty_repository_of_that_name_takes_the_branch_that_is_pushed(world: World, branch: str) -> None:
    task = f"empty {branch}"
    repository = world.hub.create_repository(f"owner/{kit.envelope(None, task=task).repo}")
    repository.default_branch = branch
    world.git(repository.name, "symbolic-ref", "HEAD", f"refs/heads/{branch}")
    done = world.run(task)
    assert world.commits(repository.name) == [done.publication.commit_sha]
    assert repository.default_branch == "main"


def test_a_title_that_turns_its_line_around_is_shown_without_that(world: World) -> None:
    done = world.run("turned", brief="Tides\u202esediT\x1b[31m")
    assert world.git(done.repo, "log", "-1", "--format=%s") == "Build Tides sediT [31m"
    assert world.repository(done.repo).description == "Tides sediT [31m"


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


def test_an_organisation_gets_its_repository_with_either_kind_of_token(world: World) -> None:
    world.hub.add_organization("crew", ["owner"])
    world.owner = "crew"
    for task, token in (("by a member", ""), ("by an app", app_token(world))):
        world.token = token
        done = world.run(task)
        assert world.commits(done.repo) == [done.publication.commit_sha]


def app_token(world: World) -> str:
    """An installation's token with the permissions that the workflow asks for."""
    from scripts.localhub.traffic.tokens import Token

    rights = dict.fromkeys(("administration", "contents", "pages", "statuses", "workflows"), "write")
    return world.hub.state.add_token(
        Token("ghs_" + "7" * 36, "app", "crew-app[bot]", "crew", "app", permissions=rights)
    )


def test_no_token_in_what_git_or_github_repeats(world: World) -> None:
    said = f"not you, {world.hub.tokens.target}"
    for call in ("POST /repos/*/pages", "POST /*/git-receive-pack"):
        world.hub.faults.clear()
        world.hub.faults.add(Rule(call, 400, JSON, f'{{"message": "{said}"}}', times=None))
        assert world.hub.tokens.target not in str(refused(world, f"echo {call}"))

"""What each kind of token may do, and GitHub's words where it may not."""

import pytest

from tests.localhub.kit import Kit

DISPATCH = ("POST", "/repos/owner/app/dispatches", {"event_type": "task"})
CREATE = ("POST", "/user/repos", {"name": "new"})
PAGES = ("POST", "/repos/owner/app/pages", {"build_type": "workflow"})

Request = tuple[str, str, object]


def ask(kit: Kit, request: Request, token: str | None) -> tuple[int, str]:
    method, path, body = request
    answer = kit.call(method, path, body, token=token)
    return answer.status_code, answer.json()["message"] if answer.status_code >= 400 else ""


@pytest.mark.parametrize("request_", [DISPATCH, CREATE, PAGES])
def test_a_classic_token_with_the_repo_scope_may_do_everything_to_its_owners_repositories(
    app: Kit, request_: Request
) -> None:
    assert ask(app, request_, app.hub.classic_token("owner", "repo"))[0] < 300


@pytest.mark.parametrize("request_", [DISPATCH, CREATE, PAGES])
def test_a_classic_token_without_the_scope_gets_not_found(app: Kit, request_: Request) -> None:
    assert ask(app, request_, app.hub.classic_token("owner", "gist")) == (404, "Not Found")


def test_the_scopes_that_are_needed_and_given_are_in_headers(app: Kit) -> None:
    answer = app.call(*DISPATCH, token=app.hub.classic_token("owner", "gist", "user"))
    assert answer.headers["X-Accepted-OAuth-Scopes"] == "repo"
    assert answer.headers["X-OAuth-Scopes"] == "gist, user"


@pytest.mark.parametrize(
    ("request_", "missing"),
    [(DISPATCH, "contents=write"), (CREATE, "administration=write"), (PAGES, "pages=write")],
)
def test_a_fine_grained_token_without_the_permission_is_told_which(
    app: Kit, request_: Request, missing: str
) -> None:
    method, path, body = request_
    answer = app.call(method, path, body, token=app.hub.fine_grained_token("owner", {"contents": "read"}))
    assert answer.status_code == 403
    assert answer.json()["message"] == "Resource not accessible by personal access token"
    assert answer.headers["X-Accepted-GitHub-Permissions"] == missing


def test_enabling_pages_needs_administration_too(app: Kit) -> None:
    token = app.hub.fine_grained_token("owner", {"pages": "write"})
    assert ask(app, PAGES, token)[0] == 403
    token = app.hub.fine_grained_token("owner", {"pages": "write", "administration": "write"})
    assert ask(app, PAGES, token) == (201, "")


def test_a_fine_grained_token_reaches_the_repositories_it_was_made_for_alone(app: Kit) -> None:
    app.hub.create_repository("owner/other")
    token = app.hub.fine_grained_token("owner", {"contents": "write"}, repositories=["owner/other"])
    assert ask(app, DISPATCH, token) == (403, "Resource not accessible by personal access token")
    assert ask(app, ("POST", "/repos/owner/other/dispatches", {"event_type": "task"}), token)[0] == 204


def test_a_stranger_may_read_a_public_repository_and_no_more(app: Kit) -> None:
    app.hub.add_account("eve")
    token = app.hub.classic_token("eve", "repo")
    assert ask(app, ("GET", "/repos/owner/app", None), token) == (200, "")
    assert ask(app, DISPATCH, token) == (404, "Not Found")
    assert ask(app, PAGES, token) == (403, "Must have admin rights to Repository.")


def test_a_private_repository_is_hidden_from_strangers(kit: Kit) -> None:
    kit.call("POST", "/user/repos", {"name": "secret", "private": True})
    kit.hub.add_account("eve")
    request = ("GET", "/repos/owner/secret", None)
    assert ask(kit, request, kit.hub.classic_token("eve", "repo")) == (404, "Not Found")
    assert ask(kit, request, None) == (404, "Not Found")
    assert ask(kit, request, kit.hub.tokens.target) == (200, "")


@pytest.mark.parametrize(
    ("token", "words"), [("ghp_wrong", "Bad credentials"), (None, "Requires authentication")]
)
def test_without_a_valid_token_a_write_is_401(app: Kit, token: str | None, words: str) -> None:
    assert ask(app, DISPATCH, token) == (401, words)


def test_a_revoked_token_is_bad_credentials_even_for_public_reading(app: Kit) -> None:
    app.hub.revoke(app.hub.tokens.target)
    assert ask(app, ("GET", "/repos/owner/app", None), app.hub.tokens.target) == (401, "Bad credentials")


def test_the_relays_token_may_dispatch_and_nothing_else(app: Kit) -> None:
    app.hub.create_repository("owner/control")
    relay = app.hub.tokens.relay
    assert ask(app, ("POST", "/repos/owner/control/dispatches", {"event_type": "task"}), relay)[0] == 204
    assert ask(app, CREATE, relay)[0] == 403
    assert ask(app, DISPATCH, relay)[0] == 403


def test_an_organisation_takes_repositories_of_its_members_alone(kit: Kit) -> None:
    kit.hub.add_organization("acme", ["owner"])
    kit.hub.add_organization("closed", ["owner"])
    kit.hub.state.closed_organizations.add("closed")
    kit.hub.add_account("eve")
    create: Request = ("POST", "/orgs/acme/repos", {"name": "app"})
    assert ask(kit, create, kit.hub.classic_token("eve", "repo"))[0] == 403
    assert ask(kit, create, kit.hub.tokens.target)[0] == 201
    assert ask(kit, ("POST", "/orgs/closed/repos", {"name": "app"}), kit.hub.tokens.target) == (
        403,
        "Repository creation failed.",
    )


def test_a_user_is_no_organisation(kit: Kit) -> None:
    assert ask(kit, ("POST", "/orgs/owner/repos", {"name": "app"}), kit.hub.tokens.target) == (
        404,
        "Not Found",
    )

"""What each kind of token may do, and GitHub's messages where it may not."""

import shutil
from collections.abc import Callable, Iterator

import pytest

from scripts.localhub import Hub
from tests.localhub.kit import Kit

Request = tuple[str, str, object]

DISPATCH: Request = ("POST", "/repos/owner/app/dispatches", {"event_type": "task"})
CONTROL: Request = ("POST", "/repos/owner/control/dispatches", {"event_type": "task"})
CREATE: Request = ("POST", "/user/repos", {"name": "new"})
IN_ACME: Request = ("POST", "/orgs/acme/repos", {"name": "new"})
PAGES: Request = ("POST", "/repos/owner/app/pages", {"build_type": "workflow"})
READ: Request = ("GET", "/repos/owner/app", None)
PRIVATE: Request = ("GET", "/repos/owner/secret", None)

FORBIDDEN = (403, "Resource not accessible by personal access token")
NOT_FOUND = (404, "Not Found")
NO_MEMBER = "You need admin access to the organization before adding a repository to it."

TOKENS: dict[str, Callable[[Kit], str | None]] = {
    "repo": lambda kit: kit.hub.classic_token("owner", "repo"),
    "gist": lambda kit: kit.hub.classic_token("owner", "gist", "user"),
    "stranger": lambda kit: kit.hub.classic_token("eve", "repo"),
    "reader": lambda kit: kit.hub.fine_grained_token("owner", {"contents": "read"}),
    "pages": lambda kit: kit.hub.fine_grained_token("owner", {"pages": "write"}),
    "pages and administration": lambda kit: kit.hub.fine_grained_token(
        "owner", {"pages": "write", "administration": "write"}
    ),
    "other repository": lambda kit: kit.hub.fine_grained_token(
        "owner", {"contents": "write"}, repositories=["owner/other"]
    ),
    "relay": lambda kit: kit.hub.tokens.relay,
    "unknown": lambda kit: "ghp_wrong",  # noqa: ARG005 # the same form as the others
    "none": lambda kit: None,  # noqa: ARG005 # the same
}


@pytest.fixture(scope="module", name="hub")
def _hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    with Hub(tmp_path_factory.mktemp("hub")) as hub:
        hub.add_account("eve")
        for organization in ("acme", "closed"):
            hub.add_organization(organization, ["owner"])
        hub.state.closed_organizations.add("closed")
        for name in ("app", "control", "secret"):
            hub.create_repository(f"owner/{name}").private = name == "secret"
        yield hub


@pytest.fixture(autouse=True)
def _as_before(hub: Hub) -> Iterator[None]:
    """Undo what the test's request did."""
    yield
    hub.repository("owner/app").pages = None  # type: ignore[union-attr] # it is there
    for key in {"owner/new", "acme/new"} & set(hub.state.repositories):
        shutil.rmtree(hub.state.repositories.pop(key).folder)


@pytest.mark.parametrize(
    ("token", "request_", "expected"),
    [
        *(("repo", request, None) for request in (DISPATCH, CREATE, PAGES, READ, PRIVATE, IN_ACME)),
        *(("gist", request, NOT_FOUND) for request in (DISPATCH, CREATE, PAGES, PRIVATE)),
        *(("reader", request, FORBIDDEN) for request in (DISPATCH, CREATE, PAGES)),
        ("pages", PAGES, FORBIDDEN),
        ("pages and administration", PAGES, None),
        ("other repository", DISPATCH, FORBIDDEN),
        ("relay", CONTROL, None),
        ("relay", CREATE, FORBIDDEN),
        ("relay", DISPATCH, FORBIDDEN),
        ("stranger", READ, None),
        ("stranger", DISPATCH, NOT_FOUND),
        ("stranger", PAGES, (403, "Must have admin rights to Repository.")),
        ("stranger", PRIVATE, NOT_FOUND),
        ("stranger", IN_ACME, (403, NO_MEMBER)),
        ("repo", ("POST", "/orgs/closed/repos", {"name": "new"}), (403, "Repository creation failed.")),
        ("repo", ("POST", "/orgs/owner/repos", {"name": "new"}), NOT_FOUND),
        ("none", PRIVATE, NOT_FOUND),
        ("none", DISPATCH, (401, "Requires authentication")),
        ("unknown", DISPATCH, (401, "Bad credentials")),
        ("unknown", READ, (401, "Bad credentials")),
    ],
)  # fmt: skip
def test_a_request_is_answered_by_the_rights_of_its_token(
    kit: Kit, token: str, request_: Request, expected: tuple[int, str] | None
) -> None:
    answer = kit.call(*request_, token=TOKENS[token](kit))
    if expected is None:
        assert answer.status_code < 300
    else:
        assert (answer.status_code, answer.json()["message"]) == expected


@pytest.mark.parametrize(
    ("request_", "missing"),
    [(DISPATCH, "contents=write"), (CREATE, "administration=write"), (PAGES, "pages=write")],
)
def test_the_missing_permission_is_in_a_header(kit: Kit, request_: Request, missing: str) -> None:
    answer = kit.call(*request_, token=TOKENS["reader"](kit))
    assert answer.headers["X-Accepted-GitHub-Permissions"] == missing


def test_the_scopes_that_are_needed_and_given_are_in_headers(kit: Kit) -> None:
    answer = kit.call(*DISPATCH, token=TOKENS["gist"](kit))
    assert answer.headers["X-Accepted-OAuth-Scopes"] == "repo"
    assert answer.headers["X-OAuth-Scopes"] == "gist, user"

"""REST: what each kind of token may do, and GitHub's words where a request is refused."""

import shutil
from collections.abc import Callable, Iterator

import pytest
import requests

from scripts.localhub import Hub
from tests.localhub.kit import Kit, Request

TOKENS: dict[str, Callable[[Hub], str | None]] = {
    "all": lambda hub: hub.tokens.target,
    "relay": lambda hub: hub.tokens.relay,
    "repo": lambda hub: hub.classic_token("owner", "repo"),
    "gist": lambda hub: hub.classic_token("owner", "gist", "user"),
    "stranger": lambda hub: hub.classic_token("eve", "repo"),
    "reader": lambda hub: hub.fine_grained_token("owner", {"contents": "read"}),
    "pages": lambda hub: hub.fine_grained_token("owner", {"pages": "write"}),
    "admin": lambda hub: hub.fine_grained_token("owner", {"pages": "write", "administration": "write"}),
    "other": lambda hub: hub.fine_grained_token("owner", {"contents": "write"}, repositories=["owner/full"]),
    "unknown": lambda _: "ghp_wrong",
    "none": lambda _: None,
}

DISPATCH: Request = ("POST", "/repos/owner/app/dispatches", {"event_type": "task"})
CONTROL: Request = ("POST", "/repos/owner/control/dispatches", {"event_type": "task"})
CREATE: Request = ("POST", "/user/repos", {"name": "new"})
IN_ACME: Request = ("POST", "/orgs/acme/repos", {"name": "new"})
PAGES: Request = ("POST", "/repos/owner/app/pages", {"build_type": "workflow"})
READ: Request = ("GET", "/repos/owner/app", None)
PRIVATE: Request = ("GET", "/repos/owner/secret", None)

FORBIDDEN = (403, "Resource not accessible by personal access token")
NOT_FOUND = (404, "Not Found")
NO_CREATION = "Repository creation failed."
NO_MEMBER = "You need admin access to the organization before adding a repository to it."
NO_COMMIT = f"No commit found for SHA: {'0' * 40}"
NO_PLAN = "Your current plan does not support GitHub Pages for this repository."
NO_BRANCH = "The main branch must exist before GitHub Pages can be built."


def create(**fields: str) -> Request:
    return "POST", "/user/repos", {"name": "new", **fields}


def enable(name: str, body: object) -> Request:
    return "POST", f"/repos/owner/{name}/pages", body


def payload(**keys: object) -> Request:
    return *DISPATCH[:2], {"event_type": "task", "client_payload": keys}


CALLS: list[tuple[str, Request, tuple[object, ...]]] = [
    *(("repo", request, (201,)) for request in (CREATE, PAGES, IN_ACME)),
    *(("repo", request, (200,)) for request in (READ, PRIVATE)),
    ("repo", DISPATCH, (204,)),
    *(("gist", request, NOT_FOUND) for request in (DISPATCH, CREATE, PAGES, PRIVATE)),
    *(("reader", request, FORBIDDEN) for request in (DISPATCH, CREATE, PAGES)),
    ("pages", PAGES, FORBIDDEN),
    ("admin", PAGES, (201,)),
    ("other", DISPATCH, FORBIDDEN),
    ("relay", CONTROL, (204,)),
    *(("relay", request, FORBIDDEN) for request in (CREATE, DISPATCH)),
    ("stranger", READ, (200,)),
    *(("stranger", request, NOT_FOUND) for request in (DISPATCH, PRIVATE)),
    ("stranger", PAGES, (403, "Must have admin rights to Repository.")),
    ("stranger", IN_ACME, (403, NO_MEMBER)),
    ("none", PRIVATE, NOT_FOUND),
    ("none", DISPATCH, (401, "Requires authentication")),
    *(("unknown", request, (401, "Bad credentials")) for request in (DISPATCH, READ)),
    ("all", ("POST", "/orgs/closed/repos", {"name": "new"}), (403, NO_CREATION)),
    ("all", ("POST", "/orgs/owner/repos", {"name": "new"}), NOT_FOUND),
    ("all", create(name="APP"), (422, NO_CREATION, "name already exists on this account")),
    *(("all", create(name=name), (422, NO_CREATION, "name is invalid")) for name in ("a b", "x" * 101)),
    ("all", create(description="d" * 351),
     (422, NO_CREATION, "description cannot be more than 350 characters")),
    ("all", create(description="a\nb"),
     (422, NO_CREATION, "description control characters are not allowed")),
    ("all", ("POST", "/repos/owner/app/git/blobs", {"content": "hi"}), (409, "Git Repository is empty.")),
    ("all", ("POST", "/repos/owner/full/git/blobs", {"content": "a$b", "encoding": "base64"}),
     (422, "content is not valid Base64")),
    ("all", ("POST", f"/repos/owner/full/statuses/{'0' * 40}", {"state": "success"}), (422, NO_COMMIT)),
    ("all", payload(**{f"k{n}": 1 for n in range(10)}), (204,)),
    ("all", payload(**{f"k{n}": 1 for n in range(11)}),
     (422, "Invalid request.\n\nNo more than 10 properties are allowed; 11 were supplied.")),
    ("all", payload(k="x" * 65_536), (422, "client_payload is too large.")),
    ("all", enable("site", {"build_type": "workflow"}), (409, "GitHub Pages is already enabled.")),
    ("all", enable("secret", {"build_type": "workflow"}), (422, NO_PLAN)),
    ("all", enable("app", {"build_type": "legacy", "source": {"branch": "main"}}), (422, NO_BRANCH)),
    ("all", enable("app", {}), (422, 'Invalid request.\n\nNo subschema in "anyOf" matched.')),
    ("all", ("GET", "/repos/owner/app/contents/index.html", None), NOT_FOUND),
]  # fmt: skip


@pytest.fixture(scope="module", name="hub")
def _hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    with Hub(tmp_path_factory.mktemp("hub")) as hub:
        for login in ("eve", "ada"):
            hub.add_account(login)
        for organization in ("acme", "closed"):
            hub.add_organization(organization, ["owner"])
        hub.state.closed_organizations.add("closed")
        for name in ("app", "control", "secret", "full", "site"):
            hub.create_repository(f"owner/{name}").private = name == "secret"
        kit = Kit(hub, tmp_path_factory.mktemp("clones"))
        kit.push({"index.html": "hi"}, "owner/full")
        kit.call(*enable("site", {"build_type": "workflow"}))
        yield hub


@pytest.fixture(autouse=True)
def _as_before(hub: Hub) -> Iterator[None]:
    """Undo what the test's request did."""
    yield
    hub.state.repositories["owner/app"].pages = None
    for key in {"owner/new", "acme/new"} & set(hub.state.repositories):
        shutil.rmtree(hub.state.repositories.pop(key).folder)


@pytest.mark.parametrize(("token", "request_", "expected"), CALLS)
def test_a_request_is_answered_as_github_answers_it(
    kit: Kit, token: str, request_: Request, expected: tuple[object, ...]
) -> None:
    answer = kit.call(*request_, token=TOKENS[token](kit.hub))
    body = answer.json() if answer.content else {}
    said = (body.get("message"), *(e["message"] for e in body.get("errors", ()) if isinstance(e, dict)))
    assert (answer.status_code, *(said if answer.status_code >= 400 else ())) == expected


@pytest.mark.parametrize(
    ("token", "request_", "header", "value"),
    [
        ("reader", DISPATCH, "X-Accepted-GitHub-Permissions", "contents=write"),
        ("reader", CREATE, "X-Accepted-GitHub-Permissions", "administration=write"),
        ("reader", PAGES, "X-Accepted-GitHub-Permissions", "pages=write"),
        ("gist", DISPATCH, "X-Accepted-OAuth-Scopes", "repo"),
        ("gist", DISPATCH, "X-OAuth-Scopes", "gist, user"),
    ],
)
def test_what_is_needed_and_what_is_given_are_in_headers(
    kit: Kit, token: str, request_: Request, header: str, value: str
) -> None:
    assert kit.call(*request_, token=TOKENS[token](kit.hub)).headers[header] == value


def test_requests_are_read_as_github_reads_them(kit: Kit) -> None:
    url, token = f"{kit.hub.api_url}/repos/Owner/Full", {"Authorization": f"token {kit.hub.tokens.target}"}

    def ask(method: str, path: str, data: str = "", **headers: str) -> int:
        return requests.request(
            method, url + path, data=data, headers=token | headers, timeout=10
        ).status_code

    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert ask("POST", "/git/blobs", '{"content": "hi"}', **form) == 201
    assert ask("POST", "/git/blobs", "{") == 400
    assert ask("GET", "", **{"User-Agent": ""}) == 403
    assert ask("GET", "", **{"X-GitHub-Api-Version": "1999-01-01"}) == 400


def test_a_listing_comes_newest_first_and_in_pages(kit: Kit) -> None:
    for number in range(5):
        kit.hub.create_repository(f"ada/app-{number}")
    path = "/users/ada/repos?sort=created&direction=desc&per_page=2"
    first, last = kit.call("GET", path), kit.call("GET", f"{path}&page=3")
    assert [[one["name"] for one in answer.json()] for answer in (first, last)] == [
        ["app-4", "app-3"],
        ["app-0"],
    ]
    assert 'page=2>; rel="next"' in first.headers["Link"]
    assert 'rel="next"' not in last.headers["Link"]


def test_a_blob_comes_back_as_it_was_stored(kit: Kit) -> None:
    root, body = "/repos/owner/full/git/blobs", {"content": "AP8=", "encoding": "base64"}
    sha = kit.call("POST", root, body).json()["sha"]
    found = kit.call("GET", f"{root}/{sha}", token=None).json()
    assert (found["content"].strip(), found["size"]) == ("AP8=", 2)


def test_a_token_for_selected_repositories_cannot_reach_the_one_that_it_created(kit: Kit) -> None:
    rights = dict.fromkeys(("administration", "pages", "contents"), "write")
    token = kit.hub.fine_grained_token("owner", rights, repositories=["owner/control"])
    assert kit.call(*CREATE, token=token).status_code == 201
    answer = kit.call(*enable("new", {"build_type": "workflow"}), token=token)
    assert (answer.status_code, answer.json()["message"]) == FORBIDDEN

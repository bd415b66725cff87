"""Repositories, blobs and statuses: refusals, limits, paging."""

from collections.abc import Iterator

import pytest

from scripts.localhub import Hub
from tests.localhub.kit import Kit


@pytest.fixture(scope="module", name="hub")
def _hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    with Hub(tmp_path_factory.mktemp("hub")) as hub:
        hub.add_account("ada")
        hub.create_repository("owner/app")
        yield hub


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"name": "app"}, "name already exists on this account"),
        ({"name": "a b"}, "name is invalid"),
        ({"name": "x" * 101}, "name is invalid"),
        ({"name": "new", "description": "d" * 351}, "description cannot be more than 350 characters"),
        ({"name": "new", "description": "a\nb"}, "description control characters are not allowed"),
    ],
)
def test_a_creation_is_refused_in_githubs_words(kit: Kit, body: object, words: str) -> None:
    answer = kit.call("POST", "/user/repos", body)
    assert answer.status_code == 422
    assert answer.json()["message"] == "Repository creation failed."
    assert [error["message"] for error in answer.json()["errors"]] == [words]


def test_names_differ_by_more_than_case(kit: Kit) -> None:
    assert kit.call("POST", "/user/repos", {"name": "APP"}).status_code == 422
    assert kit.call("GET", "/repos/Owner/App").json()["full_name"] == "owner/app"


def test_a_listing_comes_newest_first_and_in_pages(kit: Kit) -> None:
    for number in range(5):
        kit.hub.create_repository(f"ada/app-{number}")
    first = kit.call("GET", "/users/ada/repos?sort=created&direction=desc&per_page=2")
    assert [one["name"] for one in first.json()] == ["app-4", "app-3"]
    assert 'page=2>; rel="next"' in first.headers["Link"]
    last = kit.call("GET", "/users/ada/repos?sort=created&direction=desc&per_page=2&page=3")
    assert [one["name"] for one in last.json()] == ["app-0"]
    assert 'rel="next"' not in last.headers["Link"]


def test_an_empty_repository_takes_no_blob(kit: Kit) -> None:
    answer = kit.call("POST", "/repos/owner/app/git/blobs", {"content": "hi"})
    assert (answer.status_code, answer.json()["message"]) == (409, "Git Repository is empty.")


def test_a_blob_comes_back_as_it_was_stored(kit: Kit) -> None:
    repository = kit.hub.create_repository("owner/full").full_name
    kit.push({"index.html": "hi"}, repository)
    body = {"content": "AP8=", "encoding": "base64"}
    sha = kit.call("POST", f"/repos/{repository}/git/blobs", body).json()["sha"]
    found = kit.call("GET", f"/repos/{repository}/git/blobs/{sha}", token=None).json()
    assert (found["content"].strip(), found["size"]) == ("AP8=", 2)


def test_a_status_needs_a_commit_that_exists(kit: Kit) -> None:
    answer = kit.call("POST", f"/repos/owner/app/statuses/{'0' * 40}", {"state": "success"})
    assert (answer.status_code, answer.json()["message"]) == (422, f"No commit found for SHA: {'0' * 40}")


@pytest.mark.parametrize(
    ("payload", "status"),
    [
        ({f"k{n}": 1 for n in range(10)}, 204),
        ({f"k{n}": 1 for n in range(11)}, 422),
        ({"k": "x" * 65_536}, 422),
    ],
)
def test_a_payload_is_limited_in_keys_and_size(kit: Kit, payload: object, status: int) -> None:
    body = {"event_type": "task", "client_payload": payload}
    assert kit.call("POST", "/repos/owner/app/dispatches", body).status_code == status

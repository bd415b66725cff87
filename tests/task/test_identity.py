"""Identity: the same request has the same names whenever it is sent."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.task.event import read_task
from orchestrator.task.identity import owner_suffix, pages_url, repository_name, request_digest, task_id

Fields = dict[str, Any]
MONDAY = datetime(2026, 3, 2, 23, 59, tzinfo=UTC)


def test_the_task_id_has_verb_date_and_digest(request_fields: Fields) -> None:
    task = read_task(request_fields)
    assert task_id(task, MONDAY) == f"deploy-20260302-{request_digest(task)[:8]}"
    later = read_task(request_fields | {"round": 2})
    assert task_id(later, MONDAY).startswith("update-20260302-")


@pytest.mark.parametrize(
    ("change", "same_request", "same_repository"),
    [
        ({"email": "bob@example.com"}, False, False),
        ({"task": "another"}, False, False),
        ({"nonce": "another"}, False, True),
        ({"round": 2}, False, True),
        ({"brief": "Something else", "checks": []}, True, True),
        ({"repo": "my-site"}, True, False),
    ],
)
def test_what_makes_another_request_and_what_another_repository(
    request_fields: Fields, change: Fields, same_request: bool, same_repository: bool
) -> None:
    task, other = read_task(request_fields), read_task(request_fields | change)
    assert (request_digest(task) == request_digest(other)) is same_request
    assert (repository_name(task) == repository_name(other)) is same_repository
    assert repository_name(other) == change.get("repo", repository_name(other))


def test_an_older_sender_is_named_by_nonce_and_found_by_email(request_fields: Fields) -> None:
    first = read_task(request_fields | {"task": "deploy"})
    second = read_task(request_fields | {"task": "update", "round": 2, "nonce": "nonce-2"})
    name = str(repository_name(first))
    assert name.startswith("llm-app-deploy-")
    assert name.endswith(owner_suffix(second))
    assert repository_name(second) is None


@given(st.text(min_size=1, max_size=200))
def test_any_task_gives_a_valid_repository_name(task: str) -> None:
    fields = {"email": "a@b.c", "task": task, "round": 1, "nonce": "n", "brief": "x", "checks": []}
    name = str(repository_name(read_task(fields)))
    assert 0 < len(name) <= 100
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


def test_the_address_of_pages_has_the_owner_in_lower_case() -> None:
    assert pages_url("https://{owner}.github.io/{repo}/", "Ada", "App-1") == "https://ada.github.io/App-1/"

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


@pytest.mark.parametrize("field", ["email", "task", "nonce"])
def test_another_sender_task_or_nonce_is_another_request(request_fields: Fields, field: str) -> None:
    other = request_fields | {field: "x@example.org"}
    assert request_digest(read_task(other)) != request_digest(read_task(request_fields))


def test_brief_and_checks_do_not_make_another_request(request_fields: Fields) -> None:
    other = request_fields | {"brief": "Something else", "checks": []}
    assert request_digest(read_task(other)) == request_digest(read_task(request_fields))


def test_all_rounds_of_a_task_share_one_repository(request_fields: Fields) -> None:
    names = {
        repository_name(read_task(request_fields | {"round": number, "nonce": str(number)}))
        for number in (1, 2, 3)
    }
    assert len(names) == 1


def test_two_senders_of_one_task_have_two_repositories(request_fields: Fields) -> None:
    other = read_task(request_fields | {"email": "bob@example.com"})
    assert repository_name(other) != repository_name(read_task(request_fields))


def test_an_older_sender_is_named_by_nonce_and_found_by_email(request_fields: Fields) -> None:
    first = read_task(request_fields | {"task": "deploy"})
    second = read_task(request_fields | {"task": "update", "round": 2, "nonce": "nonce-2"})
    name = repository_name(first)
    assert name is not None
    assert name.startswith("llm-app-deploy-")
    assert name.endswith(owner_suffix(second))
    assert repository_name(second) is None


def test_the_field_repo_overrides_the_name(request_fields: Fields) -> None:
    assert repository_name(read_task(request_fields | {"repo": "my-site"})) == "my-site"


@given(st.text(min_size=1, max_size=200))
def test_any_task_gives_a_valid_repository_name(task: str) -> None:
    name = repository_name(
        read_task({"email": "a@b.c", "task": task, "round": 1, "nonce": "n", "brief": "x", "checks": []})
    )
    assert name is not None
    assert len(name) <= 100
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


def test_the_address_of_pages_has_the_owner_in_lower_case() -> None:
    assert pages_url("https://{owner}.github.io/{repo}/", "Ada", "App-1") == "https://ada.github.io/App-1/"

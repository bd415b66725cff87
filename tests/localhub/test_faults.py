"""Faults by rule, limits, and the counting of calls."""

import pytest
import requests

from scripts.localhub.traffic.faults import (
    ANONYMOUS_GIT_LIMITED,
    PAGES,
    PUSH,
    SECONDARY_LIMIT,
    Rule,
)
from tests.localhub.kit import WORKFLOW, Kit, git, wait_until

CREATE = "POST /user/repos"
READ = "GET /repos/owner/app"


def statuses(kit: Kit, times: int) -> list[int]:
    return [kit.call("GET", "/repos/owner/app").status_code for _ in range(times)]


def test_a_rule_applies_as_often_as_it_says(app: Kit) -> None:
    app.hub.faults.add(Rule("GET /repos/*", status=502, times=2))
    assert statuses(app, 3) == [502, 502, 200]
    app.hub.faults.add(Rule("GET /repos/*", 403, {"Retry-After": "7"}, '{"message": "no"}', times=None))
    assert statuses(app, 3) == [403, 403, 403]
    answer = app.call("GET", "/repos/owner/app")
    assert (answer.headers["Retry-After"], answer.json()) == ("7", {"message": "no"})
    app.hub.faults.clear()
    assert statuses(app, 1) == [200]


@pytest.mark.parametrize(
    ("rule", "seen", "done"),
    [
        (Rule(CREATE, status=502), "502", False),
        (Rule(CREATE, status=502, done=True), "502", True),
        (Rule(CREATE, reset=True), "Connection aborted.", False),
        (Rule(CREATE, reset=True, done=True), "Connection aborted.", True),
        (Rule(CREATE, half=True), "IncompleteRead", True),
        (Rule(CREATE, delay=0.3), "Read timed out", True),
    ],
)
def test_a_request_may_be_processed_though_its_answer_is_lost(
    kit: Kit, rule: Rule, seen: str, done: bool
) -> None:
    kit.hub.faults.add(rule)
    patience = 0.1 if rule.delay else 20.0
    try:
        said = str(kit.call("POST", "/user/repos", {"name": "new"}, timeout=patience).status_code)
    except requests.RequestException as error:
        said = str(error)
    assert seen in said
    if rule.delay:
        wait_until(lambda: kit.hub.calls().content == 1)
    assert (kit.hub.repository("owner/new") is not None) == done


def test_pushes_and_pages_have_faults_too(app: Kit) -> None:
    app.hub.faults.add(Rule(PUSH, status=500))
    app.hub.faults.add(Rule(PAGES, status=503))
    assert "The requested URL returned error: 500" in app.push({"index.html": "hi"})
    assert [app.page("").status_code for _ in range(2)] == [503, 404]
    # git repeats by itself when a connection in use is reset, and finds its own commit in the way
    app.hub.faults.add(Rule(PUSH, reset=True, done=True))
    assert "failed to push some refs" in app.push({"index.html": "ho"})
    assert app.head() == git(app.folder / "owner/app", "rev-parse", "HEAD").stdout.strip()


def test_anonymous_git_can_be_limited(app: Kit) -> None:
    app.push({"index.html": "hi"})
    app.hub.faults.add(ANONYMOUS_GIT_LIMITED)
    clone = ("clone", "-q", f"{app.hub.url}/owner/app.git", "copy")
    assert "could not read Username" in app.git(app.folder, *clone, token=None)
    assert app.git(app.folder, *clone) == ""


def test_a_used_up_hour_says_when_it_ends_and_ends_then(app: Kit) -> None:
    clock = [1000.0]
    app.hub.limits.clock, app.hub.limits.per_hour = lambda: clock[0], 2
    answers = [app.call("GET", "/repos/owner/app") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 403]
    assert [answer.headers["x-ratelimit-remaining"] for answer in answers] == ["1", "0", "0"]
    assert answers[2].headers["x-ratelimit-reset"] == "4600"
    assert answers[2].json()["message"] == "API rate limit exceeded for user owner."
    clock[0] = 4601.0
    assert statuses(app, 1) == [200]


def test_too_much_content_in_a_minute_is_a_secondary_limit(app: Kit) -> None:
    app.hub.limits.content_per_minute = 1
    answers = [app.call("POST", "/user/repos", {"name": f"new-{n}"}) for n in range(2)]
    assert [answer.status_code for answer in answers] == [201, 403]
    assert (answers[1].headers["Retry-After"], answers[1].json()["message"]) == ("60", SECONDARY_LIMIT)
    assert statuses(app, 1) == [200]


def test_an_answer_that_the_caller_has_is_304_and_free(app: Kit) -> None:
    url, first = f"{app.hub.api_url}/repos/owner/app", app.call("GET", "/repos/owner/app")
    headers = {"Authorization": f"Bearer {app.hub.tokens.target}", "If-None-Match": first.headers["ETag"]}
    again = requests.get(url, headers=headers, timeout=10)
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["x-ratelimit-used"] == first.headers["x-ratelimit-used"] == "1"
    app.call("POST", "/repos/owner/app/pages", WORKFLOW)
    assert requests.get(url, headers=headers, timeout=10).status_code == 200


def test_calls_are_counted_by_class_and_named_by_endpoint_and_token(app: Kit) -> None:
    app.call("POST", "/user/repos", {"name": "new"})
    app.call("GET", "/repos/owner/new", token=None)
    app.call("PUT", "/repos/owner/new/pages", WORKFLOW)
    app.page("")
    app.push({"index.html": "hi"})
    counts = app.hub.calls()
    assert (counts.read, counts.write, counts.content, counts.total) == (1, 1, 1, 3)
    assert (counts.git, counts.pages) == (2, 1)
    named = [(call.endpoint, call.status, call.token) for call in app.hub.log()[:3]]
    assert named == [
        ("POST /user/repos", 201, "target token"),
        ("GET /repos/{owner}/{name}", 200, ""),
        ("PUT /repos/{owner}/{name}/pages", 404, "target token"),
    ]
    assert app.hub.calls(since=len(app.hub.log())).total == 0

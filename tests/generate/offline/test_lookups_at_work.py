"""Lookups of GitHub users at work, with and without an answer."""

import json
from collections.abc import Callable

from playwright.sync_api import Route

from tests.generate.offline.harness import Built, Visit

USER = {
    "login": "ada",
    "created_at": "2011-03-04T23:30:00Z",
    "name": "Ada",
    "public_repos": 3,
    "followers": 4,
    "avatar_url": "data:image/gif;base64,R0lGODlhAQABAAAAACw=",
}


def _github(route: Route) -> None:
    route.fulfill(
        body=json.dumps(USER),
        headers={"Access-Control-Allow-Origin": "*", "Content-Type": "application/json"},
    )


def _lookup(app: Built) -> Built:
    return (
        app.then(
            'Publish a Bootstrap page with form id="github-user-zq8" that fetches a GitHub username, '
            "optionally uses ?token=, and "
            "displays the account creation date in YYYY-MM-DD UTC inside #github-created-at.",
            [
                {"js": check}
                for check in (
                    'document.querySelector("#github-user-zq8").tagName === "FORM"',
                    'document.querySelector("#github-created-at").textContent.includes("20")',
                    '!!document.querySelector("script").textContent.includes("https://api.github.com/users/")',
                )
            ],
        )
        .then(
            "Show an aria-live alert #github-status that reports when a lookup starts, succeeds, or fails.",
            [
                {"js": check}
                for check in (
                    'document.querySelector("#github-status").getAttribute("aria-live") === "polite"',
                    '!!document.querySelector("script").textContent.includes("github-status")',
                )
            ],
        )
        .then(
            "Display the account age in whole years inside #github-account-age alongside the creation date.",
            [
                {"js": check}
                for check in (
                    'parseInt(document.querySelector("#github-account-age").textContent, 10) >= 0',
                    'document.querySelector("#github-account-age").textContent.toLowerCase().includes("years")',
                )
            ],
        )
        .then(
            'Cache the last successful lookup in localStorage under "github-user-zq8" and repopulate the '
            "form on load.",
            [
                {"js": check}
                for check in (
                    '!!document.querySelector("script").textContent.includes("localStorage.setItem(\\"github-user-zq8\\"")',
                    'document.querySelector("script").textContent.includes("localStorage.getItem")',
                )
            ],
        )
    )


def test_four_rounds_of_a_user_lookup_stand_together(app: Built, visit: Callable[..., Visit]) -> None:
    app = _lookup(app)
    seen = visit(app, answers={"https://api.github.com/**": _github})
    assert [check for check in app.checks if not seen.sees(check)] == []
    assert seen.says("#github-created-at", "2011-03-04")
    assert seen.flaws() == []
    assert app.drafts[-1].notes == ()
    seen.page.reload()
    assert seen.page.input_value("#github-username") == "ada"


def test_a_lookup_sends_the_token_and_reports_a_failure(app: Built, visit: Callable[..., Visit]) -> None:
    sent = list[str | None]()

    def refuse(route: Route) -> None:
        sent.append(route.request.headers.get("authorization"))
        route.fulfill(
            status=404,
            body="{}",
            headers={"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Headers": "*"},
        )

    seen = visit(_lookup(app), "?token=abc", answers={"https://api.github.com/**": refuse})
    seen.page.fill("#github-username", "nobody")
    seen.page.keyboard.press("Enter")
    assert seen.sees(
        "document.querySelector('#github-status').textContent === 'Lookup of nobody failed: GitHub knows "
        "no such user.'"
    )
    assert "Bearer abc" in sent


def test_without_internet_a_lookup_says_so_and_shows_no_date(app: Built, visit: Callable[..., Visit]) -> None:
    seen = visit(_lookup(app))
    assert seen.sees(
        "document.querySelector('#github-status').textContent.includes('GitHub could not be reached')"
    )
    assert seen.says("#github-created-at", "\N{EN DASH}")


def test_a_lookup_lists_repositories_and_a_later_round_loses_no_id(
    app: Built, visit: Callable[..., Visit]
) -> None:
    app = app.then(
        "Look up a GitHub user and list the repositories in #repo-list, the number in #repo-count."
    ).then(
        "Show the number of public repositories in #public-repos and the follower/following ratio in #ratio."
    )
    user = '{"login": "ada", "created_at": "2020-01-01T00:00:00Z", "public_repos": 2}'
    repos = '[{"name": "a", "stargazers_count": 1}, {"name": "b", "stargazers_count": 5}]'
    allowed = {"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Headers": "*"}
    answers = {
        "https://api.github.com/users/*": lambda route: route.fulfill(body=user, headers=allowed),
        "https://api.github.com/users/*/repos?*": lambda route: route.fulfill(body=repos, headers=allowed),
    }
    seen = visit(app, answers=answers)
    assert seen.sees("document.querySelectorAll('#repo-list li').length === 2")
    assert seen.page.locator("#repo-list h3").all_inner_texts() == ["b", "a"]
    assert seen.says("#repo-count", "2")
    assert "Nothing fills" in seen.text("#ratio")
    assert "Nothing fills" in seen.text("#public-repos")

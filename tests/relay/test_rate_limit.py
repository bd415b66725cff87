"""Below GitHub's limits: what is beyond them waits, and the answer says for how long."""

from collections.abc import Callable

import httpx
import pytest

from relay.errors import Unavailable
from relay.github.rate_limit import RateLimit

TOO_MANY = "There were more requests than GitHub allows."
BLOCKED = "GitHub accepts no calls at present."


class Clock:
    seconds = 1_000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def limit(clock: Clock) -> RateLimit:
    return RateLimit(points_per_minute=60, posts_per_minute=6, now=clock, wall=clock)


def rejected(spend: Callable[[], None]) -> tuple[str, str]:
    with pytest.raises(Unavailable) as error:
        spend()
    return error.value.detail, dict(error.value.headers or {})["Retry-After"]


def test_a_budget_comes_back_evenly_and_reads_take_nothing_from_tasks(limit: RateLimit, clock: Clock) -> None:
    for _ in range(15):
        limit.spend_read()
    assert rejected(limit.spend_read) == (f"{TOO_MANY} GitHub was not asked.", "4")
    clock.seconds += 4
    limit.spend_read()
    assert rejected(limit.spend_read) == (f"{TOO_MANY} GitHub was not asked.", "4")
    limit.spend_posts(5)
    for _ in range(10):  # what is rejected takes nothing
        assert rejected(lambda: limit.spend_posts(2)) == (f"{TOO_MANY} Nothing was started.", "10")
    clock.seconds += 10
    limit.spend_posts(2)


def test_the_last_requests_of_an_hour_are_kept_for_tasks(limit: RateLimit, clock: Clock) -> None:
    headers = {"x-ratelimit-remaining": "999", "x-ratelimit-limit": "5000", "x-ratelimit-reset": "1600"}
    assert limit.observe(httpx.Response(204, headers=headers)) == 0
    limit.spend_posts(1)
    assert rejected(limit.spend_read) == (f"{BLOCKED} GitHub was not asked.", "600")
    clock.seconds += 600
    limit.spend_read()


@pytest.mark.parametrize(
    ("status", "headers", "body", "wait"),
    [
        (204, {}, "", 0),
        (403, {}, "Resource not accessible", 0),
        (502, {}, "", 0),
        (429, {}, "", 60),
        (429, {"retry-after": "30"}, "", 30),
        (204, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "1900"}, "", 900),
        (403, {"retry-after": "9" * 30}, "API rate limit exceeded", 3600),
        (403, {"retry-after": "0"}, "API rate limit exceeded", 60),
        (403, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "99999999999"}, "API rate limit", 3600),
        (403, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "5"}, "API rate limit", 60),
    ],
)
def test_nothing_is_sent_for_as_long_as_github_states(
    limit: RateLimit, clock: Clock, status: int, headers: dict[str, str], body: str, wait: int
) -> None:
    assert limit.observe(httpx.Response(status, headers=headers, text=body)) == wait
    if wait:
        clock.seconds += wait - 0.5
        assert rejected(limit.spend_read) == (f"{BLOCKED} GitHub was not asked.", "1")
        clock.seconds += 0.5
    limit.spend_read()

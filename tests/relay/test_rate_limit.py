"""Below GitHub's limits: what is beyond them waits, and the answer says for how long."""

from collections.abc import Callable

import httpx
import pytest

from relay.errors import Unavailable
from relay.github.rate_limit import RateLimit

TOO_MANY = "There were more requests than GitHub allows. Nothing was started."
BLOCKED = "GitHub accepts no calls at present. Nothing was started."


class Clock:
    def __init__(self) -> None:
        self.seconds = 1_000.0

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
    return str(error.value), error.value.headers["Retry-After"]


def test_the_budget_of_a_minute_is_spent_and_comes_back_evenly(limit: RateLimit, clock: Clock) -> None:
    limit.spend(gets=60)
    assert rejected(lambda: limit.spend(gets=10)) == (TOO_MANY, "10")
    clock.seconds += 10
    limit.spend(gets=10)
    assert rejected(lambda: limit.spend(gets=1)) == (TOO_MANY, "1")


def test_a_rejected_request_takes_no_points(limit: RateLimit, clock: Clock) -> None:
    limit.spend(gets=55)
    for _ in range(10):
        rejected(lambda: limit.spend(posts=2))
    clock.seconds += 5
    limit.spend(posts=2)


def test_a_post_costs_as_much_as_five_gets(limit: RateLimit) -> None:
    limit.spend(gets=50)
    limit.spend(posts=2)
    rejected(lambda: limit.spend(gets=1))


def test_posts_have_a_limit_of_their_own(limit: RateLimit) -> None:
    for _ in range(6):
        limit.spend(posts=1)
    assert rejected(lambda: limit.spend(posts=1)) == (TOO_MANY, "10")
    limit.spend(gets=1)


@pytest.mark.parametrize(
    ("status", "headers", "body", "wait"),
    [
        (204, {}, "", 0),
        (403, {}, "Resource not accessible", 0),
        (502, {}, "", 0),
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
        assert rejected(lambda: limit.spend(gets=1)) == (BLOCKED, "1")
        clock.seconds += 0.5
    limit.spend(gets=1)

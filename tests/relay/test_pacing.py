"""Below GitHub's limits: what is beyond them waits, and is told for how long."""

from collections.abc import Callable

import pytest

from relay.errors import Unavailable
from relay.github.client import Reply
from relay.github.pacing import Pacing


class Clock:
    """A clock that moves when it is told to."""

    def __init__(self) -> None:
        self.seconds = 1_000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def pacing(clock: Clock) -> Pacing:
    return Pacing(points_per_minute=60, posts_per_minute=6, now=clock, wall=clock)


def refused(spend: Callable[[], None]) -> tuple[str, str]:
    with pytest.raises(Unavailable) as error:
        spend()
    return str(error.value), error.value.headers["Retry-After"]


def test_what_the_minute_allows_passes_and_the_next_waits_for_its_points(pacing: Pacing) -> None:
    for _ in range(6):
        pacing.spend(gets=10)
    assert refused(lambda: pacing.spend(gets=10)) == (
        "More came in than GitHub takes in this time. Nothing was started.", "10"
    )  # fmt: skip


def test_points_come_back_evenly(pacing: Pacing, clock: Clock) -> None:
    pacing.spend(gets=60)
    clock.seconds += 10
    pacing.spend(gets=10)
    assert refused(lambda: pacing.spend(gets=1))[1] == "1"


def test_a_refused_request_takes_no_points(pacing: Pacing, clock: Clock) -> None:
    pacing.spend(gets=55)
    for _ in range(10):
        refused(lambda: pacing.spend(posts=2))
    clock.seconds += 5
    pacing.spend(posts=2)


def test_a_post_costs_as_much_as_five_gets(pacing: Pacing) -> None:
    pacing.spend(gets=50)
    pacing.spend(posts=2)
    refused(lambda: pacing.spend(gets=1))


def test_posts_have_a_limit_of_their_own(pacing: Pacing) -> None:
    for _ in range(6):
        pacing.spend(posts=1)
    assert refused(lambda: pacing.spend(posts=1))[1] == "10"
    pacing.spend(gets=1)


def test_nothing_is_sent_until_github_may_be_asked_again(pacing: Pacing, clock: Clock) -> None:
    pacing.learn(Reply(429, {"retry-after": "30"}, b""))
    clock.seconds += 29
    assert refused(lambda: pacing.spend(gets=1)) == (
        "GitHub has asked to be left alone for a while. Nothing was started.", "1"
    )  # fmt: skip
    clock.seconds += 1
    pacing.spend(gets=1)


def test_an_answer_that_uses_up_the_hour_holds_until_its_end(pacing: Pacing, clock: Clock) -> None:
    reply = Reply(204, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "1900"}, b"")
    assert pacing.learn(reply) == 900
    clock.seconds += 899.5
    assert refused(lambda: pacing.spend(gets=1))[1] == "1"


@pytest.mark.parametrize(
    "reply", [Reply(204, {}, b""), Reply(403, {}, b"Resource not accessible"), Reply(502, {}, b"")]
)
def test_other_answers_hold_nothing(pacing: Pacing, reply: Reply) -> None:
    assert pacing.learn(reply) == 0
    pacing.spend(gets=1)


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"retry-after": "9" * 30}, 3600),
        ({"retry-after": "0"}, 60),
        ({"x-ratelimit-remaining": "0", "x-ratelimit-reset": "99999999999"}, 3600),
        ({"x-ratelimit-remaining": "0", "x-ratelimit-reset": "5"}, 60),
    ],
)
def test_a_limit_holds_for_a_minute_at_least_and_an_hour_at_most(
    pacing: Pacing, headers: dict[str, str], wait: float
) -> None:
    assert pacing.learn(Reply(403, headers, b"API rate limit exceeded")) == wait

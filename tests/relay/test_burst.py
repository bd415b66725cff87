"""A burst against a GitHub in trouble: what is answered 200 has its event, and nothing else has."""

import random
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import httpx

from relay.github.rate_limit import RateLimit
from tests import background
from tests.relay.fake_github import Answer, Call, FakeGitHub, Fault
from tests.relay.load import send_all

REQUESTS = 300
AT_A_TIME = 32

LIMITED = Answer(403, {"message": "You have exceeded a secondary rate limit."}, {"retry-after": "1"})


def trouble(call: Call) -> Fault | None:
    """10 % 502 (half of them after the event was taken), 5 % limits, 1 % silence; drawn by the nonce."""
    draw = random.Random(call.body["client_payload"]["task"]["nonce"]).random()
    if draw < 0.10:
        return Fault(Answer(502), does_the_work=draw < 0.05)
    if draw < 0.15:
        return Fault(LIMITED)
    return Fault(silent=True) if draw < 0.16 else None


def test_every_200_has_exactly_one_event_and_every_event_a_request_that_was_told_so(
    start: Callable[..., httpx.Client], github: FakeGitHub, fields: dict[str, Any]
) -> None:
    github.fault = trouble
    # a clock that runs a thousand times faster: the second for which a limit holds is a millisecond
    limit = RateLimit(10**7, 10**7, now=lambda: time.monotonic() * 1000)
    relay = start(limit, ANSWER_SECONDS="3")
    requests = [fields | {"nonce": f"burst-{number}"} for number in range(REQUESTS)]

    outcomes = background.run(send_all(str(relay.base_url).rstrip("/"), requests, AT_A_TIME))

    events = Counter(event["client_payload"]["task"]["nonce"] for event in github.events)
    accepted = {outcome.nonce for outcome in outcomes if outcome.status == 200}
    unknown = {outcome.nonce for outcome in outcomes if outcome.message.startswith("It is not known whether")}
    assert Counter(outcome.status for outcome in outcomes).keys() == {200, 503}
    assert len(accepted) > REQUESTS * 0.6
    assert set(events.values()) == {1}
    assert accepted <= events.keys() <= accepted | unknown
    assert unknown

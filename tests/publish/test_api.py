"""One call of the REST API: bounded, counted, and a failure that may pass is named as one."""

from datetime import timedelta

import pytest
from pydantic import SecretStr

from orchestrator.publish.errors import GitHubBusy
from orchestrator.publish.github.api import Api
from orchestrator.runtime.deadline import Deadline, utc_now
from tests.network.dripping import dripping_headers


def api(url: str, seconds: float) -> Api:
    """A client that gives up at its first failure, because every wait would end too late."""
    deadline = Deadline(utc_now() + timedelta(seconds=seconds))
    return Api(url, SecretStr("ghp_x"), deadline, lambda _: None, seconds=seconds)


def test_headers_that_drip_do_not_outlast_the_time_of_a_call() -> None:
    with dripping_headers() as url, pytest.raises(GitHubBusy) as caught:
        api(url, 1).call("GET", "/user", what="ask whose TARGET_TOKEN is")
    assert str(caught.value) == "ask whose TARGET_TOKEN is: no answer in time"

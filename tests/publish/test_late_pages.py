"""Pages that fails, hangs or is late: deployed once more, then built the old way, never a false callback."""

import json
import os
from collections.abc import Sequence
from datetime import timedelta

import pytest

from orchestrator.publish import deploy
from orchestrator.publish.errors import NotLive
from orchestrator.publish.stage import publish
from orchestrator.records.site import Site
from scripts.localhub.models import Deployment
from scripts.localhub.traffic.faults import Rule
from tests.publish import kit
from tests.publish.kit import World

JSON = {"content-type": "application/json"}
ONE_TRY = 2 * deploy.MIN_SECONDS
"""Seconds: too few for a second deployment once the first is known not to be live."""


def messages(world: World, name: str) -> list[str]:
    return world.git(name, "log", "--format=%s").splitlines()


def test_a_failed_deployment_is_repeated_as_a_new_commit(world: World) -> None:
    world.hub.state.pages_outcomes.append("deployment_failed")
    done = world.run("failed once")
    built = "Build Show the tides from tides.csv in a table."
    assert messages(world, done.repo) == ["Deploy again", built]
    assert world.commits(done.repo)[0] == done.publication.commit_sha


def test_a_second_failure_falls_back_to_a_build_of_the_branch_until_the_next_round(world: World) -> None:
    world.hub.state.pages_outcomes.extend(["stuck", "deployment_failed"])
    done = world.run("failed twice")
    pages = world.repository(done.repo).pages
    assert pages
    assert pages.build_type == "legacy"
    assert messages(world, done.repo)[0] == "Let Pages build the branch"
    listed = world.git(done.repo, "ls-tree", "--name-only", done.publication.commit_sha)
    assert listed.splitlines()[1] == ".nojekyll"
    files, base = kit.site(_nojekyll=""), world.base(done.repo)
    world.run("failed twice", files, base, round=2, nonce="second")
    assert pages.build_type == "workflow"


def _deployments(world: World, name: str) -> Sequence[Deployment]:
    """What was deployed, once there is any: the clock of the test runs ahead of the workflow."""
    pages = world.repository(name).pages
    assert pages
    while not pages.deployments:
        os.sched_yield()
    return tuple(pages.deployments)


def test_a_site_that_is_not_live_in_time_gets_no_callback(world: World) -> None:
    world.hub.state.pages_outcomes.append("stuck")
    work = world.work("run", kit.envelope(world.evaluator, task="too late"), kit.site())
    job = world.job(work, seconds=deploy.MIN_SECONDS - 5)
    with pytest.raises(NotLive) as caught:
        publish(job, work)
    assert str(caught.value) == (
        f"{work.target().pages_url} does not serve the pushed commit in time: it answered 404; "
        "no callback is sent"
    )
    assert caught.value.retryable
    assert len(world.commits(work.target().repo)) == 1
    assert world.evaluator.callbacks == []


def test_a_build_of_forty_seconds_costs_one_look_at_its_run(world: World) -> None:
    started = world.clock.now()
    work = world.work("run", kit.envelope(world.evaluator, task="forty seconds"), kit.site())
    name = str(work.envelope().repo)
    since = len(world.hub.log())
    sleep = world.clock.sleep

    def sleeping(seconds: float) -> None:
        sleep(seconds)
        if world.clock.now() - started >= timedelta(seconds=40):
            for deployment in _deployments(world, name):
                deployment.state = "succeed"

    world.hub.state.pages_outcomes.append("stuck")
    world.clock.sleep = sleeping  # type: ignore[method-assign] # Pages is ready after forty seconds of its clock
    _, receipt, _ = world.deliver(work)
    counts = world.hub.calls(since)
    assert receipt.delivered
    assert (counts.read, counts.content, counts.total) == (2, 3, 5)


def test_a_marker_of_other_content_is_not_taken_for_ours(world: World) -> None:
    first = world.run("stale")
    base = world.base(first.repo)
    world.hub.state.pages_outcomes.append("stuck")
    later = kit.envelope(world.evaluator, task="stale", round=2, nonce="second")
    second = world.work("later", later, kit.site(app_js="let a = 2;"), base)
    world.evaluator.callbacks.clear()
    with pytest.raises(NotLive, match="it serves round 1 of another request or content"):
        world.deliver(second, ONE_TRY)
    assert world.evaluator.callbacks == []


def test_a_later_round_on_top_proves_an_earlier_one_live(world: World) -> None:
    first = world.run("overtaken")
    files, base = kit.site(app_js="let a = 2;"), world.base(first.repo)
    world.run("overtaken", files, base, round=2, nonce="second")
    publication, receipt, _ = world.deliver(first.work)
    assert receipt.delivered
    assert (publication.pushed, publication.commit_sha) == (False, world.commits(first.repo)[0])


def test_bytes_are_pushed_as_they_are(world: World) -> None:
    odd = {"data.csv": b"a,b\r\n1,2\r\n", ".gitignore": b"*.csv\n"}
    done = world.run("odd bytes", Site({**kit.site(), **odd}))
    assert world.git(done.repo, "cat-file", "-s", "HEAD:data.csv") == "10"


def test_a_deployment_that_hangs_is_cancelled_and_repeated(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    run = {"id": 7, "status": "in_progress", "conclusion": None, "path": ".github/workflows/pages.yml",
           "html_url": "https://github.com/", "created_at": "2026-01-02T03:04:05Z"}  # fmt: skip
    listed, denied = {"workflow_runs": [run]}, {"message": "Resource not accessible by personal access token"}
    world.hub.state.pages_outcomes.append("stuck")
    world.hub.faults.add(Rule("GET /repos/*/actions/runs", 200, JSON, json.dumps(listed), times=None))
    world.hub.faults.add(Rule("POST /repos/*/actions/runs/7/cancel", 403, JSON, json.dumps(denied)))
    done = world.run("hangs")
    assert messages(world, done.repo)[0] == "Deploy again"
    assert (
        "cancel the deployment that hangs: GitHub answered 403: Resource not accessible by personal access "
        "token; TARGET_TOKEN needs the permission actions=write"
    ) in caplog.messages


def test_other_bytes_than_were_pushed_are_not_live_though_the_marker_is_right(world: World) -> None:
    world.hub.faults.add(Rule("GET /pages/*/data.csv", 200, {"content-type": "text/csv"}, "a\n1", times=None))
    work = world.work("run", kit.envelope(world.evaluator, task="altered"), kit.site(data_csv="a\r\n1\r\n"))
    with pytest.raises(NotLive, match=r"it serves data\.csv with other bytes than were pushed; no callback"):
        world.deliver(work, ONE_TRY)
    assert world.evaluator.callbacks == []

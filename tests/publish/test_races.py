"""Several runs at the same time: the branch is the lock."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from orchestrator.errors import OrchestratorError
from orchestrator.publish.errors import BranchMoved
from orchestrator.records import Publication, Target
from orchestrator.records.site import Site
from tests.publish import kit
from tests.publish.kit import World


def at_once(calls: Sequence[Callable[[], Publication]]) -> list[Publication | OrchestratorError]:
    """Run all calls at the same time; the outcome of each, an error in place of a result."""

    def tried(call: Callable[[], Publication]) -> Publication | OrchestratorError:
        try:
            return call()
        except OrchestratorError as error:
            return error

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(tried, calls))


def runs(
    world: World, nonces: Sequence[str], sites: Sequence[Site], task: str
) -> list[Callable[[], Publication]]:
    works = [
        world.work(f"run{number}", kit.envelope(world.evaluator, task=task, nonce=nonce), site)
        for number, (nonce, site) in enumerate(zip(nonces, sites, strict=True))
    ]
    return [lambda work=work: world.deliver(work)[0] for work in works]  # type: ignore[misc]


def test_the_same_request_five_times_at_once_is_one_commit_and_five_callbacks(world: World) -> None:
    drafts = [kit.site(index_html=f"<!DOCTYPE html><title>Tides</title><p>Draft {n}</p>") for n in range(5)]
    outcomes = at_once(runs(world, ["same"] * 5, drafts, "one request"))
    name = str(kit.envelope(None, task="one request").repo)
    shas = [outcome.commit_sha for outcome in outcomes if isinstance(outcome, Publication)]
    assert shas == world.commits(name) * 5
    assert [sent["commit_sha"] for sent in world.evaluator.callbacks] == shas


def test_five_requests_for_one_new_app_at_once_lose_nothing(world: World) -> None:
    drafts = [kit.site(index_html=f"<!DOCTYPE html><title>Tides</title><p>Wish {n}</p>") for n in range(5)]
    nonces = [f"wish-{number}" for number in range(5)]
    outcomes = at_once(runs(world, nonces, drafts, "five wishes"))
    name = str(kit.envelope(None, task="five wishes").repo)
    assert [type(outcome) for outcome in outcomes].count(Publication) == 1
    moved = [number for number, outcome in enumerate(outcomes) if isinstance(outcome, BranchMoved)]
    assert len(moved) == 4
    for number in moved:  # recovery repeats them one by one, and generation starts from what stands
        envelope = kit.envelope(world.evaluator, task="five wishes", nonce=nonces[number])
        world.deliver(world.work(f"again{number}", envelope, drafts[number], world.base(name)))
    assert len(world.commits(name)) == 5
    assert {sent["nonce"]: sent["commit_sha"] for sent in world.evaluator.callbacks}.keys() == set(nonces)
    assert {sent["commit_sha"] for sent in world.evaluator.callbacks} == set(world.commits(name))


@pytest.fixture
def standing(world: World, request: pytest.FixtureRequest) -> Target:
    """An app of one round; its target as two later rounds find it."""
    done = world.run(request.node.name, kit.site(style_css="p {}", app_js="let a = 1;"))
    return world.base(done.repo)


def later(world: World, base: Target, nonce: str, **changes: str | None) -> Publication:
    assert base.deployment
    files = kit.site(**{"style_css": "p {}", "app_js": "let a = 1;"} | changes)
    return world.run(base.deployment.task, files, base, nonce=nonce, round=2).publication


def test_two_rounds_from_the_same_state_stop_the_later_one_which_is_repeated_from_the_start(
    world: World, standing: Target
) -> None:
    first = later(world, standing, "restyle", style_css="p { color: navy }")
    with pytest.raises(BranchMoved) as caught:
        later(world, standing, "recode", app_js="let a = 2;")
    assert str(caught.value) == (
        f"owner/{standing.repo}: another push came first; "
        "run the task again from the start, so that it builds on the current state"
    )
    assert caught.value.retryable
    assert world.commits(standing.repo)[0] == first.commit_sha
    assert world.clock.slept == []


def test_a_later_round_costs_one_rest_call(world: World, standing: Target) -> None:
    since = len(world.hub.log())
    later(world, standing, "cheap", app_js="let a = 3;")
    counts = world.hub.calls(since)
    assert (counts.total, counts.content) == (1, 1)

"""The job is killed after each step and run again from its start: the same end state, nothing twice."""

import pytest

from orchestrator.publish import deploy, push
from orchestrator.publish.git import commit, repository
from orchestrator.report import stage
from tests.publish import kit
from tests.publish.kit import World

STEPS = {
    "the repository is created": (push, "create_repository"),
    "Pages is enabled": (push, "enable_pages"),
    "the commit is made": (commit, "commit"),
    "the commit is pushed": (repository.Repository, "push"),
    "the site is live": (deploy.Deployer, "deploy"),
    "the callback is sent": (stage, "send_callback"),
    "its outcome is recorded": (stage, "_record"),
}


class Killed(BaseException):
    """What nothing in the product may catch."""


@pytest.mark.parametrize("step", STEPS)
def test_a_job_killed_after_a_step_ends_the_same_when_repeated(world: World, step: str) -> None:
    envelope = kit.envelope(world.evaluator, task=f"killed when {step}")
    owner, name = STEPS[step]
    monkeypatch = pytest.MonkeyPatch()
    original = getattr(owner, name)

    def dying(*args: object, **kwargs: object) -> None:
        original(*args, **kwargs)
        raise Killed

    first = world.work("first", envelope, kit.site())
    monkeypatch.setattr(owner, name, dying)
    with pytest.raises(Killed):
        world.deliver(first)
    monkeypatch.undo()
    publication, receipt, failure = world.deliver(world.work("again", envelope, kit.site()))

    assert (failure, receipt.status_code) == (None, 200)
    assert world.commits(str(envelope.repo)) == [publication.commit_sha]
    assert {sent["commit_sha"] for sent in world.evaluator.callbacks} == {publication.commit_sha}


def test_a_repeat_from_another_generation_keeps_the_commit_that_is_there(world: World) -> None:
    first = world.run("generated twice")
    other = kit.site(index_html="<!DOCTYPE html><title>Another draft</title><p>Tides</p>")
    again = world.run("generated twice", other)
    assert again.publication == first.publication.model_copy(update={"pushed": False})
    assert world.commits(first.repo) == [first.publication.commit_sha]


def test_a_request_that_generation_found_published_costs_no_push_and_one_call(world: World) -> None:
    first = world.run("sent again")
    base = world.base(first.repo).model_copy(update={"already_published": True})
    since = len(world.hub.log())
    again = world.run("sent again", base=base)
    assert again.publication == first.publication.model_copy(update={"pushed": False})
    assert world.hub.calls(since).total == 1

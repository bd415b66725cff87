from tests.publish import kit
from tests.publish.kit import World


def test_a_first_round_becomes_one_commit_that_is_live_and_reported(world: World) -> None:
    work = world.work("run", kit.envelope(world.evaluator, task="first"), kit.site())
    publication, receipt, failure = world.deliver(work)
    name = work.target().repo
    assert world.commits(name) == [publication.commit_sha]
    assert failure is None
    assert receipt.detail == "the evaluation URL answered 200"
    assert world.evaluator.callbacks == [
        {
            "email": "ada@example.com",
            "task": "first",
            "round": 1,
            "nonce": "nonce-1",
            "repo_url": f"{world.hub.url}/owner/{name}",
            "commit_sha": publication.commit_sha,
            "pages_url": work.target().pages_url,
        }
    ]

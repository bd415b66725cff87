"""An app with a workflow of its own, which runs a script and publishes what it prints: by the real act."""

from urllib.request import urlopen

from orchestrator.publish.custom_workflow import find_custom_workflow
from orchestrator.records.site import Site
from tests.publish import kit
from tests.publish.kit import World

BRIEF = (
    "Commit execute.py and a GitHub Actions workflow .github/workflows/ci.yml that runs it and publishes "
    "result.json via GitHub Pages. Do not commit result.json."
)
WORKFLOW = """\
name: ci
on: push
permissions: {}
jobs:
  publish:
    runs-on: ubuntu-latest
    permissions:
      contents: read
      pages: write
      id-token: write
    environment:
      name: github-pages
    steps:
      - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1
        with:
          persist-credentials: false
      - run: mkdir out && python3 execute.py > out/result.json
      - uses: actions/configure-pages@983d7736d9b0ae728b81ab479565c72886d7745b
      - uses: actions/upload-pages-artifact@fc324d3547104276b827a68afc52ff2a11cc49c9
        with:
          path: out
      - uses: actions/deploy-pages@cd2ce8fcbc39b97be8ca5fce6e763baed58fa128
"""


FAILING = """\
import time
import sys
print('the data are not as promised', file=sys.stderr, flush=True)
time.sleep(0.2)  # act may lose what a process writes right before it ends
raise SystemExit(1)
"""


def app(script: str) -> Site:
    files = {".github/workflows/ci.yml": WORKFLOW.encode(), "execute.py": script.encode()}
    return kit.site().changed(files, frozenset({".github/workflows/pages.yml"}))


def test_it_is_live_when_its_result_is_served(acting: World) -> None:
    since = len(acting.hub.log())
    done = acting.run("own workflow", app("print('[1, 2, 3]')"), brief=BRIEF)
    assert acting.commits(done.repo) == [done.publication.commit_sha]
    with urlopen(done.publication.pages_url + "result.json") as served:
        assert served.read() == b"[1, 2, 3]\n"
    assert acting.hub.calls(since).content == 3


def test_if_it_fails_the_files_are_published_as_they_are_and_its_log_is_kept(acting: World) -> None:
    done = acting.run("own failure", app(FAILING), brief=BRIEF)
    assert done.publication.note == "The app's own workflow failed, so its files are published as they are."
    assert "the data are not as promised" in done.work.workflow_log.read_text("utf-8")
    assert len(acting.commits(done.repo)) == 2
    with urlopen(done.publication.pages_url) as served:
        assert served.read() == done.work.site()["index.html"]


def test_files_that_only_the_workflow_makes_are_those_that_the_repository_lacks() -> None:
    own = find_custom_workflow(app("print(1)"), (BRIEF,))
    assert own
    assert own.paths == {".github/workflows/ci.yml"}
    assert own.outputs == ("result.json",)


def test_a_workflow_that_does_not_deploy_leaves_ours_in_charge() -> None:
    lint = WORKFLOW.partition("      - uses: actions/configure-pages")[0]
    site = kit.site().changed({".github/workflows/ci.yml": lint.encode()})
    assert find_custom_workflow(site, (BRIEF,)) is None

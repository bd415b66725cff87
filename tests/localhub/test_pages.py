"""Pages: what is served when, and the special cases of deployments."""

from datetime import timedelta

import pytest

from scripts.localhub import Latency
from scripts.localhub.errors import ApiError
from scripts.localhub.models import PagesSite, now
from scripts.localhub.pages import deployments
from tests.localhub.kit import WORKFLOW, Kit


@pytest.fixture(name="site")
def _site(app: Kit) -> PagesSite:
    site = app.hub.state.repositories["owner/app"].pages = PagesSite("workflow")
    return site


def deploy(kit: Kit, sha: str, text: str, name: str = "index.html") -> str:
    """Deploy one file; the deployment's number."""
    folder = kit.folder / f"{sha}-{text}"
    (folder / name).parent.mkdir(parents=True)
    (folder / name).write_text(text)
    repository = kit.hub.state.repositories["owner/app"]
    return str(deployments.deploy_folder(kit.hub.state, repository, sha, folder).id)


def status(kit: Kit, key: str) -> str:
    return str(kit.call("GET", f"/repos/owner/app/pages/deployments/{key}").json()["status"])


@pytest.mark.usefixtures("site")
def test_the_newest_successful_deployment_of_a_commit_is_served(app: Kit) -> None:
    assert app.page("").status_code == 404
    deploy(app, "a", "one")
    answer = app.page("?look=1")
    assert (answer.text, answer.headers["Cache-Control"]) == ("one", "max-age=600")
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    again = deploy(app, "a", "two")
    assert (status(app, again), app.page("").text) == ("succeed", "one")
    app.hub.state.pages_outcomes.append("deployment_failed")
    assert status(app, deploy(app, "b", "three")) == "deployment_failed"
    assert app.page("").text == "one"
    deploy(app, "c", "four")
    assert app.page("").text == "four"


@pytest.mark.usefixtures("site")
def test_a_commit_is_refused_while_another_is_deployed_and_for_ever_once_it_was_cancelled(app: Kit) -> None:
    app.hub.state.pages_outcomes.append("stuck")
    stuck = deploy(app, "a", "one")
    assert status(app, stuck) == "deployment_in_progress"
    waits = "b due to in progress deployment. Please cancel a first or wait for it to complete."
    with pytest.raises(ApiError, match=waits):
        deploy(app, "b", "two")
    assert app.call("POST", f"/repos/owner/app/pages/deployments/{stuck}/cancel").status_code == 204
    assert status(app, stuck) == "deployment_cancelled"
    with pytest.raises(ApiError, match="Deployment request failed for a due to a cancelled deployment"):
        deploy(app, "a", "three")
    assert app.page("").status_code == 404
    deploy(app, "b", "four")
    assert app.page("").text == "four"


def test_a_build_takes_its_time_and_the_edge_a_little_more(app: Kit, site: PagesSite) -> None:
    app.hub.state.latency = Latency(pages=60.0, edge=30.0)
    number = deploy(app, "a", "one")
    assert (status(app, number), app.page("").status_code) == ("deployment_in_progress", 404)
    site.deployments[0].ready_at = now() - timedelta(seconds=1)
    assert (status(app, number), app.page("").status_code) == ("succeed", 404)
    site.deployments[0].ready_at = now() - timedelta(seconds=31)
    assert app.page("").text == "one"


@pytest.mark.usefixtures("site")
def test_paths_are_found_as_pages_finds_them(app: Kit) -> None:
    deploy(app, "a", "page", "docs/index.html")
    paths = ("docs/", "docs", "docs/index", "none", "../../runs", "%2e%2e/x")
    assert [app.page(path).status_code for path in paths] == [200, 200, 200, 404, 404, 404]
    deploy(app, "b", "lost?", "404.html")
    assert (app.page("none").status_code, app.page("none").text) == (404, "lost?")


def test_a_legacy_site_shows_the_pushed_branch_without_dot_files(app: Kit) -> None:
    app.push({"index.html": "one", ".hidden": "x"})
    app.call("POST", "/repos/owner/app/pages", {"build_type": "legacy", "source": {"branch": "main"}})
    assert (app.page("").text, app.page(".hidden").status_code) == ("one", 404)
    app.push({"index.html": "two"})
    assert app.page("").text == "two"


PAGES = """
on: push
permissions: {contents: read, pages: write, id-token: write}
jobs:
  deploy:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v1
      - {id: where, uses: actions/configure-pages@v1}
      - {uses: actions/upload-pages-artifact@v1, with: {path: .}}
      - {id: deploy, uses: actions/deploy-pages@v1}
      - run: echo ${{ steps.where.outputs.base_path }} ${{ steps.deploy.outputs.page_url }}
"""


def publish(kit: Kit, **files: str) -> str:
    """Push files with a workflow that deploys them; the log of its run."""
    kit.push({".github/workflows/pages.yml": PAGES, **files})
    assert kit.hub.wait_idle()
    return kit.hub.runs()[-1].log.read_text("utf-8")


def test_a_workflow_publishes_the_pushed_files_without_dot_files(app: Kit) -> None:
    assert "Get Pages site failed. Error: Not Found (404)" in publish(app, **{"index.html": "too early"})
    app.call("POST", "/repos/owner/app/pages", WORKFLOW)
    said = publish(app, **{"index.html": "live", ".env": "x"})
    assert f"deploy | /pages/owner/app {app.hub.url}/pages/owner/app/\n" in said
    assert (app.page("").text, app.page(".env").status_code) == ("live", 404)
    assert [run.conclusion for run in app.hub.runs()] == ["failure", "success"]
    assert app.hub.calls().total == 1


def test_a_stuck_deployment_is_given_up_and_its_commit_stays_cancelled(app: Kit) -> None:
    app.hub.state.deploy_seconds = 0.5
    app.hub.state.pages_outcomes.append("stuck")
    app.call("POST", "/repos/owner/app/pages", WORKFLOW)
    publish(app, **{"index.html": "one"})
    (run,), site = app.hub.runs(), app.hub.state.repositories["owner/app"].pages
    assert run.conclusion == "failure"
    app.call("POST", f"/repos/owner/app/actions/runs/{run.id}/rerun")
    assert app.hub.wait_idle()
    assert (run.attempt, run.conclusion) == (2, "failure")
    assert site
    assert [one.state for one in site.deployments] == ["deployment_cancelled"]

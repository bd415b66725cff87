"""Pages: what is served when, and the special cases of deployments."""

from datetime import timedelta

import pytest

from scripts.localhub import Latency
from scripts.localhub.errors import ApiError
from scripts.localhub.models import PagesSite, now
from scripts.localhub.pages import deployments
from tests.localhub.kit import Kit


@pytest.fixture(name="site")
def _site(app: Kit) -> PagesSite:
    repository = app.hub.repository("owner/app")
    assert repository
    repository.pages = PagesSite("workflow")
    return repository.pages


def deploy(kit: Kit, sha: str, text: str, name: str = "index.html") -> str:
    """Deploy one file; the deployment's number."""
    folder = kit.folder / f"{sha}-{text}"
    (folder / name).parent.mkdir(parents=True)
    (folder / name).write_text(text)
    repository = kit.hub.repository("owner/app")
    assert repository
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
def test_a_cancelled_commit_cannot_be_deployed_again(app: Kit) -> None:
    app.hub.state.pages_outcomes.append("stuck")
    stuck = deploy(app, "a", "one")
    assert status(app, stuck) == "deployment_in_progress"
    assert app.call("POST", f"/repos/owner/app/pages/deployments/{stuck}/cancel").status_code == 204
    assert status(app, stuck) == "deployment_cancelled"
    with pytest.raises(ApiError, match="Deployment request failed for a due to a cancelled deployment"):
        deploy(app, "a", "two")
    assert app.page("").status_code == 404


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


@pytest.mark.parametrize(
    ("private", "status", "message"),
    [
        (False, 409, "GitHub Pages is already enabled."),
        (True, 422, "Your current plan does not support GitHub Pages for this repository."),
    ],
)
@pytest.mark.usefixtures("site")
def test_pages_can_be_enabled_once_in_a_public_repository(
    app: Kit, private: bool, status: int, message: str
) -> None:
    app.call("POST", "/user/repos", {"name": "private", "private": True})
    path = f"/repos/owner/{'private' if private else 'app'}/pages"
    answer = app.call("POST", path, {"build_type": "workflow"})
    assert (answer.status_code, answer.json()["message"]) == (status, message)

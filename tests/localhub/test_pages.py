"""Pages: what is served when, and the odd ways of deployments."""

from datetime import timedelta
from pathlib import Path

import pytest

from scripts.localhub import Latency
from scripts.localhub.errors import ApiError
from scripts.localhub.models import PagesSite, Repository, now
from scripts.localhub.pages import deployments
from tests.localhub.kit import Kit


@pytest.fixture
def site(app: Kit) -> Repository:
    repository = app.hub.repository("owner/app")
    assert repository
    repository.pages = PagesSite("workflow")
    return repository


def deploy(kit: Kit, repository: Repository, sha: str, text: str, name: str = "index.html") -> str:
    folder = kit.folder / f"{sha}-{text}"
    (folder / name).parent.mkdir(parents=True)
    (folder / name).write_text(text)
    return str(deployments.deploy_folder(kit.hub.state, repository, sha, Path(folder)).id)


def state(kit: Kit, key: str) -> str:
    return str(kit.call("GET", f"/repos/owner/app/pages/deployments/{key}").json()["status"])


@pytest.mark.usefixtures("site")
def test_nothing_is_served_before_the_first_deployment(app: Kit) -> None:
    assert app.page("").status_code == 404


def test_a_deployment_is_served_with_ten_minutes_of_cache(app: Kit, site: Repository) -> None:
    deploy(app, site, "a", "one")
    answer = app.page("?look=1")
    assert (answer.text, answer.headers["Cache-Control"]) == ("one", "max-age=600")
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"


def test_the_same_commit_again_reports_success_and_keeps_the_old_content(app: Kit, site: Repository) -> None:
    deploy(app, site, "a", "one")
    again = deploy(app, site, "a", "two")
    assert (state(app, again), app.page("").text) == ("succeed", "one")


def test_a_new_commit_replaces_the_content(app: Kit, site: Repository) -> None:
    deploy(app, site, "a", "one")
    deploy(app, site, "b", "two")
    assert app.page("").text == "two"


def test_a_cancelled_commit_stays_dead(app: Kit, site: Repository) -> None:
    app.hub.state.pages_outcomes.append("stuck")
    stuck = deploy(app, site, "a", "one")
    assert state(app, stuck) == "deployment_in_progress"
    assert app.call("POST", f"/repos/owner/app/pages/deployments/{stuck}/cancel").status_code == 204
    assert state(app, stuck) == "deployment_cancelled"
    with pytest.raises(ApiError, match="Deployment request failed for a due to a cancelled deployment"):
        deploy(app, site, "a", "two")
    assert app.page("").status_code == 404


def test_a_failed_deployment_leaves_the_old_content(app: Kit, site: Repository) -> None:
    deploy(app, site, "a", "one")
    app.hub.state.pages_outcomes.append("deployment_failed")
    assert state(app, deploy(app, site, "b", "two")) == "deployment_failed"
    assert app.page("").text == "one"


def test_a_build_takes_its_time_and_the_edge_a_little_more(app: Kit, site: Repository) -> None:
    app.hub.state.latency = Latency(pages=60.0, edge=30.0)
    number = deploy(app, site, "a", "one")
    made = site.pages.deployments[0] if site.pages else None
    assert made
    assert (state(app, number), app.page("").status_code) == ("deployment_in_progress", 404)
    made.ready_at = now() - timedelta(seconds=1)
    assert (state(app, number), app.page("").status_code) == ("succeed", 404)
    made.ready_at = now() - timedelta(seconds=31)
    assert app.page("").text == "one"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("docs/", 200),
        ("docs", 200),
        ("docs/index", 200),
        ("none", 404),
        ("../../runs", 404),
        ("%2e%2e/x", 404),
    ],
)
def test_paths_are_found_as_pages_finds_them(app: Kit, site: Repository, path: str, status: int) -> None:
    deploy(app, site, "a", "page", "docs/index.html")
    assert app.page(path).status_code == status


def test_the_sites_own_404_page_is_shown(app: Kit, site: Repository) -> None:
    deploy(app, site, "a", "lost?", "404.html")
    assert (app.page("none").status_code, app.page("none").text) == (404, "lost?")


def test_a_site_of_the_old_kind_shows_the_pushed_branch_without_dot_files(app: Kit) -> None:
    app.push({"index.html": "one", ".hidden": "x"})
    app.call("POST", "/repos/owner/app/pages", {"build_type": "legacy", "source": {"branch": "main"}})
    assert (app.page("").text, app.page(".hidden").status_code) == ("one", 404)
    app.push({"index.html": "two"})
    assert app.page("").text == "two"


@pytest.mark.usefixtures("site")
def test_enabling_twice_is_a_conflict(app: Kit) -> None:
    answer = app.call("POST", "/repos/owner/app/pages", {"build_type": "workflow"})
    assert (answer.status_code, answer.json()["message"]) == (409, "GitHub Pages is already enabled.")


def test_a_private_repository_needs_a_paid_plan(kit: Kit) -> None:
    kit.call("POST", "/user/repos", {"name": "app", "private": True})
    answer = kit.call("POST", "/repos/owner/app/pages", {"build_type": "workflow"})
    assert answer.status_code == 422
    assert answer.json()["message"] == "Your current plan does not support GitHub Pages for this repository."

"""The gallery: the live apps of an account on one page, for people with and without pictures."""

import argparse
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser
from pydantic import SecretStr

from orchestrator.commands import gallery
from orchestrator.records import Deployment, PastRound, Tally
from orchestrator.report.gallery import NotListed, live_apps
from orchestrator.settings import Settings
from orchestrator.task.model import Check
from scripts.localhub import Hub
from scripts.localhub.models import Deployment as Published
from scripts.localhub.models import PagesSite

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)> " + "long" * 100


def marker(task: str, brief: str, *, verified: bool, rounds: int = 1) -> Deployment:
    past = [
        PastRound(round=n, request="d" * 8, brief=brief, checks=(Check(kind="text", body="x"),))
        for n in range(1, rounds + 1)
    ]
    tally = Tally(verified=verified, passed=5, failed=0 if verified else 2, not_run=0)
    return Deployment(
        task=task, round=rounds, request="d" * 8, content="c" * 8, generator="gpt-5-mini", verdict=tally,
        rounds=tuple(past),
    )  # fmt: skip


@pytest.fixture
def settings(tmp_path: Path) -> Iterator[Settings]:
    """Two live apps, one that is not live, one whose marker is broken, and a repository that is no app."""
    with Hub(tmp_path / "store") as hub:
        for name, content in {
            "llm-app-tides": marker("tides", "Show the tides.", verified=True, rounds=2).model_dump_json(),
            "llm-app-hostile": marker(HOSTILE, HOSTILE, verified=False).model_dump_json(),
            "llm-app-broken": "{",
            "llm-app-new": None,
            "other": marker("other", "No app.", verified=True).model_dump_json(),
        }.items():
            repository = hub.create_repository(f"owner/{name}")
            if content is not None:
                folder = tmp_path / name
                folder.mkdir()
                (folder / "deployment.json").write_text(content, "utf-8")
                (folder / "index.html").write_text(f"<h1>{name}</h1>", "utf-8")
                done = Published(1, "0" * 40, "succeed", datetime.now(UTC), folder)
                repository.pages = PagesSite("workflow", deployments=[done])
        yield Settings(
            target_owner="owner", api_url=hub.api_url, server_url=hub.url, pages_url=hub.pages_template,
            github_token=SecretStr(hub.tokens.relay), allow_private_urls=True,
        )  # fmt: skip


def test_live_apps_are_listed_newest_first(settings: Settings) -> None:
    apps = live_apps(settings)
    assert [app.name for app in apps] == ["llm-app-hostile", "llm-app-tides"]
    assert [app.verdict for app in apps] == [
        "Not verified: 5 passed, 2 failed",
        "Verified: all 5 checks passed",
    ]


def test_the_page_is_accessible_and_runs_no_script(
    settings: Settings, tmp_path: Path, chromium: Browser
) -> None:
    out = tmp_path / "out"
    assert gallery.run(argparse.Namespace(out=out), settings) == 0
    pictures = sorted(path.name for path in (out / "pictures").iterdir())
    assert pictures == ["llm-app-hostile.png", "llm-app-tides.png"]
    schemes: tuple[tuple[int, Literal["light", "dark"]], ...] = ((375, "light"), (1280, "dark"))
    for width, scheme in schemes:
        context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        page = context.new_page()
        page.goto((out / "index.html").as_uri())
        assert page.locator("main > ul > li").count() == 2
        page.get_by_text("2 rounds, written by gpt-5-mini").click()
        assert page.locator("li:has-text('tides') ol > li").count() == 2
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        assert [found["nodes"] for found in Axe().run(page).response["violations"]] == []
        assert page.locator("script, img[onerror]").count() == 0
        page.screenshot(path=tmp_path / f"gallery-{width}.png", full_page=True)
        context.close()


def test_a_list_that_github_refuses_is_an_error_and_no_empty_gallery(settings: Settings) -> None:
    wrong = Settings(target_owner="nobody", api_url=settings.api_url)
    with pytest.raises(NotListed, match="the repositories of nobody cannot be listed: GitHub answered 404"):
        live_apps(wrong)

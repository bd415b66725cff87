"""The gallery: one static page of all apps of an account that are live."""

import subprocess
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from orchestrator.errors import OrchestratorError
from orchestrator.network.github import NoAnswer, repository_names
from orchestrator.network.http import OutsideError, fetch
from orchestrator.publish.marker import MAX_MARKER
from orchestrator.records import Deployment
from orchestrator.records.site import MARKER
from orchestrator.settings import Settings
from orchestrator.task.identity import pages_url
from orchestrator.task.ownership import PREFIX
from orchestrator.text.templates import render

SECONDS, CHROME_SECONDS = 15.0, 40.0
PARALLEL, PARALLEL_BROWSERS = 8, 3
PICTURES = "pictures"


class NotListed(OrchestratorError):
    """GitHub did not list the repositories, so a gallery would be empty or incomplete."""

    def __init__(self, owner: str, reason: str) -> None:
        super().__init__(f"the repositories of {owner} cannot be listed: {reason}; run the job again")


@dataclass(frozen=True)
class App:
    """An app that is live, with its marker."""

    name: str
    repo_url: str
    pages_url: str
    marker: Deployment

    @property
    def verdict(self) -> str:
        """What came of its checks, in one sentence."""
        tally = self.marker.verdict
        if tally.verified:
            return f"Verified: all {tally.passed} checks passed"
        parts = {"passed": tally.passed, "failed": tally.failed, "not tried": tally.not_run}
        return "Not verified: " + ", ".join(f"{count} {name}" for name, count in parts.items() if count)


def live_apps(settings: Settings) -> list[App]:
    """The apps of the target owner whose marker is served, newest first.

    Raises:
        NotListed: GitHub does not list the repositories.
    """
    try:
        names = [name for name in repository_names(settings) if name.startswith(PREFIX)]
    except NoAnswer as error:
        raise NotListed(settings.target_owner, str(error)) from error
    with ThreadPoolExecutor(PARALLEL) as pool:
        return [app for app in pool.map(lambda name: _app(settings, name), names) if app]


def write_gallery(
    folder: Path, apps: Iterable[App], owner: str, now: datetime, browser: Sequence[str]
) -> None:
    """Write `index.html` and the pictures into `folder`; `browser` is Chrome's command, or empty."""
    pictures = folder / PICTURES
    pictures.mkdir(parents=True, exist_ok=True)
    files = {app: pictures / f"{app.name}.png" for app in apps}
    if browser:
        with ThreadPoolExecutor(PARALLEL_BROWSERS) as pool:
            list(pool.map(lambda app: _photograph(browser, app.pages_url, files[app]), files))
    shown = [(app, f"{PICTURES}/{path.name}" if path.is_file() else None) for app, path in files.items()]
    page = render("gallery/index.html.jinja", {"apps": shown, "owner": owner, "now": now})
    (folder / "index.html").write_text(page, "utf-8")


def _photograph(browser: Sequence[str], url: str, path: Path) -> None:
    """Picture a page that waits two seconds of its own time at most; there is none if that fails."""
    options = ["--headless", "--hide-scrollbars", "--window-size=1280,800", "--virtual-time-budget=2000"]
    command = [*browser, *options, f"--screenshot={path.resolve()}", url]
    try:
        subprocess.run(command, check=False, capture_output=True, timeout=CHROME_SECONDS)
    except (OSError, subprocess.TimeoutExpired):
        path.unlink(missing_ok=True)


def _app(settings: Settings, name: str) -> App | None:
    address = pages_url(settings.pages_url, settings.target_owner, name)
    private = settings.allow_private_urls
    try:
        answer = fetch("GET", address + MARKER, timeout=SECONDS, max_bytes=MAX_MARKER, allow_private=private)
    except OutsideError:
        return None
    marker = Deployment.read(answer.body) if answer.status == 200 else None
    repo = f"{settings.server_url}/{settings.target_owner}/{name}"
    return App(name, repo, address, marker) if marker else None

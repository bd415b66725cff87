"""Pages for people: the content of the stand-in at the addresses where GitHub shows it."""

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse, PlainTextResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markdown_it import MarkdownIt

from scripts.localhub.errors import not_found
from scripts.localhub.git_server import commands as git
from scripts.localhub.models import Repository
from scripts.localhub.pages import deployments
from scripts.localhub.state import State
from scripts.localhub.traffic.access import CurrentState

router = APIRouter(include_in_schema=False)

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined
)
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")
_HEADERS = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:"}


def public(state: CurrentState, owner: str, name: str) -> Repository:
    """The repository of the route, unless it is private."""
    found = state.repository(owner, name)
    if found is None or found.private:
        raise not_found()
    return found


Public = Annotated[Repository, Depends(public)]


@router.get("/")
def index(state: CurrentState) -> Response:
    """All repositories and runs."""
    with state.lock:
        repositories = [one for one in state.repositories.values() if not one.private]
        runs = [run for run in state.runs.values() if not run.repository.private]
    return _page(state, "localhub", repositories=repositories, runs=runs[::-1])


@router.get("/{owner}/{name}")
def repository(state: CurrentState, found: Public) -> Response:
    """A repository's files, site and runs."""
    head = git.resolve(found.folder, f"refs/heads/{found.default_branch}")
    files = git.paths_at(found.folder, head, ".") if head else []
    runs = state.runs_of(found)
    return _page(state, found.full_name, repository=found, head=head, files=files, runs=runs)


@router.get("/{owner}/{name}/blob/{sha}/{path:path}")
def blob(found: Public, sha: str, path: str) -> Response:
    """A file as plain text, never as a page: strangers wrote it."""
    content = git.file_at(found.folder, sha if sha.isalnum() else "-", path)
    if content is None:
        raise not_found()
    return PlainTextResponse(content, headers={"X-Content-Type-Options": "nosniff"})


@router.get("/{owner}/{name}/commit/{sha}")
def commit(found: Public, sha: str) -> Response:
    """The changes of a commit."""
    if git.resolve(found.folder, sha) is None:
        raise not_found()
    return PlainTextResponse(git.git(found.folder, "show", "--stat", "--patch", sha))


@router.get("/{owner}/{name}/actions/runs/{number}")
@router.get("/{owner}/{name}/actions/runs/{number}/job/{job}")
def run(state: CurrentState, found: Public, number: int) -> Response:
    """A run's jobs and steps, its summary and its log."""
    one = state.runs.get(number)
    if one is None or one.repository is not found:
        raise not_found()
    summary = _MARKDOWN.render(_read(one.attempt_folder / "summary.md"))
    return _page(state, one.title, run=one, summary=summary, log=_read(one.log))


def _read(path: Path) -> str:
    return path.read_text("utf-8", "replace") if path.is_file() else ""


def _page(state: State, title: str, **values: object) -> Response:
    def site_url(repository: Repository) -> str:
        return state.pages_url(repository) if deployments.served(state, repository) else ""

    template = _TEMPLATES.get_template("page.html.jinja")
    empty = dict.fromkeys(("repositories", "repository", "head", "files", "runs", "run", "summary", "log"))
    page = template.render(empty | values, title=title, hub_url=state.url, site_url=site_url)
    return HTMLResponse(page, headers=_HEADERS)

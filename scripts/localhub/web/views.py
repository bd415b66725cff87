"""Pages for people: the content of the stand-in at the addresses where GitHub shows it."""

from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, PlainTextResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markdown_it import MarkdownIt

from scripts.localhub.errors import not_found
from scripts.localhub.git_server import commands as git
from scripts.localhub.models import Repository
from scripts.localhub.pages import deployments
from scripts.localhub.state import State
from scripts.localhub.traffic.access import At, Visible

router = APIRouter(include_in_schema=False)

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined
)
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")
_HEADERS = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:"}


@router.get("/")
def index(at: At) -> Response:
    """All repositories and runs."""
    with at.state.lock:
        repositories = [one for one in at.state.repositories.values() if not one.private]
        runs = [run for run in at.state.runs.values() if not run.repository.private]
    return _page(at.state, "localhub", repositories=repositories, runs=runs[::-1])


@router.get("/{owner}/{name}")
def repository(at: Visible) -> Response:
    """A repository's files, site and runs."""
    found = at.repository
    head = git.resolve(found.folder, f"refs/heads/{found.default_branch}")
    files = git.paths_at(found.folder, head, ".") if head else []
    runs = at.state.runs_of(found)
    return _page(at.state, found.full_name, repository=found, head=head, files=files, runs=runs)


@router.get("/{owner}/{name}/blob/{sha}/{path:path}")
def blob(at: Visible, sha: str, path: str) -> Response:
    """A file as plain text, never as a page: strangers wrote it."""
    content = git.file_at(at.repository.folder, sha if sha.isalnum() else "-", path)
    if content is None:
        raise not_found()
    return PlainTextResponse(content, headers={"X-Content-Type-Options": "nosniff"})


@router.get("/{owner}/{name}/commit/{sha}")
def commit(at: Visible, sha: str) -> Response:
    """The changes of a commit."""
    if git.resolve(at.repository.folder, sha) is None:
        raise not_found()
    return PlainTextResponse(git.git(at.repository.folder, "show", "--stat", "--patch", sha))


@router.get("/{owner}/{name}/actions/runs/{number}")
@router.get("/{owner}/{name}/actions/runs/{number}/job/{job}")
def run(at: Visible, number: int) -> Response:
    """A run's jobs and steps, its summary and its log."""
    one = at.run(number)
    summary = _MARKDOWN.render(_read(one.attempt_folder / "summary.md"))
    return _page(at.state, one.title, run=one, summary=summary, log=_read(one.log))


def _read(path: Path) -> str:
    return path.read_text("utf-8", "replace") if path.is_file() else ""


def _page(state: State, title: str, **values: object) -> Response:
    def site_url(repository: Repository) -> str:
        return state.pages_url(repository) if deployments.served(state, repository) else ""

    template = _TEMPLATES.get_template("page.html.jinja")
    page = template.render(values, title=title, hub_url=state.url, site_url=site_url)
    return HTMLResponse(page, headers=_HEADERS)

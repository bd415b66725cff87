"""Pages for people: what is in the stand-in, at the addresses where GitHub shows it."""

from collections.abc import Iterable
from html import escape

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, Response

from scripts.localhub import deployments, git
from scripts.localhub.errors import not_found
from scripts.localhub.records import Job, Repository, Run
from scripts.localhub.traffic.access import world_of
from scripts.localhub.world import World

router = APIRouter(include_in_schema=False)

STYLE = """
:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}
body{max-width:60rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;width:100%}
td,th{padding:.3rem .6rem;text-align:left;border-bottom:1px solid #8884}
pre{overflow:auto;padding:1rem;background:#8882;font-size:.85rem}.failure{color:#c33}.success{color:#2a7}
"""


@router.get("/")
def everything(request: Request) -> Response:
    """All repositories and runs."""
    world = world_of(request)
    with world.lock:
        repositories, runs = list(world.repositories.values()), list(world.runs.values())
    rows = [
        (_link(f"/{one.full_name}", one.full_name), _site(world, one), escape(one.description or ""))
        for one in repositories
        if not one.private
    ]
    body = "<h2>Repositories</h2>" + _table(("name", "site", "description"), rows)
    return _page("localhub", body + "<h2>Runs</h2>" + _runs(reversed(runs)))


@router.get("/{owner}/{name}")
def repository(request: Request, owner: str, name: str) -> Response:
    """A repository's files, site and runs."""
    world, found = world_of(request), _public(request, owner, name)
    head = git.resolve(found.folder, f"refs/heads/{found.default_branch}")
    paths = [path for path in git.paths_at(found.folder, head, ".") if path] if head else []
    files = [(_link(f"/{found.full_name}/blob/{head}/{path}", path),) for path in paths]
    with world.lock:
        runs = [run for run in reversed(world.runs.values()) if run.repository is found]
    clone = f"<pre>git clone {world.url}/{escape(found.full_name)}.git</pre>"
    site = f"<p>{escape(found.description or '')} {_site(world, found)}</p>"
    body = site + clone + f"<h2>Files at {head or 'no commit'}</h2>" + _table(("path",), files)
    return _page(found.full_name, body + "<h2>Runs</h2>" + _runs(runs))


@router.get("/{owner}/{name}/blob/{sha}/{path:path}")
def blob(request: Request, owner: str, name: str, sha: str, path: str) -> Response:
    """A file as plain text; never as a page, for it comes from strangers."""
    content = git.file_at(_public(request, owner, name).folder, sha if sha.isalnum() else "-", path)
    if content is None:
        raise not_found()
    return PlainTextResponse(content, headers={"X-Content-Type-Options": "nosniff"})


@router.get("/{owner}/{name}/commit/{sha}")
def commit(request: Request, owner: str, name: str, sha: str) -> Response:
    """What a commit changed."""
    found = _public(request, owner, name)
    if git.resolve(found.folder, sha) is None:
        raise not_found()
    return PlainTextResponse(git.git(found.folder, "show", "--stat", "--patch", sha))


@router.get("/{owner}/{name}/actions/runs/{number}")
@router.get("/{owner}/{name}/actions/runs/{number}/job/{job}")
def run(request: Request, owner: str, name: str, number: int) -> Response:
    """A run's jobs and steps, its summary as written, and its log."""
    world, found = world_of(request), _public(request, owner, name)
    one = world.runs.get(number)
    if one is None or one.repository is not found:
        raise not_found()
    summary = one.attempt_folder / "summary.md"
    texts = [("Summary", summary), ("Log", one.log)]
    parts = [
        f"<h2>{title}</h2><pre>{escape(path.read_text('utf-8', 'replace'))}</pre>"
        for title, path in texts
        if path.is_file()
    ]
    outcome = _outcome(one.conclusion or one.status)
    head = f"<p>{outcome} · {one.event} · attempt {one.attempt} · {escape(one.workflow)}</p>"
    return _page(one.title, head + "".join(_job(job) for job in one.current_jobs()) + "".join(parts))


def _public(request: Request, owner: str, name: str) -> Repository:
    found = world_of(request).repository(owner, name)
    if found is None or found.private:
        raise not_found()
    return found


def _job(job: Job) -> str:
    rows = []
    for step in job.steps:
        ended = step.completed_at if step.started_at else None
        seconds = f"{(ended - step.started_at).total_seconds():.2f}" if ended and step.started_at else ""
        rows.append((escape(step.name), _outcome(step.conclusion or step.status), seconds))
    title = f"<h2>{escape(job.name)}: {_outcome(job.conclusion or job.status)}</h2>"
    return title + _table(("step", "outcome", "seconds"), rows)


def _runs(runs: Iterable[Run]) -> str:
    rows = [
        (
            _link(f"/{one.repository.full_name}/actions/runs/{one.id}", one.title),
            escape(one.repository.full_name),
            escape(one.workflow_name),
            _outcome(one.conclusion or one.status),
        )
        for one in runs
    ]
    return _table(("run", "repository", "workflow", "outcome"), rows)


def _site(world: World, found: Repository) -> str:
    return _link(world.pages_url(found), "live site") if deployments.served(world, found) else ""


def _outcome(word: str) -> str:
    return f'<span class="{word}">{word}</span>'


def _link(address: str, text: str) -> str:
    return f'<a href="{escape(address)}">{escape(text)}</a>'


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table of cells that are HTML already."""
    head = "".join(f"<th>{escape(text)}</th>" for text in heads)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><tr>{head}</tr>{body}</table>"


def _page(title: str, body: str) -> Response:
    head = f'<meta charset="utf-8"><title>{escape(title)}</title><style>{STYLE}</style>'
    home = '<p><a href="/">localhub</a></p>'
    return HTMLResponse(
        f'<!doctype html><html lang="en">{head}{home}<h1>{escape(title)}</h1>{body}</html>',
        headers={"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'"},
    )

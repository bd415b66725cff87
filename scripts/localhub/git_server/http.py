"""git over HTTP, through the real `git http-backend`: what a push may contain, and what it starts."""

import subprocess
import time
import zlib
from collections.abc import Mapping
from pathlib import Path

from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse

from scripts.localhub.actions.engine import Engine
from scripts.localhub.actions.events import Event
from scripts.localhub.errors import ApiError
from scripts.localhub.git_server import commands as git
from scripts.localhub.models import Repository, now
from scripts.localhub.pages.deployments import build_legacy
from scripts.localhub.state import State
from scripts.localhub.traffic.access import Context
from scripts.localhub.traffic.tokens import Token

router = APIRouter(include_in_schema=False)

MESSAGES = {
    401: "Invalid username or token. Password authentication is not supported for Git operations.",
    403: "Write access to repository not granted.",
    404: "Repository not found.",
}

SECRETS = (
    r"gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}|AKIA[0-9A-Z]{16}"
    r"|sk-(proj-|ant-api03-)?[A-Za-z0-9_-]{40,}|xox[bp]-[0-9]{10,}-[A-Za-z0-9-]{20,}"
    r"|-----BEGIN (RSA |EC |OPENSSH )?PRIVATE KEY-----"
)
"""What push protection looks for: tokens of a shape that is nothing else."""

LARGEST = 100 * 1024 * 1024
"""Bytes of the largest file that GitHub takes."""


@router.api_route("/{owner}/{name}/info/refs", methods=["GET"])
@router.api_route("/{owner}/{name}/git-upload-pack", methods=["POST"])
@router.api_route("/{owner}/{name}/git-receive-pack", methods=["POST"])
def serve(request: Request, owner: str, name: str) -> Response:
    """One of the three requests of git's protocol; what was received counts even if the client has left."""
    try:
        return _serve(request, owner, name)
    except ApiError as error:  # GitHub asks an anonymous client for credentials where it hides a repository
        status = error.status if "authorization" in request.headers else 401
        headers = {"WWW-Authenticate": 'Basic realm="GitHub"'} if status == 401 else {}
        return PlainTextResponse(MESSAGES.get(error.status, str(error)), status, headers)


def _serve(request: Request, owner: str, name: str) -> Response:
    gzipped = request.headers.get("content-encoding") == "gzip"
    body = zlib.decompress(request.state.body, wbits=31) if gzipped else request.state.body
    service, at = request.url.path.removeprefix(f"/{owner}/{name}/"), Context(request, Response())
    if "git-receive-pack" in {service, request.query_params.get("service")}:
        repository = at.permitted(owner, name, "contents", "write")
    else:
        repository = at.visible(owner, name)
        if repository.work_tree:
            at.state.head(repository)
    env = git.git_environment() | {
        "GIT_HTTP_EXPORT_ALL": "1",
        "GIT_PROJECT_ROOT": str(repository.folder.parent),
        "PATH_INFO": f"/{repository.folder.name}/{service}",
        "REQUEST_METHOD": request.method,
        "QUERY_STRING": request.url.query,
        "CONTENT_TYPE": request.headers.get("content-type", ""),
        "CONTENT_LENGTH": str(len(body)),
        "REMOTE_USER": at.token.login,
        "GIT_PROTOCOL": request.headers.get("git-protocol", ""),
    }
    if service != "git-receive-pack":
        return _backend(env, body)
    time.sleep(at.state.latency.push)
    report = at.state.store / "work" / f"push-{at.state.next_id()}"
    report.parent.mkdir(exist_ok=True)
    response = _backend(env | _hook_environment(at.token, report), body)
    _received(at.engine, repository, at.token, report)
    return response


def _backend(env: Mapping[str, str], body: bytes) -> Response:
    """Run git as a CGI program."""
    done = subprocess.run(["git", "http-backend"], input=body, env=env, capture_output=True, check=False)
    head, _, content = done.stdout.partition(b"\r\n\r\n")
    headers = dict(line.split(": ", 1) for line in head.decode("latin-1").splitlines())
    status = int(headers.pop("Status", "200").split()[0])
    return Response(content, status, headers)


def _hook_environment(token: Token, report: Path) -> dict[str, str]:
    """Settings of the repository's hooks; the updates that git made are written to `report`."""
    refusal = ""  # who is refused and what is missing, if the token may not write workflow files
    if not token.allows("workflows", "write"):
        is_app = token.kind in {"app", "job"}
        refusal = (
            "a GitHub App|`workflows` permission" if is_app else "a Personal Access Token|`workflow` scope"
        )
    return {
        "LOCALHUB_SECRETS": SECRETS,
        "LOCALHUB_LARGEST": str(LARGEST),
        "LOCALHUB_WORKFLOWS": refusal,
        "LOCALHUB_PUSHED": str(report),
    }


def _received(engine: Engine, repository: Repository, token: Token, report: Path) -> None:
    """Start what a push starts: a legacy Pages build, and runs of workflows.

    A push made with a run's own token starts no run, as on GitHub.
    """
    if not report.is_file():
        return
    updates = [line.split() for line in report.read_text("utf-8").splitlines()]
    report.unlink()
    repository.pushed_at = now()
    for old, new, ref in updates:
        if not new.strip("0"):
            continue
        _make_default(engine.state, repository, ref)
        if ref == f"refs/heads/{repository.default_branch}":
            build_legacy(engine.state, repository)
        if token.kind != "job":
            payload = {"ref": ref, "before": old, "after": new, "head_commit": {"id": new}}
            event = Event("push", ref.split("/", 2)[2], payload, token.login, ref=ref, sha=new)
            engine.start(repository, event)


def _make_default(state: State, repository: Repository, ref: str) -> None:
    """The first branch that is pushed becomes the default branch, as on GitHub."""
    branch = ref.removeprefix("refs/heads/")
    if branch == ref or git.resolve(repository.folder, f"refs/heads/{repository.default_branch}"):
        return
    with state.lock:
        repository.default_branch = branch
        git.git(repository.folder, "symbolic-ref", "HEAD", ref)

"""git over HTTP: clone, fetch and push through the real `git http-backend`."""

import subprocess
import time
import zlib
from collections.abc import Mapping

from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse
from starlette.concurrency import run_in_threadpool

from scripts.localhub.errors import ApiError
from scripts.localhub.git_server import push
from scripts.localhub.git_server.commands import git_environment
from scripts.localhub.models import Repository
from scripts.localhub.traffic.access import optional_token, permitted, state_of, visible

router = APIRouter(include_in_schema=False)

MESSAGES = {
    401: "Invalid username or token. Password authentication is not supported for Git operations.",
    403: "Write access to repository not granted.",
    404: "Repository not found.",
}


@router.api_route("/{owner}/{name}/info/refs", methods=["GET"])
@router.api_route("/{owner}/{name}/git-upload-pack", methods=["POST"])
@router.api_route("/{owner}/{name}/git-receive-pack", methods=["POST"])
async def serve(request: Request, owner: str, name: str) -> Response:
    """One of the three requests of git's protocol; what was received counts even if the client has left."""
    body = await request.body()
    if request.headers.get("content-encoding") == "gzip":
        body = zlib.decompress(body, wbits=31)
    try:
        return await run_in_threadpool(_serve, request, owner, name, body)
    except ApiError as error:  # GitHub asks an anonymous client for credentials where it hides a repository
        status = error.status if "authorization" in request.headers else 401
        headers = {"WWW-Authenticate": 'Basic realm="GitHub"'} if status == 401 else {}
        return PlainTextResponse(MESSAGES.get(error.status, str(error)), status, headers)


def _serve(request: Request, owner: str, name: str, body: bytes) -> Response:
    service = request.url.path.removeprefix(f"/{owner}/{name}/")
    repository = _repository(request, owner, name, service)
    state, token = state_of(request), optional_token(request)
    env = git_environment() | {
        "GIT_HTTP_EXPORT_ALL": "1",
        "GIT_PROJECT_ROOT": str(repository.folder.parent),
        "PATH_INFO": f"/{repository.folder.name}/{service}",
        "REQUEST_METHOD": request.method,
        "QUERY_STRING": request.url.query,
        "CONTENT_TYPE": request.headers.get("content-type", ""),
        "CONTENT_LENGTH": str(len(body)),
        "REMOTE_USER": token.login,
        "GIT_PROTOCOL": request.headers.get("git-protocol", ""),
    }
    if service != "git-receive-pack":
        return _backend(env, body)
    time.sleep(state.latency.push)
    report = state.store / "work" / f"push-{state.next_id()}"
    report.parent.mkdir(exist_ok=True)
    response = _backend(env | push.hook_environment(token, report), body)
    push.received(request.app.state.engine, repository, token, report)
    return response


def _repository(request: Request, owner: str, name: str, service: str) -> Repository:
    if "git-receive-pack" in {service, request.query_params.get("service")}:
        return permitted(request, owner, name, "contents", "write")
    repository = visible(request, owner, name)
    if repository.work_tree:
        request.app.state.engine.refresh(repository)
    return repository


def _backend(env: Mapping[str, str], body: bytes) -> Response:
    """Run git as a CGI program."""
    done = subprocess.run(["git", "http-backend"], input=body, env=env, capture_output=True, check=False)
    head, _, content = done.stdout.partition(b"\r\n\r\n")
    headers = dict(line.split(": ", 1) for line in head.decode("latin-1").splitlines())
    status = int(headers.pop("Status", "200").split()[0])
    return Response(content, status, headers)

"""git over HTTP: the real `git http-backend` as a CGI program, streaming both ways."""

import asyncio
import subprocess
import zlib
from collections.abc import AsyncIterator

from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse, StreamingResponse
from starlette.concurrency import run_in_threadpool

from scripts.localhub import deployments, git
from scripts.localhub.access import bearer, permitted, visible, world_of
from scripts.localhub.errors import ApiError
from scripts.localhub.records import Repository, now
from scripts.localhub.tokens import Token
from scripts.localhub.waiting import wait

router = APIRouter(include_in_schema=False)

CHALLENGE = {"WWW-Authenticate": 'Basic realm="GitHub"'}


@router.api_route("/{owner}/{name}/{service:path}", methods=["GET", "POST"])
async def serve(request: Request, owner: str, name: str, service: str) -> Response:
    """Clone, fetch and push."""
    if service not in {"info/refs", "git-upload-pack", "git-receive-pack"}:
        raise ApiError(404, "Not Found")
    writing = "git-receive-pack" in {service, request.query_params.get("service")}
    try:
        repository = await run_in_threadpool(_repository, request, owner, name, writing)
    except ApiError as error:
        return _refusal(request, error)
    token = await run_in_threadpool(bearer, request)
    receiving = service == "git-receive-pack"
    before = await run_in_threadpool(git.heads, repository.folder) if receiving else {}
    if receiving:
        await run_in_threadpool(wait, world_of(request).latency.push)
    process = await _backend(request, repository, service, token)
    return await _answer(request, process, repository, before if receiving else None, token)


def _repository(request: Request, owner: str, name: str, writing: bool) -> Repository:
    if writing:
        return permitted(request, owner, name, "contents", "write")
    repository = visible(request, owner, name)
    if repository.work_tree:
        request.app.state.engine.refresh(repository)
    return repository


def _refusal(request: Request, error: ApiError) -> Response:
    """GitHub asks for credentials where it hides a repository, so that git can offer them."""
    words = {401: "Invalid username or token. Password authentication is not supported for Git operations.",
             403: "Permission to this repository denied.", 404: "Repository not found."}  # fmt: skip
    anonymous = "authorization" not in request.headers
    status = 401 if anonymous else error.status
    headers = CHALLENGE if status == 401 else {}
    return PlainTextResponse(words.get(error.status, str(error)), status, headers)


async def _backend(
    request: Request, repository: Repository, service: str, token: Token | None
) -> asyncio.subprocess.Process:
    env = git.git_environment() | {
        "GIT_HTTP_EXPORT_ALL": "1",
        "GIT_PROJECT_ROOT": str(repository.folder.parent),
        "PATH_INFO": f"/{repository.folder.name}/{service}",
        "REQUEST_METHOD": request.method,
        "QUERY_STRING": request.url.query,
        "CONTENT_TYPE": request.headers.get("content-type", ""),
        "REMOTE_USER": token.login if token else "",
        "GIT_PROTOCOL": request.headers.get("git-protocol", ""),
    }
    process = await asyncio.create_subprocess_exec(
        "git",
        "http-backend",
        env=env,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    feeder = asyncio.create_task(_feed(request, process))
    feeder.add_done_callback(lambda task: task.cancelled() or task.exception())
    return process


async def _feed(request: Request, process: asyncio.subprocess.Process) -> None:
    """Hand the request's body to git, unpacked; a caller who goes away ends git."""
    assert process.stdin
    unpack = zlib.decompressobj(wbits=31) if request.headers.get("content-encoding") == "gzip" else None
    try:
        async for chunk in request.stream():
            process.stdin.write(unpack.decompress(chunk) if unpack else chunk)
            await process.stdin.drain()
    finally:
        process.stdin.close()


async def _answer(
    request: Request,
    process: asyncio.subprocess.Process,
    repository: Repository,
    before: dict[str, str] | None,
    token: Token | None,
) -> Response:
    assert process.stdout
    status, headers = 200, {}
    while line := (await process.stdout.readline()).strip():
        name, _, value = line.decode("latin-1").partition(": ")
        if name.lower() == "status":
            status = int(value.split()[0])
        else:
            headers[name] = value

    async def body() -> AsyncIterator[bytes]:
        assert process.stdout
        last = b""
        while chunk := await process.stdout.read(65536):
            if last:
                yield last
            last = chunk
        await process.wait()
        if before is not None:
            await run_in_threadpool(_received, request, repository, before, token)
        yield last

    return StreamingResponse(body(), status, headers)


def _received(request: Request, repository: Repository, before: dict[str, str], token: Token | None) -> None:
    """Let a push have its consequences before the client hears of its success."""
    world, engine = world_of(request), request.app.state.engine
    after = git.heads(repository.folder)
    if after == before or token is None:
        return
    with world.changing(repository):
        repository.pushed_at = now()
    branch = repository.default_branch
    if after.get(branch) in {None, before.get(branch)}:
        return
    deployments.build_legacy(engine, repository)
    if token.kind != "job":
        engine.start(repository, "push", branch, _payload(repository, before, after), token.login)


def _payload(repository: Repository, before: dict[str, str], after: dict[str, str]) -> dict[str, object]:
    branch = repository.default_branch
    return {
        "ref": f"refs/heads/{branch}",
        "before": before.get(branch, "0" * 40),
        "after": after[branch],
        "repository": {"full_name": repository.full_name, "default_branch": branch, "name": repository.name,
                       "owner": {"login": repository.owner.login}},
        "head_commit": {"id": after[branch]},
    }  # fmt: skip

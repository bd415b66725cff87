"""git over HTTP: clone, fetch and push."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse, StreamingResponse
from starlette.concurrency import run_in_threadpool

from scripts.localhub import cgi, git, pushes
from scripts.localhub.errors import ApiError
from scripts.localhub.records import Repository
from scripts.localhub.traffic.access import bearer, permitted, visible, world_of
from scripts.localhub.traffic.waiting import wait

router = APIRouter(include_in_schema=False)

CHALLENGE = {"WWW-Authenticate": 'Basic realm="GitHub"'}
WORDS = {
    401: "Invalid username or token. Password authentication is not supported for Git operations.",
    403: "Write access to repository not granted.",
    404: "Repository not found.",
}


@router.api_route("/{owner}/{name}/info/refs", methods=["GET"])
@router.api_route("/{owner}/{name}/git-upload-pack", methods=["POST"])
@router.api_route("/{owner}/{name}/git-receive-pack", methods=["POST"])
async def serve(request: Request, owner: str, name: str) -> Response:
    """One of the three requests of git's protocol."""
    service = request.url.path.removeprefix(f"/{owner}/{name}/")
    writing = "git-receive-pack" in {service, request.query_params.get("service")}
    try:
        repository = await run_in_threadpool(_repository, request, owner, name, writing)
    except ApiError as error:
        return _refusal(request, error)
    world, token, engine = world_of(request), bearer(request), request.app.state.engine
    if service == "git-receive-pack":
        await run_in_threadpool(wait, world.latency.push)
    report = world.store / "work" / f"push-{world.next_id()}"
    report.parent.mkdir(exist_ok=True)
    env = git.git_environment() | _variables(request, repository, service)
    env |= pushes.hook_environment(world, token, report)

    async def then() -> None:
        if writing:
            await run_in_threadpool(pushes.received, engine, repository, token, report)

    answer = await cgi.run(request, env, then)
    return StreamingResponse(answer.body, answer.status, answer.headers)


def _repository(request: Request, owner: str, name: str, writing: bool) -> Repository:
    if writing:
        return permitted(request, owner, name, "contents", "write")
    repository = visible(request, owner, name)
    if repository.work_tree:
        request.app.state.engine.refresh(repository)
    return repository


def _refusal(request: Request, error: ApiError) -> Response:
    """GitHub asks for credentials where it hides a repository, so that git can offer them."""
    anonymous = "authorization" not in request.headers
    status = 401 if anonymous else error.status
    headers = CHALLENGE if status == 401 else {}
    return PlainTextResponse(WORDS.get(error.status, str(error)), status, headers)


def _variables(request: Request, repository: Repository, service: str) -> dict[str, str]:
    token = bearer(request)
    return {
        "GIT_HTTP_EXPORT_ALL": "1",
        "GIT_PROJECT_ROOT": str(repository.folder.parent),
        "PATH_INFO": f"/{repository.folder.name}/{service}",
        "REQUEST_METHOD": request.method,
        "QUERY_STRING": request.url.query,
        "CONTENT_TYPE": request.headers.get("content-type", ""),
        "REMOTE_USER": token.login if token else "",
        "GIT_PROTOCOL": request.headers.get("git-protocol", ""),
    }

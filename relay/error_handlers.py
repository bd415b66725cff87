"""Errors → answers: one body for all of them, with the request id that names the log line."""

from fastapi import Request, Response
from starlette.exceptions import HTTPException

from relay.errors import RequestError
from relay.schemas import Problem

ENDPOINTS = "There are POST /task, /deploy and /update, GET /status/TASK_ID and /health, and /docs."


async def http_error(request: Request, error: Exception) -> Response:
    """The log says which error it was, and from where, never what was sent."""
    assert isinstance(error, HTTPException)  # noqa: S101 - it is registered for this class alone
    log = request.state.log_fields
    if isinstance(error, RequestError):
        log["error"] = type(error).__name__
        if error.status in {401, 403} and request.client:
            log["client"] = request.client.host
    else:
        error.detail = _no_such_endpoint(request, error)
    return _answer(request, error)


async def unexpected_error(request: Request, _: Exception) -> Response:
    """A fault of ours; the server logs it after this answer."""
    message = "The relay failed; its log has the reason. It is not known what was done."
    return _answer(request, HTTPException(500, message))


def _answer(request: Request, error: HTTPException) -> Response:
    body = Problem.of(error, request.state.log_fields["request_id"]).model_dump_json()
    return Response(body, error.status_code, error.headers, media_type="application/json")


def _no_such_endpoint(request: Request, error: HTTPException) -> str:
    """What to say where there is no such path, or where it takes another method."""
    path, allowed = request.url.path, (error.headers or {}).get("Allow")
    if allowed:
        message = f"{path} takes {allowed}, not {request.method}."
        return message + (" Send the task as JSON in the body." if allowed == "POST" else "")
    if path.startswith("/status"):
        return "Ask for /status/TASK_ID, as the answer to the task named it."
    return f"There is no {path[:100]}. {ENDPOINTS}"

"""Errors → answers: one body for all of them, with the request id that names the log line."""

from collections.abc import Mapping

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from relay.errors import RequestError
from relay.schemas import Problem

ENDPOINTS = "There are POST /task, /deploy and /update, GET /status/TASK_ID and /health, and /docs."


async def request_error(request: Request, error: Exception) -> Response:
    """An error of ours; the log says which, and from where, never what was sent."""
    assert isinstance(error, RequestError)  # noqa: S101 - it is registered for this class alone
    request.state.log_fields["error"] = type(error).__name__
    if error.status in {401, 403} and request.client:
        request.state.log_fields["client"] = request.client.host
    problem = Problem.of(error, request.state.log_fields["request_id"])
    return _response(problem, error.status, error.headers)


async def http_error(request: Request, error: Exception) -> Response:
    """No such path, or another method: the answer says what there is; `Allow` and the like are kept."""
    assert isinstance(error, HTTPException)  # noqa: S101 - it is registered for this class alone
    headers = error.headers or {}
    path = request.url.path
    if "Allow" in headers:
        message = f"{path} takes {headers['Allow']}, not {request.method}."
        if headers["Allow"] == "POST":
            message += " Send the task as JSON in the body."
    elif path.startswith("/status"):
        message = "Ask for /status/TASK_ID, as the answer to the task named it."
    else:
        message = f"There is no {path[:100]}. {ENDPOINTS}"
    problem = Problem(message=message, request_id=request.state.log_fields["request_id"])
    return _response(problem, error.status_code, headers)


async def unexpected_error(request: Request, _: Exception) -> Response:
    """A fault of ours; the server logs it after this answer."""
    message = "The relay failed; its log has the reason. It is not known what was done."
    return _response(Problem(message=message, request_id=request.state.log_fields["request_id"]), 500)


def _response(problem: Problem, status: int, headers: Mapping[str, str] | None = None) -> Response:
    return Response(problem.model_dump_json(), status, headers, media_type="application/json")

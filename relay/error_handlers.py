"""Errors → answers: one body for all of them, with the request id that names the log line."""

from collections.abc import Mapping

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from relay.errors import Refused
from relay.schemas import Problem, WrongField


async def refused(request: Request, error: Exception) -> Response:
    """A refusal of ours; the log says which, and from where, never what was sent."""
    assert isinstance(error, Refused)  # noqa: S101 - it is registered for this class alone
    request.state.facts["refused"] = type(error).__name__
    if error.status in {401, 403} and request.client:
        request.state.facts["client"] = request.client.host
    fields = tuple(WrongField(field=field.field, expected=field.expected) for field in error.fields)
    return _problem(request, error.status, str(error), error.headers, fields)


async def http_error(request: Request, error: Exception) -> Response:
    """No such path, or another method: `Allow` and the like are kept."""
    assert isinstance(error, HTTPException)  # noqa: S101 - it is registered for this class alone
    headers = error.headers or {}
    message = f"{error.detail}: use {headers['Allow']}." if "Allow" in headers else f"{error.detail}."
    return _problem(request, error.status_code, message, headers)


async def unexpected(request: Request, _: Exception) -> Response:
    """A fault of ours; the server logs it after this answer."""
    return _problem(
        request, 500, "The relay failed; its log has the reason. It is not known what was done.", {}
    )


def _problem(
    request: Request,
    status: int,
    message: str,
    headers: Mapping[str, str],
    fields: tuple[WrongField, ...] = (),
) -> Response:
    problem = Problem(message=message, fields=fields, request_id=request.state.facts["request_id"])
    return Response(problem.model_dump_json(), status, dict(headers), media_type="application/json")

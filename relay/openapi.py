"""The OpenAPI description: the request as it is really accepted, with examples, and every answer."""

import copy
import json
from importlib.resources import files
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel

from orchestrator.errors import InvalidField
from relay.errors import (
    BadBody,
    BodyTooLarge,
    BodyTooSlow,
    RequestError,
    SecretMissing,
    SecretWrong,
    Unavailable,
    WrongEndpoint,
    WrongFields,
)
from relay.schemas import Problem, TaskStatus

NAME = "Pages orchestrator relay"

DESCRIPTION = """\
Send a brief with its checks and get a checked, live web app on GitHub Pages. The relay turns a request into
an event of the control repository: 200 means that GitHub has accepted it. A repeated request is recognised by
its digest and not built twice."""

_EXAMPLES: tuple[RequestError, ...] = (
    BadBody("The body is not JSON: expected value at line 1 column 1."),
    WrongEndpoint(2),
    SecretMissing(),
    SecretWrong(),
    BodyTooSlow(30),
    BodyTooLarge(10_000_000),
    WrongFields(
        [InvalidField("email", "an e-mail address"), InvalidField("nonce", "a value, it is missing")]
    ),
    Unavailable("GitHub limits the rate at present. Nothing was started.", 60),
)

PROBLEMS = tuple(sorted({error.status for error in _EXAMPLES}))
"""The statuses of a task that was not taken."""

_HEADERS = {
    401: {"WWW-Authenticate": ({"type": "string"}, "Says where the secret belongs.")},
    503: {"Retry-After": ({"type": "string", "pattern": "^[1-9][0-9]*$"}, "Seconds.")},
}


def responses(ok: type[BaseModel], *statuses: int, html: bool = False) -> dict[int | str, dict[str, Any]]:
    """The `responses` of an endpoint."""
    described: dict[int | str, dict[str, Any]] = {status: _problem(status) for status in statuses}
    described[200] = {"model": ok, "description": (ok.__doc__ or "").splitlines()[0]}
    if html:
        described[200]["content"] = {"text/html": {"schema": {"type": "string"}}}
    if 404 in statuses:
        described[404] = {"model": TaskStatus, "description": "No run of such a task is known (yet)."}
    return described


def request_body(schema: str) -> dict[str, Any]:
    """The `openapi_extra` of an endpoint that takes one of the request schemas."""
    examples = {
        name: example
        for name, example in _read("request.examples.json").items()
        if schema in example.pop("for")
    }
    content = {"schema": {"$ref": f"#/components/schemas/{schema}"}, "examples": examples}
    return {"requestBody": {"required": True, "content": {"application/json": content}}}


def openapi(app: FastAPI) -> dict[str, Any]:
    """The whole description; made when it is first asked for."""
    if app.openapi_schema is None:
        description = get_openapi(
            title=app.title, version=app.version, description=app.description, routes=app.routes
        )
        schemas = description["components"]["schemas"]
        schemas |= _request_schemas()
        for name in ("HTTPValidationError", "ValidationError"):  # FastAPI's own, which no endpoint answers
            schemas.pop(name, None)
        description["paths"]["/status/{task_id}"]["get"]["responses"].pop("422")
        app.openapi_schema = description
    return app.openapi_schema


def _problem(status: int) -> dict[str, Any]:
    errors = [error for error in _EXAMPLES if error.status == status]
    examples = {
        type(error).__name__: {"value": Problem.of(error, "5f0c1d2e3a4b5c6d").model_dump(mode="json")}
        for error in errors
    }
    headers = _HEADERS.get(status, {}).items()
    return {
        "model": Problem,
        "description": " ".join(error.__doc__ or "" for error in errors),
        "headers": {name: {"schema": schema, "description": what} for name, (schema, what) in headers},
        "content": {"application/json": {"examples": examples}},
    }


def _request_schemas() -> dict[str, Any]:
    """The schemas of the file, and the request once more for each endpoint that takes some rounds only."""
    schemas: dict[str, Any] = _read("request.schema.json")
    for name, rounds in (("DeployRequest", {"const": 1}), ("UpdateRequest", {"minimum": 2, "maximum": 1000})):
        schemas[name] = copy.deepcopy(schemas["TaskRequest"]) | {"title": name}
        schemas[name]["properties"]["round"] |= rounds
    return schemas


def _read(name: str) -> Any:  # noqa: ANN401 - any JSON
    return json.loads((files("relay") / name).read_text("utf-8"))

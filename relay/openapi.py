"""The OpenAPI description: the request as it is really accepted, with examples, and every answer."""

import copy
import json
from collections.abc import Sequence
from importlib.resources import files
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema

from relay.schemas import About, Accepted, Answer, Health, Problem, TaskStatus

NAME = "Pages orchestrator relay"

DESCRIPTION = """\
Send a brief with its checks and get a checked, live web app on GitHub Pages. The relay turns a request into
an event of the control repository: 200 means that GitHub has accepted it. A repeated request is recognised by
its digest and not built twice."""

_Answers = dict[int | str, dict[str, Any]]

_PROBLEMS = {
    400: "The body is not JSON, too complex, or of a round that belongs to the other endpoint.",
    401: "The secret is missing.",
    403: "The secret is wrong.",
    408: "The body did not arrive in time.",
    413: "The body is too large.",
    422: "Fields are missing or wrong; each is named.",
    503: "GitHub did not take the task or did not answer, or it is not known; the message says which.",
}

_HEADERS = {
    401: {
        "WWW-Authenticate": {"schema": {"type": "string"}, "description": "Says where the secret belongs."}
    },
    503: {
        "Retry-After": {"schema": {"type": "string", "pattern": "^[1-9][0-9]*$"}, "description": "Seconds."}
    },
}


def answers(ok: type[Answer], *, not_found: type[Answer] | None = None, bad: Sequence[int] = ()) -> _Answers:
    """The `responses` of an endpoint; schemas are only named, because making them would slow every start."""
    described: _Answers = {200: {"description": _first_line(ok), "content": _json(ok)}}
    if not_found:
        described[404] = {"description": "No run of such a task is known (yet).", "content": _json(not_found)}
    for status in bad:
        headers = _HEADERS.get(status, {})
        described[status] = {"description": _PROBLEMS[status], "content": _json(Problem), "headers": headers}
    return described


def body(schema: str) -> dict[str, Any]:
    """The `openapi_extra` of an endpoint that takes one of the request schemas."""
    content = {"schema": {"$ref": f"#/components/schemas/{schema}"}, "examples": _examples(schema)}
    return {"requestBody": {"required": True, "content": {"application/json": content}}}


def openapi(app: FastAPI) -> dict[str, Any]:
    """The whole description; made when it is first asked for."""
    if app.openapi_schema is None:
        description = get_openapi(
            title=app.title, version=app.version, description=app.description, routes=app.routes
        )
        description["components"] = {"schemas": _answer_schemas() | _request_schemas()}
        app.openapi_schema = description
    return app.openapi_schema


def _json(model: type[Answer]) -> dict[str, Any]:
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{model.__name__}"}}}


def _first_line(model: type[Answer]) -> str:
    return (model.__doc__ or "").splitlines()[0]


def _answer_schemas() -> dict[str, Any]:
    models = (About, Accepted, Health, Problem, TaskStatus)
    where = "#/components/schemas/{model}"
    made = models_json_schema([(model, "serialization") for model in models], ref_template=where)[1]
    schemas: dict[str, Any] = made["$defs"]
    return schemas


def _request_schemas() -> dict[str, Any]:
    """The schemas of the file, and the request once more for each door that takes some rounds only."""
    schemas: dict[str, Any] = json.loads((files("relay") / "request.schema.json").read_text("utf-8"))
    for name, rounds in (("DeployRequest", {"const": 1}), ("UpdateRequest", {"minimum": 2, "maximum": 1000})):
        schemas[name] = copy.deepcopy(schemas["TaskRequest"])
        schemas[name]["properties"]["round"] = {"type": "integer", **rounds}
    return schemas


def _examples(schema: str) -> dict[str, Any]:
    return {
        name: {"summary": example["summary"], "value": example["value"]}
        for name, example in _EXAMPLES.items()
        if schema in example["of"]
    }


_FIRST = {
    "email": "ada@example.com",
    "secret": "the shared secret",
    "task": "tide-table-7f3",
    "round": 1,
    "nonce": "8c1f5a",
    "brief": "Show the tides of tides.csv in a table with the id tides, the next high water on top.",
    "checks": [
        {"js": "document.querySelectorAll('#tides tbody tr').length >= 2"},
        "README.md explains usage",
    ],
    "evaluation_url": "https://evaluator.example/notify",
    "attachments": [
        {"name": "tides.csv", "url": "data:text/csv;base64,dGltZSxtZXRyZXMKMDQ6MTAsMy45CjE2OjM1LDQuMQo="}
    ],
}

_EXAMPLES: dict[str, dict[str, Any]] = {
    "first round": {
        "summary": "A new app with an attachment",
        "of": ("TaskRequest", "DeployRequest"),
        "value": _FIRST,
    },
    "later round": {
        "summary": "A revision of the same app",
        "of": ("TaskRequest", "UpdateRequest"),
        "value": {
            **_FIRST,
            "round": 2,
            "nonce": "8c1f5b",
            "brief": "Add a switch #unit between metres and feet.",
            "checks": [{"js": "!!document.querySelector('#unit')"}],
            "attachments": [],
        },
    },
    "older form": {
        "summary": "The verb in task, the brief as an object",
        "of": ("TaskRequest", "DeployRequest"),
        "value": {
            "email": "ada@example.com",
            "secret": "the shared secret",
            "task": "deploy",
            "round": 1,
            "nonce": "garden-1",
            "brief": {"name": "Garden diary", "description": "One page a month, with what to sow"},
            "checks": ["has_readme", "has_license"],
            "evaluation_url": "https://evaluator.example/notify",
        },
    },
}

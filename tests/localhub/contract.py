"""Comparing recorded calls with GitHub's own description of its REST API (OpenAPI 3.0)."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from fastapi.routing import APIRoute
from jsonschema import Draft4Validator, validators
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4

from scripts.localhub.app import ROUTERS
from scripts.localhub.traffic.calls import REST, Call

SOURCE = (
    Path(__file__).resolve().parents[2]
    / ".cache/npm/node_modules/@octokit/openapi/generated/api.github.com.json"
)

ROOT = "urn:github"

EVERYWHERE = {400, 401, 403, 404, 422, 429}
"""Refusals that any endpoint may give though its description does not repeat them; they are `basic-error`."""

BASIC_ERROR = {
    "type": "object",
    "required": ["message"],
    "properties": {name: {"type": "string"} for name in ("message", "documentation_url", "url", "status")},
}


def endpoint_form(endpoint: str) -> str:
    """Method and route with nameless holes, so that two of them can be compared."""
    return re.sub(r"\{[^}]+\}", "{}", endpoint)


ENDPOINTS = {
    endpoint_form(f"{method} {route.path}")
    for router in ROUTERS
    for route in router.routes
    if isinstance(route, APIRoute)
    for method in route.methods or ()
}
"""Those of the stand-in."""


def _nullable(keyword: Callable[..., Any]) -> Callable[..., Any]:
    """A keyword of JSON Schema that lets null pass where OpenAPI says `nullable`."""

    def check(validator: Any, value: Any, instance: Any, schema: Any) -> Iterable[Any]:  # noqa: ANN401 # any JSON
        allowed = instance is None and schema.get("nullable") is True
        return () if allowed else keyword(validator, value, instance, schema) or ()

    return check


_Validator = validators.extend(  # type: ignore[no-untyped-call] # jsonschema
    Draft4Validator, {name: _nullable(keyword) for name, keyword in Draft4Validator.VALIDATORS.items()}
)


class Description:
    """GitHub's description, read from its file (13 MB): `POST /repos/{}/{}/pages` → operation."""

    def __init__(self, path: Path) -> None:
        whole = json.loads(path.read_text("utf-8"))
        resource = Resource.from_contents(whole, default_specification=DRAFT4)
        self._registry: Registry[Any] = Registry().with_resource(ROOT, resource)
        self.operations: dict[str, Mapping[str, Any]] = {
            endpoint_form(f"{method.upper()} {route}"): operation
            for route, item in whole["paths"].items()
            for method, operation in item.items()
        }

    def compare(self, call: Call) -> Iterator[str]:
        """What in a call does not agree; a request that was refused need not be right."""
        operation = self.operations.get(endpoint_form(call.endpoint))
        if operation is None:
            yield "GitHub has no such endpoint"
            return
        yield from (f"response: {problem}" for problem in self._response(operation, call))
        if call.status < 400:
            yield from (f"request: {problem}" for problem in self._query(operation, call))
            yield from (f"request: {problem}" for problem in self._body(operation, call))

    def _response(self, operation: Mapping[str, Any], call: Call) -> Iterator[str]:
        described = operation["responses"].get(str(call.status))
        if described is None and call.status not in EVERYWHERE:
            yield "GitHub does not give this status here"
            return
        schema = self._json_schema(described) or (BASIC_ERROR if call.status >= 400 else None)
        if schema:
            yield from self._errors(schema, json.loads(call.response or b"null"))
        elif call.response:
            yield "a body where GitHub gives none"

    def _query(self, operation: Mapping[str, Any], call: Call) -> Iterator[str]:
        known = [self._follow(parameter) for parameter in operation.get("parameters", ())]
        schemas = {one["name"]: one["schema"] for one in known if one["in"] == "query"}
        for name, values in parse_qs(call.query).items():
            if name not in schemas:
                yield f"no query parameter {name!r}"
                continue
            integer = self._follow(schemas[name]).get("type") == "integer"
            for error in self._errors(schemas[name], int(values[0]) if integer else values[0]):
                yield f"query {name}: {error}"

    def _body(self, operation: Mapping[str, Any], call: Call) -> Iterator[str]:
        schema = self._json_schema(operation.get("requestBody"))
        if call.request and schema:
            yield from self._errors(schema, json.loads(call.request))
        elif self._follow(operation.get("requestBody") or {}).get("required") and not call.request:
            yield "no body"

    def _json_schema(self, node: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
        found: Mapping[str, Any] = self._follow(node or {}).get("content", {}).get("application/json", {})
        return found.get("schema")

    def _follow(self, node: Mapping[str, Any]) -> Mapping[str, Any]:
        """The node itself, or what its `$ref` points to."""
        while "$ref" in node:
            node = self._registry.resolver(ROOT).lookup(node["$ref"]).contents
        return node

    def _errors(self, schema: Mapping[str, Any], value: object) -> Iterator[str]:
        """Where and why a value does not satisfy a schema."""
        rooted = json.loads(json.dumps(schema).replace('"$ref": "#/', f'"$ref": "{ROOT}#/'))
        for error in _Validator(rooted, registry=self._registry).iter_errors(value):
            yield f"{'.'.join(str(part) for part in error.absolute_path)}: {error.message[:300]}"


@cache
def description() -> Description:
    """Read once; skips the test where the npm package is not installed."""
    if not SOURCE.is_file():
        pytest.skip("@octokit/openapi is not installed under .cache/npm")
    return Description(SOURCE)


def violations(calls: Iterable[Call]) -> list[str]:
    """What in the REST calls that the stand-in answered itself does not agree with GitHub's description."""
    return [
        f"{endpoint_form(call.endpoint)} {call.status}: {problem}"
        for call in calls
        if call.kind in REST and call.response is not None and call.status != 304
        for problem in description().compare(call)
    ]

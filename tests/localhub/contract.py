"""Comparing recorded exchanges with GitHub's own description of its REST API (OpenAPI 3.0)."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from jsonschema import Draft4Validator, validators
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4

from scripts.localhub.traffic.calls import REST, Call

ROOT = "urn:github"

EVERYWHERE = {400, 401, 403, 404, 422, 429}
"""Refusals that any endpoint may give though its description does not repeat them; they are `basic-error`."""

BASIC_ERROR = {
    "type": "object",
    "required": ["message"],
    "properties": {name: {"type": "string"} for name in ("message", "documentation_url", "url", "status")},
}


def _nullable(keyword: Callable[..., Any]) -> Callable[..., Any]:
    """A keyword of JSON Schema that lets null pass where OpenAPI says `nullable`."""

    def check(validator: Any, value: Any, instance: Any, schema: Any) -> Iterable[Any]:  # noqa: ANN401 # any JSON
        allowed = instance is None and schema.get("nullable") is True
        return () if allowed else keyword(validator, value, instance, schema) or ()

    return check


_Validator = validators.extend(  # type: ignore[no-untyped-call] # jsonschema
    Draft4Validator, {name: _nullable(keyword) for name, keyword in Draft4Validator.VALIDATORS.items()}
)


def endpoint_form(endpoint: str) -> str:
    """Method and route with nameless holes, so that two of them can be compared."""
    return re.sub(r"\{[^}]+\}", "{}", endpoint)


class Description:
    """GitHub's description, read from its file (13 MB)."""

    def __init__(self, path: Path) -> None:
        """Read the file and index its operations: `POST /repos/{}/{}/pages` → operation."""
        self._whole = json.loads(path.read_text("utf-8"))
        resource = Resource.from_contents(self._whole, default_specification=DRAFT4)
        self._registry: Registry[Any] = Registry().with_resource(ROOT, resource)
        self.operations: dict[str, Mapping[str, Any]] = {
            endpoint_form(f"{method.upper()} {route}"): operation
            for route, item in self._whole["paths"].items()
            for method, operation in item.items()
        }

    def follow(self, node: Mapping[str, Any]) -> Mapping[str, Any]:
        """The node itself, or what its `$ref` points to."""
        while "$ref" in node:
            node = self._registry.resolver(ROOT).lookup(node["$ref"]).contents
        return node

    def errors(self, schema: Mapping[str, Any], value: object) -> Iterator[str]:
        """Where and why a value does not satisfy a schema."""
        rooted = json.loads(json.dumps(schema).replace('"$ref": "#/', f'"$ref": "{ROOT}#/'))
        for error in _Validator(rooted, registry=self._registry).iter_errors(value):
            yield f"{'.'.join(str(part) for part in error.absolute_path)}: {error.message[:300]}"


class Report:
    """The comparison of REST calls with the description: what was validated, and what does not agree."""

    def __init__(self, description: Description, calls: Iterable[Call]) -> None:
        """Validate all calls of one or more hubs; a request that was refused need not be right."""
        self._description = description
        self.requests: Counter[str] = Counter()
        self.responses: Counter[str] = Counter()
        self.violations: list[str] = []
        for call in calls:
            if call.kind in REST and call.response is not None:
                endpoint = endpoint_form(call.endpoint)
                problems = self._compare(endpoint, call)
                self.violations += [f"{endpoint} {call.status}: {problem}" for problem in problems]

    def table(self) -> str:
        """One line for each endpoint: requests and responses that were validated."""
        names = sorted(self.responses, key=lambda name: name.split()[::-1])
        lines = [f"{self.requests[name]:8} {self.responses[name]:9}  {name}" for name in names]
        total = f"{self.requests.total():8} {self.responses.total():9}  {len(names)} endpoints"
        return "\n".join(["requests responses  endpoint", *lines, total])

    def _compare(self, endpoint: str, call: Call) -> Iterator[str]:
        operation = self._description.operations.get(endpoint)
        if operation is None:
            yield "GitHub has no such endpoint"
            return
        self.responses[endpoint] += 1
        yield from self._response(operation, call)
        if call.status < 400:
            self.requests[endpoint] += 1
            yield from self._query(operation, call)
            yield from self._body(operation, call)

    def _response(self, operation: Mapping[str, Any], call: Call) -> Iterator[str]:
        status = call.status
        if status == 304:
            return
        described = operation["responses"].get(str(status))
        if described is None and status not in EVERYWHERE:
            yield "response: GitHub does not give this status here"
            return
        content = self._description.follow(described or {}).get("content", {})
        schema = content.get("application/json", {}).get("schema") or (BASIC_ERROR if status >= 400 else None)
        if schema:
            found = self._description.errors(schema, json.loads(call.response or b"null"))
            yield from (f"response: {error}" for error in found)
        elif call.response:
            yield "response: a body where GitHub gives none"

    def _query(self, operation: Mapping[str, Any], call: Call) -> Iterator[str]:
        known = [self._description.follow(parameter) for parameter in operation.get("parameters", ())]
        schemas = {one["name"]: one["schema"] for one in known if one["in"] == "query"}
        for name, values in parse_qs(call.query).items():
            if name not in schemas:
                yield f"request: no query parameter {name!r}"
                continue
            integer = self._description.follow(schemas[name]).get("type") == "integer"
            found = self._description.errors(schemas[name], int(values[0]) if integer else values[0])
            yield from (f"request: query {name}: {error}" for error in found)

    def _body(self, operation: Mapping[str, Any], call: Call) -> Iterator[str]:
        body = self._description.follow(operation.get("requestBody") or {})
        schema = body.get("content", {}).get("application/json", {}).get("schema")
        if call.request and schema:
            found = self._description.errors(schema, json.loads(call.request))
            yield from (f"request: {error}" for error in found)
        elif body.get("required") and not call.request:
            yield "request: no body"

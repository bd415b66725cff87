"""Comparing recorded exchanges with GitHub's description: every request and every response."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

from jsonschema import Draft4Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4

from scripts.localhub.description import Description, form
from scripts.localhub.recorder import Exchange

ROOT = "urn:github"

EVERYWHERE = {400, 401, 403, 404, 422, 429}
"""Refusals that any endpoint may give though its description does not repeat them; they are `basic-error`."""

BASIC_ERROR = {
    "type": "object",
    "required": ["message"],
    "properties": {name: {"type": "string"} for name in ("message", "documentation_url", "url", "status")},
}


@dataclass
class Report:
    """What was compared, and what did not agree."""

    requests: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    responses: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    violations: list[str] = field(default_factory=list)

    def table(self) -> str:
        """One line an endpoint: requests and responses that were validated."""
        names = sorted(set(self.requests) | set(self.responses), key=lambda name: name.split()[::-1])
        lines = [f"{self.requests[name]:8} {self.responses[name]:9}  {name}" for name in names]
        total = f"{sum(self.requests.values()):8} {sum(self.responses.values()):9}  {len(names)} endpoints"
        return "\n".join(["requests responses  endpoint", *lines, total])


def compare(description: Description, exchanges: Iterable[Exchange]) -> Report:
    """Validate all exchanges of one or more hubs; a request that was refused need not be right."""
    report = Report()
    checker = _Checker(description)
    for exchange in exchanges:
        endpoint = _endpoint(exchange)
        operation = description.operations.get(endpoint)
        if operation is None:
            report.violations.append(f"{endpoint}: GitHub has no such endpoint")
            continue
        problems = list(checker.response(operation, exchange))
        report.responses[endpoint] += 1
        if exchange.call.status < 400:
            problems += checker.request(operation, exchange)
            report.requests[endpoint] += 1
        report.violations += [f"{endpoint} {exchange.call.status}: {problem}" for problem in problems]
    return report


def _endpoint(exchange: Exchange) -> str:
    """The route with nameless holes; a converter such as `{ref:path}` is no part of it."""
    return form(re.sub(r":path\}", "}", exchange.call.endpoint))


class _Checker:
    """Validators over one description."""

    def __init__(self, description: Description) -> None:
        self.description = description
        resource = Resource.from_contents(dict(description.whole), default_specification=DRAFT4)
        self.registry: Registry[Any] = Registry().with_resource(ROOT, resource)

    def request(self, operation: Mapping[str, Any], exchange: Exchange) -> Iterator[str]:
        """What is wrong with a request."""
        yield from self._query(operation, exchange)
        body = self.description.follow(operation.get("requestBody") or {})
        if not exchange.asked:
            if body.get("required"):
                yield "request: no body"
            return
        schema = body.get("content", {}).get("application/json", {}).get("schema")
        if schema is None:
            return
        yield from self._against(schema, json.loads(exchange.asked), "request")

    def _query(self, operation: Mapping[str, Any], exchange: Exchange) -> Iterator[str]:
        known = [self.description.follow(parameter) for parameter in operation.get("parameters", ())]
        schemas = {one["name"]: one["schema"] for one in known if one["in"] == "query"}
        for name, values in parse_qs(exchange.query).items():
            if name not in schemas:
                yield f"request: no query parameter {name!r}"
                continue
            schema = self.description.follow(schemas[name])
            value = int(values[0]) if schema.get("type") == "integer" else values[0]
            yield from self._against(schemas[name], value, f"request: query {name}")

    def response(self, operation: Mapping[str, Any], exchange: Exchange) -> Iterator[str]:
        """What is wrong with a response: its status, or its body."""
        status = exchange.call.status
        if status == 304:
            return
        described = operation["responses"].get(str(status))
        if described is None and status not in EVERYWHERE:
            yield "response: GitHub does not give this status here"
            return
        content = self.description.follow(described or {}).get("content", {})
        schema = content.get("application/json", {}).get("schema") or (BASIC_ERROR if status >= 400 else None)
        if schema is None:
            if exchange.answered:
                yield "response: a body where GitHub gives none"
            return
        yield from self._against(schema, json.loads(exchange.answered or b"null"), "response")

    def _against(self, schema: Mapping[str, Any], value: object, where: str) -> Iterator[str]:
        rooted = json.loads(json.dumps(schema).replace('"$ref": "#/', f'"$ref": "{ROOT}#/'))
        for error in Draft4Validator(rooted, registry=self.registry).iter_errors(value):
            yield f"{where}: {'.'.join(str(part) for part in error.absolute_path)}: {error.message[:300]}"

"""GitHub's own description of its REST API (OpenAPI 3.0), cut to the endpoints that the stand-in has."""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

Schema = dict[str, Any]

_HOLE = re.compile(r"\{[^}]+\}")


@dataclass(frozen=True)
class Description:
    """The cut: `paths` by their form with empty holes, and the components that they refer to."""

    whole: Mapping[str, Any]

    @cached_property
    def operations(self) -> dict[str, Mapping[str, Any]]:
        """`POST /repos/{}/{}/pages` → its operation."""
        return {
            f"{method.upper()} {form(path)}": operation
            for path, item in self.whole["paths"].items()
            for method, operation in item.items()
        }

    def follow(self, node: Mapping[str, Any]) -> Mapping[str, Any]:
        """What a node with a `$ref` stands for."""
        while "$ref" in node:
            found: Any = self.whole
            for part in node["$ref"].removeprefix("#/").split("/"):
                found = found[part.replace("~1", "/")]
            node = found
        return node


def form(path: str) -> str:
    """A route or path template with nameless holes, so that two of them can be compared."""
    return _HOLE.sub("{}", path)


def load(source: Path, endpoints: Iterable[str], cache: Path) -> Description:
    """Read the description and keep the cut in the folder `cache`: the whole file has 13 MB.

    `endpoints` are methods and routes, such as `GET /repos/{owner}/{name}`.
    """
    wanted = sorted({form(endpoint) for endpoint in endpoints})
    facts = f"{source.stat().st_size} {source.stat().st_mtime_ns} {wanted}"
    kept = cache / f"openapi-{hashlib.sha256(facts.encode()).hexdigest()[:16]}.json"
    if not kept.is_file():
        cut = _cut(json.loads(source.read_text("utf-8")), set(wanted))
        cache.mkdir(parents=True, exist_ok=True)
        fresh = kept.with_suffix(f".{id(cut)}")
        fresh.write_text(json.dumps(cut), "utf-8")
        fresh.replace(kept)
    return Description(json.loads(kept.read_text("utf-8")))


def _cut(whole: Mapping[str, Any], wanted: set[str]) -> dict[str, Any]:
    paths: dict[str, dict[str, Any]] = {}
    for path, item in whole["paths"].items():
        for method, operation in item.items():
            if f"{method.upper()} {form(path)}" in wanted:
                paths.setdefault(path, {})[method] = _plain(operation)
    cut: dict[str, Any] = {"paths": paths, "components": {}}
    waiting = list(_references(paths))
    while waiting:
        _, _, kind, name = waiting.pop().split("/")
        there = cut["components"].setdefault(kind, {})
        if name not in there:
            there[name] = _plain(whole["components"][kind][name])
            waiting += _references(there[name])
    return cut


def _references(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for value in node.values():
            yield from _references(value)
    elif isinstance(node, list):
        for value in node:
            yield from _references(value)


def _plain(node: Any) -> Any:  # noqa: ANN401 # any JSON
    """The node without examples and texts, and `nullable` said in plain JSON Schema."""
    if isinstance(node, list):
        return [_plain(value) for value in node]
    if not isinstance(node, dict):
        return node
    dropped = {"examples", "example", "description", "x-github", "nullable"}
    properties = node.get("properties")
    kept = {key: _plain(value) for key, value in node.items() if key not in dropped}
    if isinstance(properties, dict):
        kept["properties"] = {key: _plain(value) for key, value in properties.items()}
    return {"anyOf": [{"type": "null"}, kept]} if node.get("nullable") is True else kept

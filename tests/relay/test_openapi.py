"""The description is true and complete: it resolves, describes every field, and its examples are real."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from jsonschema import Draft202012Validator
from playwright.sync_api import Browser, expect

from tests.relay.conftest import ROOT, SECRET


@pytest.fixture
def described(relay: httpx.Client) -> dict[str, Any]:
    return dict(relay.get("/openapi.json").json())


def objects(value: object) -> Iterator[dict[str, Any]]:
    """Every object in the description."""
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from objects(inner)


def test_schemathesis_finds_nothing_with_all_checks(relay: httpx.Client, tmp_path: Path) -> None:
    hooks = "tests.relay.schemathesis_hooks"
    command = Path(sys.executable).with_name("schemathesis")
    ended = subprocess.run(
        [command, "--no-color", "run", f"{relay.base_url}/openapi.json", "--checks", "all", "--seed", "1",
         "--phases", "examples,coverage,fuzzing", "--max-examples", "5", "--warnings", "off"],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "SCHEMATHESIS_HOOKS": hooks},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stdout[-3000:]
    assert "Selected: 6/6" in ended.stdout


def test_every_reference_resolves_and_every_schema_is_one(described: dict[str, Any]) -> None:
    schemas = described["components"]["schemas"]
    names = [item["$ref"] for item in objects(described) if "$ref" in item]
    assert names
    assert {name.removeprefix("#/components/schemas/") for name in names} <= schemas.keys()
    for schema in schemas.values():
        Draft202012Validator.check_schema(schema)
    assert "422" not in described["paths"]["/status/{task_id}"]["get"]["responses"]


def test_every_field_is_described_and_every_title_is_its_own(described: dict[str, Any]) -> None:
    schemas = described["components"]["schemas"]
    missing = [
        f"{title}: {name}"
        for title, schema in schemas.items()
        for item in objects(schema)
        for name, field in item.get("properties", {}).items()
        if "description" not in schemas.get(field.get("$ref", "").rpartition("/")[2], field)
    ]
    assert missing == []
    titles = [schema["title"] for schema in schemas.values()]
    assert sorted(titles) == sorted(set(titles))


def test_every_request_in_the_description_is_an_example_that_is_taken(
    relay: httpx.Client, described: dict[str, Any]
) -> None:
    taken = {
        (path, name, relay.post(path, json=example["value"] | {"secret": SECRET}).status_code)
        for path in ("/task", "/deploy", "/update")
        for content in described["paths"][path]["post"]["requestBody"]["content"].values()
        for name, example in content["examples"].items()
    }
    assert taken == {
        ("/task", "first round", 200),
        ("/task", "later round", 200),
        ("/task", "older form", 200),
        ("/deploy", "first round", 200),
        ("/deploy", "older form", 200),
        ("/update", "later round", 200),
    }


@pytest.mark.parametrize(
    ("sent", "status", "name"),
    [
        (b"brief=hello", 400, "BadBody"),
        (b"{}", 401, "SecretMissing"),
        (b'{"secret": "x"}', 403, "SecretWrong"),
        (b'{"secret": "correct horse", "task": "t", "round": 1, "brief": "b", "email": "x"}', 422,
         "WrongFields"),
    ],
)  # fmt: skip
def test_the_examples_of_errors_are_what_the_relay_says(
    relay: httpx.Client, described: dict[str, Any], sent: bytes, status: int, name: str
) -> None:
    answer = relay.post("/task", content=sent)
    content = described["paths"]["/task"]["post"]["responses"][str(status)]["content"]["application/json"]
    shown = content["examples"][name]["value"]
    assert answer.status_code == status
    assert answer.json() | {"request_id": ""} == shown | {"request_id": ""}


def test_the_description_is_accessible_and_needs_nothing_from_elsewhere(
    relay: httpx.Client, chromium: Browser
) -> None:
    base = str(relay.base_url).rstrip("/")
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    requested: list[str] = []
    wrong: list[str] = []
    page.on("request", lambda request: requested.append(request.url))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    answer = page.goto(f"{base}/redoc")
    assert page.url == f"{base}/docs"
    expect(page.get_by_text("Send a task of any round").first).to_be_visible(timeout=20_000)
    page.locator(".opblock-summary-control").first.click()
    page.get_by_role("button", name="Try it out").click()
    expect(page.get_by_role("button", name="Execute")).to_be_visible()
    found = [each for each in Axe().run(page).response["violations"] if each["impact"] in SERIOUS]
    assert [(each["id"], node["html"]) for each in found for node in each["nodes"]] == []
    page.close()
    assert wrong + [url for url in requested if not url.startswith((base, "data:", "blob:"))] == []
    assert answer
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'self' 'unsafe-inline'; script-src 'self'; ")


SERIOUS = {"serious", "critical"}


def test_the_bundles_are_served_and_nothing_beside_them(relay: httpx.Client) -> None:
    answers = {
        name: relay.get(f"/assets/{name}").status_code
        for name in ("swagger-ui.css", "docs.js", "x", "..%2fcore.py")
    }
    assert answers == {"swagger-ui.css": 200, "docs.js": 200, "x": 404, "..%2fcore.py": 404}


def test_a_script_gets_the_addresses_of_the_endpoints(relay: httpx.Client) -> None:
    base = str(relay.base_url).rstrip("/")
    answer = relay.get("/")
    assert answer.headers["vary"] == "Accept"
    paths = ["task", "deploy", "update", "health", "docs", "openapi.json", "status/{task_id}"]
    said = answer.json()
    assert sorted(said.pop("links").values()) == sorted(f"{base}/{path}" for path in paths)
    assert said == {"name": "Pages orchestrator relay", "version": "0.1.0"}

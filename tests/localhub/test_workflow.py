"""Reading workflow files and the expressions in them, and which of them may run on this machine."""

from pathlib import Path
from typing import Any

import pytest

from orchestrator.text.templates import render as template
from scripts.localhub.actions.events import Event
from scripts.localhub.actions.expression import render
from scripts.localhub.actions.policy import problem
from scripts.localhub.actions.workflow import BrokenWorkflow, parse, permissions, used_actions

CONTEXT = {"github": {"event": {"client_payload": {"id": "deploy-1", "n": 2}}}, "inputs": {"name": ""}}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        ("${{ github.event.client_payload.id }}!", "deploy-1!"),
        ("${{ inputs.name || github.event.client_payload.id }}", "deploy-1"),
        ("${{ inputs.none || inputs.name || 'it''s' }}", "it's"),
        ("${{ github.event.client_payload.n == 2 && 'two' || 'more' }}", "two"),
        ("${{ (inputs.name != '' || false) && 'a' || 'b' }}", "b"),
        ("${{ format('{1}-{0}', 'a', github.event.client_payload.n) }}", "2-a"),
        ("${{ !inputs.name }}", "true"),
        ("${{ nothing.at.all }}", ""),
        ("${{ github.event.client_payload.n > 1 || always() }}", "true"),
        ("${{ 9 * 9 }}${{ 'a'.ljust(9) }}${{ 'a' | upper }}${{ unknown(1) }}${{ ((( }}", ""),
    ],
)
def test_expressions_are_worked_out(text: str, expected: str) -> None:
    assert render(text, CONTEXT) == expected


def workflow(on: str, more: str = "") -> Any:  # noqa: ANN401 # a parsed document
    return parse(f"on: {on}\n{more}jobs: {{one: {{runs-on: ubuntu-latest, steps: []}}}}".encode())


@pytest.mark.parametrize(
    ("on", "event", "ref", "expected"),
    [
        ("push", "push", "refs/heads/main", True),
        ("push", "push", "refs/tags/v1", True),
        ("{push: {branches: [main]}}", "push", "refs/tags/v1", False),
        ("{push: {branches: [main]}}", "push", "refs/heads/other", False),
        ("{push: {branches: ['rel/**']}}", "push", "refs/heads/rel/1", True),
        ("{push: {tags: ['v*']}}", "push", "refs/tags/v1", True),
        ("{push: {tags: ['v*']}}", "push", "refs/heads/main", False),
        ("[push, workflow_dispatch]", "workflow_dispatch", "", True),
        ("{repository_dispatch: {types: [task]}}", "repository_dispatch", "//task", True),
        ("{repository_dispatch: {types: [task]}}", "repository_dispatch", "//other", False),
        ("{repository_dispatch: }", "repository_dispatch", "//anything", True),
    ],
)
def test_a_workflow_listens_to_what_it_says(on: str, event: str, ref: str, expected: bool) -> None:
    detail = ref.split("/", 2)[-1]
    assert Event(event, detail, {}, "owner", ref=ref).starts("work.yml", workflow(on)) is expected


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ("permissions: {}\n", {}),
        ("permissions: {pages: write, contents: none}\n", {"pages": "write"}),
        ("", {"contents": "read", "packages": "read"}),
    ],
)
def test_a_job_has_the_permissions_that_are_declared(more: str, expected: dict[str, str]) -> None:
    document = workflow("push", more)
    assert permissions(document, document["jobs"]["one"]) == expected


@pytest.mark.parametrize("text", [b"a: [", b"on: push", b"\xff"])
def test_what_is_no_workflow_is_said_to_be_none(text: bytes) -> None:
    with pytest.raises(BrokenWorkflow):
        parse(text)


def test_actions_inside_local_actions_are_found(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own/action.yml").write_text("runs: {using: composite, steps: [{uses: a/b@1}]}")
    document = parse(b"on: push\njobs: {one: {steps: [{uses: ./own}, {uses: c/d@2}, {run: ls}]}}")
    assert used_actions(document, tmp_path) == {"a/b@1", "c/d@2"}


OURS = template("site/pages.yml.jinja", {})
PINNED = f"actions/checkout@{'0' * 40}"
RUNNER = "runs-on: ubuntu-24.04"


@pytest.mark.parametrize(
    ("place", "change"),
    [
        (RUNNER, f"{RUNNER}\n    env: {{LOCALHUB_PYTHON: ./x}}"),
        (RUNNER, f"{RUNNER}\n    container: evil"),
        (RUNNER, f"{RUNNER}\n    strategy: {{matrix: {{x: [1]}}}}"),
        (RUNNER, "runs-on: self-hosted"),
        ("permissions: {}", "env: {BASH_ENV: x}"),
        ("permissions: {}", "defaults: {run: {shell: ./x}}"),
        ("path: .", "path: /etc"),
        ("path: .", "path: |\n            .\n            ../.."),
        ("    steps:", "    steps:\n      - run: id"),
        ("    steps:", "    steps:\n      - uses: ./own"),
        ("    steps:", "    steps:\n      - uses: docker://evil"),
        ("    steps:", f"    steps:\n      - uses: someone/{PINNED}"),
        ("    steps:", "    steps:\n      - uses: actions/checkout@main"),
        ("    steps:", f"    steps:\n      - uses: {PINNED}\n        env: {{X: y}}"),
        ("    steps:", "    uses: owner/app/.github/workflows/x.yml@main\n    with:"),
    ],
)
def test_only_the_pinned_pages_actions_run_on_this_machine(place: str, change: str) -> None:
    assert problem(parse(OURS.encode())) is None
    changed = OURS.replace(place, change)
    assert changed != OURS
    assert problem(parse(changed.encode())) is not None

"""Which workflows the policy lets through, and every way round it that was tried."""

import pytest

from orchestrator.records.site import Site
from orchestrator.text.templates import render
from orchestrator.verify.static_checks.workflow_files import OURS, deploys_pages, pin_actions
from orchestrator.verify.static_checks.workflow_policy import policy_problems, workflow_problems
from tests.verify.corpus.case import WORKFLOW

CI = ".github/workflows/ci.yml"
PIN = "3d3c42e5aac5ba805825da76410c181273ba90b1"
HEAD = "on: push\npermissions: {contents: read}\njobs:\n  a:\n    runs-on: ubuntu-latest\n"
STEP = HEAD + "    steps:\n      - "


def problems(text: str | bytes) -> list[str]:
    return list(policy_problems(text if isinstance(text, bytes) else text.encode()))


def site(**files: str) -> Site:
    return Site({"index.html": b"x", **{path: text.encode() for path, text in files.items()}})


@pytest.mark.parametrize(
    "text",
    [
        WORKFLOW,
        render("site/pages.yml.jinja", {}),
        STEP + "run: |\n          if [[ -n $X ]]; then echo ']['; fi\n",
        STEP + "run: echo\n        env: {TOKEN: '${{ secrets.GITHUB_TOKEN }}'}\n",
        STEP + f"uses: actions/setup-node@{PIN}\n        with: {{node-version: 22}}\n",
        HEAD + "    strategy: {matrix: {python: ['3.11', '3.12']}}\n    timeout-minutes: 10\n    steps: []\n",
        STEP.replace("on: push", "on:\n  push: {branches: [main]}\n  schedule: [{cron: '5 4 * * *'}]")
        + "run: x\n",
    ],
)
def test_an_honest_workflow_is_allowed(text: str) -> None:
    assert problems(text) == []


@pytest.mark.parametrize(
    "text",
    [
        # secrets
        STEP + "run: echo ${{ secrets.KEY }}\n",
        STEP + "run: echo ${{ secrets['KEY'] }}\n",
        STEP + "run: echo ${{ format('}}{0}', toJSON(secrets)) }}\n",
        STEP + "run: echo ${{ '}}' && toJSON(secrets) }}\n",
        STEP + 'run: "echo ${{ \\x73ecrets.KEY }}"\n',
        STEP + "run: echo ${{ SECRETS.KEY }}\n",
        STEP + "run: echo ${{ secrets.GITHUB_TOKEN_OTHER }}\n",
        STEP + "run: echo ${{ join(secrets, ' ') }}\n",
        STEP + "run: x\n        env: {secrets: x}\n",
        HEAD + "    secrets: inherit\n    steps: [{run: x}]\n",
        # the grammar of YAML
        STEP.replace("steps:", "steps: !!omap") + f"uses: evil/x@{PIN}\n",
        STEP.replace("steps:", "steps: !!pairs") + f"uses: evil/x@{PIN}\n",
        STEP + "run: !!str x\n",
        "x: &a {contents: write}\n" + STEP.replace("{contents: read}", "*a") + "run: x\n",
        STEP.replace("    runs-on", "    <<: {container: evil}\n    runs-on") + "run: x\n",
        STEP + "run: x\n        run: y\n",
        STEP + "run: x\n---\n" + STEP + "run: y\n",
        "%YAML 1.1\n---\n" + STEP + "run: x\n",
        STEP + "run: x\u2028  container: evil\n",
        STEP + "run: x\u0085  container: evil\n",
        "\ufeff" + STEP + "run: x\n",
        (STEP + "run: x\n").encode("utf-16"),
        "yes: push\n" + STEP.replace("on: push\n", "") + "run: x\n",
        STEP + "run: x" * 20_000,
        # events, permissions, runners
        STEP.replace("on: push", "on: pull_request_target") + "run: x\n",
        STEP.replace("on: push", "on: [push, workflow_run]") + "run: x\n",
        STEP.replace("on: push", "on: {issue_comment: {types: [created]}}") + "run: x\n",
        STEP.replace("on: push", "on: {push: {secrets: x}}") + "run: x\n",
        STEP.replace("on: push", "on: {schedule: [{cron: '*/5 * * * *'}]}") + "run: x\n",
        STEP.replace("on: push", "on: {schedule: [" + "{cron: '1 1 * * *'}, " * 3 + "]}") + "run: x\n",
        STEP.replace("{contents: read}", "write-all") + "run: x\n",
        STEP.replace("contents: read", "contents: write") + "run: x\n",
        STEP.replace("contents: read", "contents: [read]") + "run: x\n",
        STEP.replace("permissions: {contents: read}\n", "") + "run: x\n",
        STEP.replace("ubuntu-latest", "self-hosted") + "run: x\n",
        STEP.replace("ubuntu-latest", "[ubuntu-latest]") + "run: x\n",
        STEP.replace("ubuntu-latest", "{group: x}") + "run: x\n",
        STEP.replace("ubuntu-latest", "ubuntu-latest-16-cores") + "run: x\n",
        STEP.replace("ubuntu-latest", "${{ 'self-hosted' }}") + "run: x\n",
        # actions and images
        STEP + "uses: actions/checkout@main\n",
        STEP + "uses: actions/checkout@v4\n",
        STEP + "uses: actions/checkout@deadbeef\n",
        STEP + f"uses: evil/checkout@{PIN}\n",
        STEP + "uses: docker://evil\n",
        STEP + "uses: ./here\n",
        STEP + "uses: 5\n",
        HEAD + "    container: evil\n    steps: [{run: x}]\n",
        HEAD + "    services: {x: {image: evil}}\n    steps: [{run: x}]\n",
        "on: push\npermissions: {}\njobs: {a: {uses: evil/x/.github/workflows/y.yml@main}}\n",
        # cost
        HEAD + f"    strategy: {{matrix: {{n: {list(range(256))}}}}}\n    steps: [{{run: x}}]\n",
        HEAD + "    strategy: {matrix: {a: [1, 2, 3, 4], b: [1, 2, 3, 4]}}\n    steps: [{run: x}]\n",
        HEAD + "    strategy: {matrix: '${{ fromJSON(x) }}'}\n    steps: [{run: x}]\n",
        HEAD + "    timeout-minutes: 360\n    steps: [{run: x}]\n",
        HEAD + "    timeout-minutes: '${{ 360 }}'\n    steps: [{run: x}]\n",
        HEAD + "    environment: production\n    steps: [{run: x}]\n",
        HEAD + "    environment: {name: secrets-here}\n    steps: [{run: x}]\n",
        "on: push\npermissions: {}\njobs:\n"
        + "".join(f"  j{n}: {{runs-on: ubuntu-latest, steps: [{{run: x}}]}}\n" for n in range(20)),
        # what is no workflow
        "jobs: 5",
        "jobs: {a: 5}",
        HEAD + "    steps: 5\n",
        HEAD + "    steps: [5]\n",
        "on: push\njobs: {}\n",
        "!!int ''",
        "- " * 2000,
        "[" * 49_000,
        "{" * 49_000,
        "",
    ],
)  # fmt: skip
def test_what_goes_round_the_policy_is_refused(text: str | bytes) -> None:
    assert problems(text)


def test_every_problem_is_named() -> None:
    text = WORKFLOW.replace("contents: read", "contents: write").replace("ubuntu-latest", "[self-hosted]")
    unpinned = "which is not pinned by a commit of 40 digits, such as"
    assert problems(text.replace(PIN, "v4")) == [
        "job deploy: it asks for contents: write",
        "job deploy: it runs on ['self-hosted'], not on a standard runner of GitHub's",
        f"job deploy: it uses 'actions/checkout@v4', {unpinned} actions/checkout@{PIN}",
    ]


@pytest.mark.parametrize(
    ("brief", "asks"),
    [
        ("Add a GitHub Actions workflow.", True),
        ("Write .github/workflows/x.yml", True),
        ("Add a CI workflow", True),
        ("The workflow must run on push and have a step that runs pytest.", True),
        ("Describe the workflow of beekeepers.", False),
        ("A page about actions and reactions", False),
    ],
)
def test_a_workflow_must_be_asked_for(brief: str, asks: bool) -> None:
    found = [problem for _, problem in workflow_problems(site(**{CI: WORKFLOW}), brief)]
    assert found == ([] if asks else ["the brief asks for no workflow"])


def test_the_workflow_of_every_app_needs_no_word_and_another_of_its_name_does() -> None:
    assert list(workflow_problems(site(**{OURS: render("site/pages.yml.jinja", {})}), "")) == []
    assert list(workflow_problems(site(**{OURS: WORKFLOW}), "")) == [(OURS, "the brief asks for no workflow")]


def test_tags_of_known_actions_become_commits() -> None:
    text = STEP + "uses: actions/checkout@v4\n      - uses: evil/x@v1\n"
    (pinned,) = pin_actions({CI: text.encode()}).values()
    assert pinned.decode() == text.replace("checkout@v4", f"checkout@{PIN} # v4")
    assert pin_actions({"a.md": text.encode()}) == {"a.md": text.encode()}


@pytest.mark.parametrize("path", [".github/dependabot.yml", ".github/CODEOWNERS", ".GitHub/workflows/x.yml"])
def test_nothing_else_may_be_below_the_folder(path: str) -> None:
    assert [each for each, _ in workflow_problems(site(**{path: "x", ".github/a.md": "x"}), "CI")] == [path]


def test_a_site_with_a_deploying_workflow_deploys_itself() -> None:
    assert deploys_pages(site(**{".github/workflows/site.yaml": WORKFLOW}))
    assert not deploys_pages(site(**{CI: STEP + "run: make\n", "notes.yml": WORKFLOW}))
    assert not deploys_pages(site(**{CI: "jobs: [actions/deploy-pages@v4"}))

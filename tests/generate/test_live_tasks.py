"""Three kinds of published task with a good and a lazy model: nothing false is said of what came out."""

import io
import json
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from orchestrator.generate.reply.format import SENTINEL, write_file
from orchestrator.records import Status, Verdict
from tests.generate.conftest import attachment, request, run_stage, settings_for
from tests.generate.forge import Forge
from tests.generate.scripted import Say, scripted

SHARES = {
    "entityName": "Ada Shares",
    "units": {"shares": [{"fy": "2021", "val": 510}, {"fy": "2023", "val": 498}]},
}
UID = b"109626899052224177516963680\n"
NAMED = """Create and publish these files as a public GitHub Pages site:

- ashravan.txt: Write a 30-40 word short story on what happens to Ashravan after Shai restores him.
- dilemma.json: Should a vehicle swerve? Fill in `{people: 2, case_1: {swerve: bool, reason: str}}`
- about.md: Describe yourself in three words.
- pelican.svg: Generate an SVG of a pelican riding a bicycle.
- restaurant.json: Recommend a restaurant. Fill in {city: "Mumbai", lat: float, long: float, name: str}
- prediction.json: What will the rate be? Fill in {rate: float (0-1, e.g. 0.04), reason: str}
- index.html: A homepage linking to all the above files explaining what they are.
- LICENSE: An MIT license file.
- uid.txt: Upload the uid attachment as-is"""
LOOKED_UP = """Fetch URL/shares.json and read `.entityName`. Filter `.units.shares[]` for an `fy` > "2020".
Save `data.json` with this structure:
`{"entityName": "Ada Shares", "max": {"val": ..., "fy": ...}, "min": {"val": ..., "fy": ...}}`
where `max` and `min` refer to the highest and lowest `.val`.
Render an `index.html` whose figures are marked with these IDs: `share-max-value`, `share-min-value`.
Also commit the attachment uid.txt as-is."""
ANALYSED = """You are given two attachments: execute.py and data.xlsx.

- Commit execute.py after fixing the non-trivial error in it.
- Convert data.xlsx to data.csv and commit it.
- Add a GitHub Actions push workflow at .github/workflows/ci.yml that:
  - Runs ruff and shows its results in the CI log
  - Runs: python execute.py > result.json
  - Publishes result.json via GitHub Pages
- Do not commit result.json; it must be generated in CI."""
BROKEN = 'import csv\n\nprint(sum(float(row["revenew"]) for row in csv.DictReader(open("data.csv"))))\n'
CI = """name: CI
on: push
permissions:
  contents: read
  pages: write
  id-token: write
jobs:
  build:
    runs-on: ubuntu-latest
    environment: github-pages
    steps:
      - uses: actions/checkout@v4
      - name: Lint
        run: pip install ruff && ruff check .
      - run: python execute.py > result.json
      - uses: actions/upload-pages-artifact@v3
        with:
          path: .
      - uses: actions/deploy-pages@v4
"""


def page(body: str, script: str = "") -> str:
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head><meta charset="utf-8"><title>Task</title>\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1"></head>\n'
        f"<body><main><h1>Task</h1>{body}</main>\n<script>{script}</script></body>\n</html>\n"
    )


def workbook() -> bytes:
    book, buffer = Workbook(), io.BytesIO()
    assert book.active is not None
    for row in (("date", "revenue"), ("2024-01-01", 10.0), ("2024-01-02", 12.5)):
        book.active.append(row)
    book.save(buffer)
    return buffer.getvalue()


LINKS = "".join(
    f'<p><a href="{name}">{name}</a></p>'
    for name in (
        "ashravan.txt",
        "dilemma.json",
        "about.md",
        "pelican.svg",
        "restaurant.json",
        "prediction.json",
        "uid.txt",
    )
)
FIGURES = page(
    '<p id="share-max-value">…</p><p id="share-min-value">…</p>',
    "fetch('data.json').then((r) => r.json()).then((d) => {"
    "document.querySelector('#share-max-value').textContent = d.max.val;"
    "document.querySelector('#share-min-value').textContent = d.min.val; })",
)
DATA = {"entityName": "Ada Shares", "max": {"val": 510, "fy": "2021"}, "min": {"val": 498, "fy": "2023"}}


@dataclass(frozen=True)
class LiveTask:
    """A request, what a good and a lazy model write for it, and what must be said of both."""

    brief: str
    checks: tuple[str, ...]
    attachments: Mapping[str, bytes]
    good: Mapping[str, str]
    lazy: Mapping[str, str]
    lazy_fails: tuple[str, ...]
    open: tuple[str, ...] = field(default=())
    """The checks that nothing but a person or GitHub can judge."""


TASKS = {
    "many named files": LiveTask(
        NAMED,
        (
            "Each required file exists on GitHub",
            "uid.txt matches the attached uid.txt",
            "LICENSE contains the MIT License text",
            "index.html links to all required assets",
            "about.md contains exactly three words",
            "pelican.svg is valid SVG",
            "restaurant.json data is consistent",
            "pelican.svg is rated by an LLM",
        ),
        {"uid.txt": UID},
        {
            "index.html": page(LINKS),
            "ashravan.txt": " ".join(["Ashravan woke, and the city kept its breath."] * 4) + "\n",
            "dilemma.json": json.dumps(
                {"people": 2, "case_1": {"swerve": True, "reason": "Fewer are hurt."}}
            ),
            "about.md": "Curious, patient, exact\n",
            "pelican.svg": '<svg xmlns="http://www.w3.org/2000/svg"><circle cx="9" cy="9" r="4"/></svg>\n',
            "restaurant.json": json.dumps(
                {"city": "Mumbai", "lat": 18.92, "long": 72.83, "name": "Britannia"}
            ),
            "prediction.json": json.dumps({"rate": 0.04, "reason": "Slow cuts."}),
        },
        {
            "index.html": page('<p><a href="about.md">About</a></p><p>TODO: add the other files</p>'),
            "about.md": "I am a helpful writer of files\n",
            "dilemma.json": json.dumps({"answer": "..."}),
            "restaurant.json": json.dumps({"city": "Mumbai", "lat": "18.92", "long": "72.83", "name": "..."}),
            "prediction.json": json.dumps({"rate": 4, "reason": "..."}),
            "uid.txt": "UID_NOT_PROVIDED\n",
        },
        (
            "Each required file exists on GitHub",
            "index.html links to all required assets",
            "about.md contains exactly three words",
            "pelican.svg is valid SVG",
            "brief: ashravan.txt is there",
            "brief: dilemma.json has the keys people, case_1.swerve, case_1.reason",
            "brief: restaurant.json has the keys city, lat, long, name",
            "brief: prediction.json has the keys rate, reason",
        ),
        ("restaurant.json data is consistent", "pelican.svg is rated by an LLM"),
    ),
    "data that must be looked up": LiveTask(
        LOOKED_UP,
        (
            "data.json has 'max' object with 'val' (number) and 'fy' (string) fields",
            "data.json max.fy and min.fy are both > '2020'",
            "data.json max.val is greater than or equal to min.val",
            "uid.txt matches the attached uid.txt",
            "js: document.querySelector('#share-max-value').textContent === '510'",
        ),
        {"uid.txt": UID},
        {"index.html": FIGURES, "data.json": json.dumps(DATA)},
        {
            "index.html": FIGURES,
            "data.json": json.dumps({**DATA, "max": {"val": 1234567, "fy": "2024"}}),
            "history.json": json.dumps([1, 2, 3]),
        },
        (
            "document.querySelector('#share-max-value').textContent === '510'",
            "brief: data.json holds what was looked up",
            "no invented data",
        ),
    ),
    "a workflow of its own and a file to fix": LiveTask(
        ANALYSED,
        (
            "execute.py, data.csv, and .github/workflows/ci.yml exist",
            "result.json is NOT committed",
            'execute.py does not contain the typo "revenew"',
            "data.csv content equals data.xlsx (attachment)",
            "CI YAML has steps for ruff, executing execute.py, and Pages deploy",
            "GitHub Actions ran for this commit and logs show ruff + execute.py",
            "result.json is published on GitHub Pages",
        ),
        {"execute.py": BROKEN.encode(), "data.xlsx": workbook()},
        {
            "index.html": page(
                '<p id="sum">…</p>',
                "fetch('result.json').then((r) => r.ok ? r.text() : 'not made yet')"
                ".then((t) => { document.querySelector('#sum').textContent = t; })",
            ),
            "execute.py": BROKEN.replace("revenew", "revenue"),
            ".github/workflows/ci.yml": CI,
        },
        {
            "index.html": page("<p>The result is 22.5.</p>"),
            "result.json": "22.5\n",
            "data.csv": "date,revenue\n2024-01-01,1\n",
            ".github/workflows/ci.yml": CI.replace("pip install ruff && ruff check .", "echo linted"),
        },
        (
            "result.json is NOT committed",
            'execute.py does not contain the typo "revenew"',
            "CI YAML has steps for ruff, executing execute.py, and Pages deploy",
            "brief: execute.py is there, changed as asked",
            "brief: result.json is not committed",
        ),
        (
            "GitHub Actions ran for this commit and logs show ruff + execute.py",
            "result.json is published on GitHub Pages",
        ),
    ),
}


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server that has `shares.json`."""
    folder = tmp_path_factory.mktemp("source")
    (folder / "shares.json").write_text(json.dumps(SHARES))
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def played(
    task: LiveTask, files: Mapping[str, str], folder: Path, forge: Forge, source: str
) -> tuple[dict[str, bytes], Verdict]:
    """Site and verdict of a model that writes these files, and no others however often it is asked."""

    def answer(asked: dict[str, Any]) -> Say:
        if asked.get("response_format"):
            return Say(json.dumps({"checks": []}))
        return Say("".join(write_file(name, text) for name, text in files.items()) + SENTINEL)

    sent = [attachment(name, data) for name, data in task.attachments.items()]
    fields = request(task.brief.replace("URL", source), checks=list(task.checks), attachments=sent)
    with scripted(*[answer] * 12) as model:
        settings = settings_for(forge, model.provider(), allow_private_urls=True)
        workdir, verdict = run_stage(folder / "run", fields, settings)
    assert verdict is not None
    return dict(workdir.site()), verdict


def named(verdict: Verdict, status: Status) -> set[str]:
    return {result.check for result in verdict.counted(status)}


@pytest.mark.parametrize("name", TASKS)
def test_a_good_model_s_app_is_whole(name: str, tmp_path: Path, forge: Forge, source: str) -> None:
    task = TASKS[name]
    site, verdict = played(task, task.good, tmp_path, forge, source)
    assert [(r.check, r.seen) for r in verdict.counted(Status.FAILED)] == []
    assert named(verdict, Status.NOT_RUN) == set(task.open)
    assert verdict.verified is (not task.open)
    assert all(site[path] == data for path, data in task.attachments.items() if path not in task.good)


@pytest.mark.parametrize("name", TASKS)
def test_nothing_false_is_said_of_a_lazy_model_s_app(
    name: str, tmp_path: Path, forge: Forge, source: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    task = TASKS[name]
    if not any("#" in check for check in task.checks):  # no check needs the page: quicker without a browser
        monkeypatch.setenv("CHROMIUM_PATH", "/nonexistent")
    site, verdict = played(task, task.lazy, tmp_path, forge, source)
    assert not verdict.verified
    assert set(task.lazy_fails) <= named(verdict, Status.FAILED)
    assert all(site[path] == data for path, data in task.attachments.items())
    readme = site["README.md"].decode()
    assert "failed" in readme
    assert all(check in readme for check in task.open)

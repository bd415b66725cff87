"""A course on this machine: sending, receiving, crashes in between, scoring, reports."""

import csv
import json
import os
import re
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import requests

from scripts.demo_runner.request_files import UnusableFile
from scripts.evaluator.finding import Finding
from scripts.evaluator.receiver import FIELDS, take
from scripts.evaluator.report import as_csv, as_html, as_junit, entries
from scripts.evaluator.rounds import due_tasks, first_tasks
from scripts.evaluator.store import CALLBACK_SECONDS, CALLED_BACK, Store
from scripts.evaluator.submissions import Submission, read_submissions
from scripts.evaluator.task_templates import FOLDER, TaskTemplate
from tests.evaluator.world import COMMAND, commit, endpoint, evaluate, publish, serving, solution

TEMPLATE = FOLDER / "canvas.yaml"
ADA = Submission("ada@example.com", "http://127.0.0.1:9/task", "s3cret")
IDENTITY = ("email", "task", "round", "nonce")
PLACES = {"repo_url": "https://g.example/r", "commit_sha": "abc", "pages_url": "https://p.example/"}

Capsys = pytest.CaptureFixture[str]


@contextmanager
def serve(db: Path) -> Iterator[str]:
    """The receiver as a process, killed in the end; its address for callbacks."""
    command, log = [*COMMAND, "serve", "--db", str(db), "--port", "0"], db.with_name("serve.log")
    with log.open("w") as stderr, subprocess.Popen(command, stderr=stderr) as process:
        try:
            while not (found := re.search("callbacks at (.+);", log.read_text("utf-8"))):
                assert process.poll() is None
                time.sleep(0.02)
            yield found[1]
        finally:
            process.kill()


def roll(folder: Path, address: str, count: int) -> Path:
    path = folder / "submissions.csv"
    lines = [f"p{n}@example.com,{address},secret-{n}" for n in range(count)]
    path.write_text("\n".join(["email,endpoint,secret", *lines]) + "\n", "utf-8")
    return path


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "course.sqlite") as made:
        yield made


@pytest.fixture
def sent(store: Store) -> dict[str, Any]:
    """The callback that belongs to a task which was sent at 1000 (Unix time)."""
    template, url = TaskTemplate.read(TEMPLATE), "http://127.0.0.1:1/callback"
    store.add_tasks(first_tasks(store, {ADA.email: ADA}, [template], url, 990.0)[0])
    (task,) = store.tasks()
    assert store.claim(task, 1000.0)
    return {name: task.fields[name] for name in IDENTITY} | PLACES


OTHER = "is not the one that was sent with this nonce"


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({}, None),
        ({"more": 1}, None),
        ({"email": "bob@example.com"}, f"email: {OTHER}"),
        ({"task": "other"}, f"task: {OTHER}"),
        ({"round": 2}, f"round: {OTHER}"),
        ({"round": "1"}, "round: expected a number"),
        ({"round": True}, "round: expected a number"),
        ({"nonce": "x"}, "nonce: no task was sent with it"),
        ({"repo_url": None}, "repo_url: expected a text"),
        *(({name: ...}, f"missing: {name}") for name in FIELDS),
        (b"", "expected JSON"),
        (b"[" * 100_000, "expected JSON"),
        (b"\xff", "expected JSON"),
        (b"[]", "expected a JSON object"),
    ],
)
def test_a_callback_is_taken_only_for_a_task_that_was_sent(
    store: Store, sent: dict[str, Any], change: dict[str, Any] | bytes, error: str | None
) -> None:
    if isinstance(change, dict):
        change = json.dumps({k: v for k, v in (sent | change).items() if v is not ...}).encode()
    answer = {"error": error} if error else {"status": "accepted", "late": False}
    assert take(store, change, 1010.0) == (400 if error else 200, answer)
    assert len(store.tasks(CALLED_BACK)) == (error is None)


def test_a_late_callback_is_marked_and_a_repeat_does_no_harm(store: Store, sent: dict[str, Any]) -> None:
    late = 1000.0 + CALLBACK_SECONDS + 1
    assert take(store, json.dumps(sent).encode(), late) == (200, {"status": "accepted", "late": True})
    take(store, json.dumps(sent | {"commit_sha": "def"}).encode(), late + 5)
    (repo,) = store.tasks(CALLED_BACK)
    assert (repo.callbacks, repo.commit_sha, repo.late, repo.received) == (2, "def", 1, late)


def test_a_request_is_due_again_until_its_tries_are_used_up(store: Store, sent: dict[str, Any]) -> None:
    assert due_tasks(store, 1, 2, 60.0, 1059.0) == []
    (task,) = due_tasks(store, 1, 2, 60.0, 1060.0)
    assert store.claim(task, 1060.0)
    assert not store.claim(task, 1061.0), "somebody else has begun this try"
    assert due_tasks(store, 1, 2, 60.0, 9999.0) == []
    assert due_tasks(store, 1, 3, 60.0, 9999.0)
    take(store, json.dumps(sent).encode(), 1070.0)
    assert due_tasks(store, 1, 3, 60.0, 9999.0) == []


ROWS = """\
email,endpoint,secret
Ada@example.com,https://a.example/task,s
nobody,https://b.example/,s
c@example.com,ftp://c.example/,s
d@example.com,https://d.example/,
"""


def test_a_wrong_row_is_one_line_and_the_others_are_read(tmp_path: Path) -> None:
    path = tmp_path / "submissions.csv"
    path.write_text(ROWS, "utf-8")
    submissions, problems = read_submissions(path)
    assert list(submissions) == ["ada@example.com"]
    assert [problem.removeprefix(f"{path}, ") for problem in problems] == [
        "line 3: email: expected an address such as name@example.com",
        "line 4: endpoint: expected an address that begins with http:// or https://",
        "line 5: secret: expected the secret that the endpoint asks for",
    ]
    assert "secret" not in repr(submissions)
    path.write_text("email,endpoint\n", "utf-8")
    with pytest.raises(UnusableFile, match="secret is missing"):
        read_submissions(path)
    with pytest.raises(UnusableFile, match="unable to open"):
        Store(path / "db.sqlite")


def test_a_killed_sender_goes_on_and_sends_nothing_twice(tmp_path: Path, capsys: Capsys) -> None:
    seen: Counter[str] = Counter()
    some = threading.Event()

    def take_request(fields: dict[str, Any]) -> int:
        seen[fields["email"]] += 1
        if len(seen) >= 10:
            some.set()
        time.sleep(0.02)
        return 200

    with endpoint(take_request) as address:
        submissions, db = roll(tmp_path, address, 60), tmp_path / "course.sqlite"
        options = ("--db", db, "--callback", "http://127.0.0.1:1/", "--templates", TEMPLATE)
        command = ["round1", *map(str, (submissions, *options))]
        process = subprocess.Popen([*COMMAND, *command], stderr=subprocess.DEVNULL)
        assert some.wait(60)
        process.kill()
        process.wait()
        assert 10 <= len(seen) < 60
        assert "60 requests are due" not in evaluate(capsys, *command)[2]
        assert len(seen) >= 60 - 8, "only what was on its way when the sender died waits for its next try"
        assert set(seen.values()) == {1}
        evaluate(capsys, *command, "--every", 0)
        assert len(seen) == 60


def test_two_rounds_are_sent_received_scored_and_reported(tmp_path: Path, capsys: Capsys) -> None:
    """The first participant is right, the second's app is wrong, the third's endpoint does not work.

    The receiver is killed between the rounds, and has kept what it accepted.
    """
    db, template, www = tmp_path / "course.sqlite", TaskTemplate.read(TEMPLATE), tmp_path / "www"

    def take_request(fields: dict[str, Any]) -> int:
        name = fields["email"].split("@")[0]
        assert fields["secret"] == f"secret-{name[1]}"
        if name == "p2":
            return 500
        files = solution(template, fields["task"][-5:], fields["round"], wrong=name == "p1")
        sha = commit(www / name / "repo", files)
        publish(www / name / "page", files)
        places = {"repo_url": f"{url}{name}/repo/.git", "pages_url": f"{url}{name}/page/", "commit_sha": sha}
        callback = {key: fields[key] for key in IDENTITY} | places
        assert requests.post(fields["evaluation_url"], json=callback, timeout=10).status_code == 200
        return 200

    with serving(www) as url, endpoint(take_request) as address:
        submissions = roll(tmp_path, address, 3)
        common = (submissions, "--db", db, "--templates", TEMPLATE, "--callback")
        with serve(db) as callback:
            code, _, said = evaluate(capsys, "round1", *common, callback)
        assert code == 1
        assert f"p2@example.com: {address} answered 500 {{}}" in said
        assert "2 of 3 called back so far; run this again later for the next try of 1" in said
        with serve(db) as callback:
            said = evaluate(capsys, "round2", *common, callback)[2]
        assert "round 2: 2 new tasks, 2 requests are due" in said
        score = ("score", "--db", db, "--submissions", submissions, "--seconds", 1)
        code, _, said = evaluate(capsys, *score)
        assert (code, "pages a minute" in said) == (1, True)
        assert "0 to score" in evaluate(capsys, *score)[2]
    check_reports(tmp_path, db, capsys)


def check_reports(folder: Path, db: Path, capsys: Capsys) -> None:
    files = {name: folder / f"report.{name}" for name in ("csv", "junit", "html", "feedback")}
    options = [part for name, path in files.items() for part in (f"--{name}", path)]
    code, shown, _ = evaluate(capsys, "report", "--db", db, *options)
    assert code == 0
    assert "the endpoint answered 500" in " ".join(shown.split())
    rows = list(csv.DictReader(files["csv"].read_text("utf-8").splitlines()))
    failed = {row["email"] for row in rows if row["result"] == "failed"}
    assert failed == {"p1@example.com", "p2@example.com"}
    assert len(ET.fromstring(files["junit"].read_text("utf-8"))) == 5
    page = files["html"].read_text("utf-8")
    assert (page.count("data:image/jpeg"), page.count("<script")) == (4, 0)
    feedback = [path.read_text("utf-8") for path in files["feedback"].glob("*.md")]
    assert len(feedback) == 3
    assert all("secret-" not in text for text in [*feedback, page, files["csv"].read_text("utf-8")])
    assert b"secret-0" not in db.read_bytes()


def test_results_show_hostile_texts_as_text(store: Store, sent: dict[str, Any]) -> None:
    hostile = {"repo_url": "javascript:alert(1)", "commit_sha": "=1+1", "pages_url": "</script><script>x"}
    take(store, json.dumps(sent | hostile).encode(), 1010.0)
    (task,) = store.tasks()
    store.scored(task, [Finding("=cmd()", "failed", "<img src=x onerror=alert(1)>\x00")], 1020.0)
    found = entries(store, Path(os.devnull))
    page = as_html(found)
    assert [word for word in ("<script", "<img", "javascript:") if word in page] == []
    assert "'=cmd()" in as_csv(found)
    assert ET.fromstring(as_junit(found)) is not None

"""A course on this machine: sending, receiving, crashes in between, scoring, reports."""

import csv
import io
import json
import os
import signal
import subprocess
import sys
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

from scripts.evaluator.receiver import FIELDS, take
from scripts.evaluator.rounds import Schedule, due_tasks, first_tasks
from scripts.evaluator.store import CALLBACK_SECONDS, NoStore, Store
from scripts.evaluator.submissions import NoSubmissions, Submission, read_submissions
from scripts.evaluator.task_templates import FOLDER, TaskTemplate
from tests.evaluator.world import commit, endpoint, publish, serving, solution

TEMPLATE = FOLDER / "canvas.yaml"
ADA = Submission("ada@example.com", "http://127.0.0.1:9/task", "s3cret")


def evaluate(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "scripts.evaluator", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@contextmanager
def serve(db: Path) -> Iterator[tuple[str, "subprocess.Popen[str]"]]:
    """The receiver as a process: its address for callbacks, and the process."""
    command = [sys.executable, "-m", "scripts.evaluator", "serve", "--db", str(db), "--port", "0"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    line = process.stderr.readline()
    drain = threading.Thread(target=process.stderr.read, daemon=True)
    drain.start()
    try:
        yield line.split()[3].rstrip(";"), process
    finally:
        process.kill()
        process.wait()
        drain.join()
        process.stderr.close()


def roll(folder: Path, address: str, count: int) -> Path:
    path = folder / "submissions.csv"
    lines = [f"p{n}@example.com,{address},secret-{n}" for n in range(count)]
    path.write_text("\n".join(["email,endpoint,secret", *lines]) + "\n", "utf-8")
    return path


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store(tmp_path / "course.sqlite")
    yield made
    made.close()


@pytest.fixture
def sent(store: Store) -> dict[str, Any]:
    """The callback that belongs to a task which was sent at 1000 (Unix time)."""
    rows, _ = first_tasks([ADA], [TaskTemplate.read(TEMPLATE)], "http://127.0.0.1:1/callback", 990.0)
    store.add_tasks(rows)
    (task,) = store.tasks()
    assert store.claim(task, 1000.0)
    places = {
        "repo_url": "https://git.example/r",
        "commit_sha": "abc",
        "pages_url": "https://pages.example/r/",
    }
    return {name: task.fields[name] for name in ("email", "task", "round", "nonce")} | places


@pytest.mark.parametrize(
    ("change", "status", "answer"),
    [
        ({}, 200, {"status": "accepted", "late": False}),
        ({"more": 1}, 200, {"status": "accepted", "late": False}),
        ({"email": "bob@example.com"}, 400, {"error": "email: is not the one that was sent with this nonce"}),
        ({"task": "other"}, 400, {"error": "task: is not the one that was sent with this nonce"}),
        ({"round": 2}, 400, {"error": "round: is not the one that was sent with this nonce"}),
        ({"round": "1"}, 400, {"error": "round: expected a number"}),
        ({"nonce": "x"}, 400, {"error": "nonce: no task was sent with it"}),
        ({"repo_url": None}, 400, {"error": "repo_url: expected a text"}),
    ],
)
def test_a_callback_is_taken_only_for_a_task_that_was_sent(
    store: Store, sent: dict[str, Any], change: dict[str, Any], status: int, answer: dict[str, Any]
) -> None:
    assert take(store, json.dumps(sent | change).encode(), 1010.0) == (status, answer)
    assert len(store.repos()) == (status == 200)


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"[" * 100_000, b"\xff"])
def test_a_body_that_is_no_callback_is_refused(store: Store, sent: dict[str, Any], body: bytes) -> None:
    assert sent
    assert take(store, body, 1010.0)[0] == 400


@pytest.mark.parametrize("name", FIELDS)
def test_a_missing_field_is_named(store: Store, sent: dict[str, Any], name: str) -> None:
    del sent[name]
    assert take(store, json.dumps(sent).encode(), 1010.0) == (400, {"error": f"missing: {name}"})


def test_a_late_callback_is_marked_and_a_repeat_does_no_harm(store: Store, sent: dict[str, Any]) -> None:
    late = 1000.0 + CALLBACK_SECONDS + 1
    assert take(store, json.dumps(sent).encode(), late) == (200, {"status": "accepted", "late": True})
    take(store, json.dumps(sent | {"commit_sha": "def"}).encode(), late + 5)
    (repo,) = store.repos().values()
    assert (repo.callbacks, repo.commit_sha, repo.late, repo.received) == (2, "def", 1, late)


def test_a_request_is_due_again_until_its_tries_are_used_up(store: Store, sent: dict[str, Any]) -> None:
    schedule = Schedule(tries=2, every=60.0)
    assert due_tasks(store, 1, schedule, 1059.0) == []
    (task,) = due_tasks(store, 1, schedule, 1060.0)
    assert store.claim(task, 1060.0)
    assert not store.claim(task, 1061.0), "somebody else has begun this try"
    assert due_tasks(store, 1, schedule, 9999.0) == []
    assert due_tasks(store, 1, Schedule(3, 60.0), 9999.0)
    take(store, json.dumps(sent).encode(), 1070.0)
    assert due_tasks(store, 1, Schedule(3, 60.0), 9999.0) == []


def test_a_wrong_row_is_one_line_and_the_others_are_read(tmp_path: Path) -> None:
    path = tmp_path / "submissions.csv"
    path.write_text(
        "email,endpoint,secret\nada@example.com,https://a.example/task,s\nnobody,https://b.example/,s\n"
        "c@example.com,ftp://c.example/,s\nd@example.com,https://d.example/,\n",
        "utf-8",
    )
    submissions, problems = read_submissions(path)
    assert [submission.email for submission in submissions] == ["ada@example.com"]
    assert [problem.removeprefix(f"{path}, ") for problem in problems] == [
        "line 3: email: expected an address such as name@example.com",
        "line 4: endpoint: expected an address that begins with http:// or https://",
        "line 5: secret: expected the secret that the endpoint asks for",
    ]
    assert "secret" not in repr(submissions)


def test_files_that_cannot_be_used_are_named(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("email,endpoint\n", "utf-8")
    with pytest.raises(NoSubmissions, match="secret is missing"):
        read_submissions(tmp_path / "a.csv")
    with pytest.raises(NoStore):
        Store(tmp_path / "a.csv" / "db.sqlite")


def test_a_killed_sender_goes_on_and_sends_nothing_twice(tmp_path: Path) -> None:
    seen: Counter[str] = Counter()
    some = threading.Event()

    def take_request(fields: dict[str, Any]) -> int:
        seen[fields["email"]] += 1
        if len(seen) >= 10:
            some.set()
        time.sleep(0.02)
        return 200

    db = tmp_path / "course.sqlite"
    with endpoint(take_request) as address:
        submissions = roll(tmp_path, address, 60)
        command = [
            "round1",
            submissions,
            "--db",
            db,
            "--callback",
            "http://127.0.0.1:1/",
            "--templates",
            TEMPLATE,
        ]
        process = subprocess.Popen(
            [sys.executable, "-m", "scripts.evaluator", *map(str, command)], stderr=subprocess.DEVNULL
        )
        assert some.wait(60)
        process.kill()
        process.wait()
        first = dict(seen)
        assert 10 <= len(first) < 60
        done = evaluate(*command)
        assert "60 requests are due" not in done.stderr
        assert len(seen) >= 60 - 8, "only what was on its way when the sender died waits for its next try"
        assert set(seen.values()) == {1}
        evaluate(*command, "--every", "0")
        assert len(seen) == 60


def test_a_killed_receiver_has_kept_what_it_accepted(tmp_path: Path) -> None:
    db = tmp_path / "course.sqlite"
    requests_seen: list[dict[str, Any]] = []

    def take_request(fields: dict[str, Any]) -> int:
        requests_seen.append(fields)
        return 200

    with endpoint(take_request) as address, serve(db) as (callback, process):
        submissions = roll(tmp_path, address, 3)
        done = evaluate("round1", submissions, "--db", db, "--callback", callback, "--templates", TEMPLATE)
        assert done.returncode == 0, done.stderr
        for fields in requests_seen:
            body = {name: fields[name] for name in ("email", "task", "round", "nonce")}
            body |= {"repo_url": "https://g.example/r", "commit_sha": "a", "pages_url": "https://p.example/"}
            assert requests.post(callback, json=body, timeout=10).status_code == 200
        process.send_signal(signal.SIGKILL)
        process.wait()
    store = Store(db)
    assert len(store.repos()) == 3
    assert [task.tries for task in store.tasks()] == [1, 1, 1]
    store.close()


def test_two_rounds_are_sent_received_scored_and_reported(tmp_path: Path) -> None:
    db, template = tmp_path / "course.sqlite", TaskTemplate.read(TEMPLATE)
    with serving(tmp_path / "www") as url, serve(db) as (callback, _process):

        def build(fields: dict[str, Any]) -> None:
            name, number = fields["email"].split("@")[0], fields["round"]
            files = solution(template, fields["task"][-5:], number, wrong=name == "p1")
            sha = commit(tmp_path / "www" / name / "repo", files)
            publish(tmp_path / "www" / name / "page", files)
            body = {key: fields[key] for key in ("email", "task", "round", "nonce")}
            places = {"repo_url": f"{url}{name}/repo/.git", "pages_url": f"{url}{name}/page/"}
            requests.post(callback, json=body | places | {"commit_sha": sha}, timeout=10)

        def take_request(fields: dict[str, Any]) -> int:
            assert fields["secret"] == f"secret-{fields['email'][1]}"
            if fields["email"].startswith("p2"):
                return 500
            build(fields)
            return 200

        with endpoint(take_request) as address:
            submissions = roll(tmp_path, address, 3)
            common = [submissions, "--db", db, "--callback", callback, "--templates", TEMPLATE]
            first = evaluate("round1", *common)
            assert first.returncode == 1
            assert f"p2@example.com: {address} answered 500 {{}}" in first.stderr
            assert "2 of 3 called back so far; run this again later for the next try of 1" in first.stderr
            second = evaluate("round2", *common)
            assert "round 2: 2 new tasks, 2 requests are due" in second.stderr
            scored = evaluate("score", "--db", db, "--submissions", submissions, "--seconds", "1")
            assert scored.returncode == 1, scored.stderr
            assert "pages a minute" in scored.stderr
            again = evaluate("score", "--db", db, "--submissions", submissions)
            assert "0 to score" in again.stderr
    files = {name: tmp_path / f"report.{name}" for name in ("csv", "junit", "html", "feedback")}
    shown = evaluate(
        "report", "--db", db, *[part for name, path in files.items() for part in (f"--{name}", path)]
    )
    assert shown.returncode == 0, shown.stderr
    assert "the endpoint answered 500" in " ".join(shown.stdout.split())
    rows = list(csv.DictReader(io.StringIO(files["csv"].read_text("utf-8"))))
    failed = {row["email"] for row in rows if row["result"] == "failed"}
    assert failed == {"p1@example.com", "p2@example.com"}
    suites = ET.fromstring(files["junit"].read_text("utf-8"))
    assert len(suites) == 5
    page = files["html"].read_text("utf-8")
    assert page.count("data:image/jpeg") == 4
    assert "<script" not in page
    feedback = [path.read_text("utf-8") for path in files["feedback"].glob("*.md")]
    assert len(feedback) == 3
    assert all("secret-" not in text for text in [*feedback, page, files["csv"].read_text("utf-8")])
    assert "secret-0" not in db.read_bytes().decode("latin-1")


def test_results_show_hostile_texts_as_text(store: Store, sent: dict[str, Any]) -> None:
    from scripts.evaluator.report import as_csv, as_html, as_junit, entries

    hostile = {"repo_url": "javascript:alert(1)", "commit_sha": "=1+1", "pages_url": "</script><script>x"}
    take(store, json.dumps(sent | hostile).encode(), 1010.0)
    (repo,) = store.repos().values()
    store.scored(repo, [("=cmd()", "failed", "<img src=x onerror=alert(1)>\x00")], 1020.0)
    found = entries(store, Path(os.devnull))
    assert "<script" not in as_html(found)
    assert "<img" not in as_html(found)
    assert "javascript:" not in as_html(found)
    assert "'=cmd()" in as_csv(found)
    assert ET.fromstring(as_junit(found)) is not None

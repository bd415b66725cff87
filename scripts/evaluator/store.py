"""The SQLite database of a course: tables `tasks`, `repos` and `results`.

Every change is on disk when its call returns. No secret is in it: those are read from the CSV each time.
"""

import json
import sqlite3
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, Self

from scripts.demo_runner.request_files import UnusableFile
from scripts.evaluator.finding import Finding

CALLBACK_SECONDS = 600.0
"""Within this time after the last try a callback is in time (the course's rule: ten minutes)."""

SCHEMA = """
CREATE TABLE IF NOT EXISTS tasks (
    id INTEGER PRIMARY KEY, created REAL NOT NULL, email TEXT NOT NULL, template TEXT NOT NULL,
    seed TEXT NOT NULL, task TEXT NOT NULL, round INTEGER NOT NULL, nonce TEXT NOT NULL UNIQUE,
    request TEXT NOT NULL, endpoint TEXT NOT NULL, tries INTEGER NOT NULL DEFAULT 0, sent_at REAL,
    status INTEGER, answer TEXT,
    answer_seconds REAL, UNIQUE (email, template, round));
CREATE TABLE IF NOT EXISTS repos (
    task_id INTEGER PRIMARY KEY REFERENCES tasks, received REAL NOT NULL, late INTEGER NOT NULL,
    repo_url TEXT NOT NULL, commit_sha TEXT NOT NULL, pages_url TEXT NOT NULL,
    callbacks INTEGER NOT NULL DEFAULT 1);
CREATE TABLE IF NOT EXISTS results (
    task_id INTEGER NOT NULL REFERENCES tasks, checked REAL NOT NULL, commit_sha TEXT NOT NULL,
    what TEXT NOT NULL, result TEXT NOT NULL, reason TEXT NOT NULL, position INTEGER NOT NULL,
    PRIMARY KEY (task_id, position));
"""

KEEP_CALLBACK = """
INSERT INTO repos (task_id, received, late, repo_url, commit_sha, pages_url) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (task_id) DO UPDATE SET callbacks = callbacks + 1, repo_url = excluded.repo_url,
    commit_sha = excluded.commit_sha, pages_url = excluded.pages_url
"""

TASKS = """
SELECT tasks.*, received, late, coalesce(repo_url, '') AS repo_url, coalesce(commit_sha, '') AS commit_sha,
    coalesce(pages_url, '') AS pages_url, callbacks
FROM tasks LEFT JOIN repos ON task_id = id WHERE {} ORDER BY id
"""

CALLED_BACK, NOT_CALLED_BACK = "received IS NOT NULL", "received IS NULL"
NOT_SCORED = """received IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM results WHERE task_id = tasks.id AND results.commit_sha = repos.commit_sha)"""
"""Conditions for `Store.tasks`; a new commit is scored again."""


@dataclass(frozen=True)
class TaskRow:
    """One request of one participant, with what became of it."""

    id: int
    created: float
    email: str
    template: str
    seed: str
    task: str
    round: int
    nonce: str
    request: str  # its JSON, without the secret
    endpoint: str
    tries: int
    sent_at: float | None  # when the last try began
    status: int | None
    answer: str | None
    answer_seconds: float | None
    received: float | None  # when its callback came; what follows is empty before
    late: int | None
    repo_url: str
    commit_sha: str
    pages_url: str
    callbacks: int | None

    @property
    def fields(self) -> dict[str, Any]:
        """The request, without the secret."""
        fields: dict[str, Any] = json.loads(self.request)
        return fields


class Sent(NamedTuple):
    """How one try ended: a `status` of None is no answer, and `answer` says why."""

    task: TaskRow
    status: int | None
    answer: str  # the first characters of the body
    seconds: float


class Store:
    """One database file, used by several threads; processes share it through SQLite's own locks."""

    def __init__(self, path: Path) -> None:
        """Open or make the database; UnusableFile if SQLite cannot use the file."""
        try:
            self._db = sqlite3.connect(path, check_same_thread=False, isolation_level="IMMEDIATE", timeout=30)
            self._db.row_factory = sqlite3.Row
            self._db.executescript(f"PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; {SCHEMA}")
        except sqlite3.Error as error:
            raise UnusableFile(path, str(error)) from error
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        """The store itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        self._db.close()

    def add_tasks(self, rows: list[dict[str, Any]]) -> int:
        """Add the tasks that are not there yet (by e-mail, template and round); how many were added."""
        names = ("created", "email", "template", "seed", "task", "round", "nonce", "request", "endpoint")
        marks = ", ".join(f":{name}" for name in names)
        return self._change(f"INSERT OR IGNORE INTO tasks ({', '.join(names)}) VALUES ({marks})", *rows)  # noqa: S608

    def tasks(self, which: str = "TRUE", *values: object) -> list[TaskRow]:
        """The tasks that a condition of SQL holds for, in the order in which they were made."""
        return [TaskRow(**row) for row in self._read(TASKS.format(which), *values)]

    def findings(self, task: TaskRow) -> list[Finding]:
        """The results of one task, in order."""
        query = "SELECT what, result, reason FROM results WHERE task_id = ? ORDER BY position"
        return [Finding(*row) for row in self._read(query, task.id)]

    def claim(self, task: TaskRow, now: float) -> bool:
        """Note that the next try begins; False if somebody else has begun it."""
        begin = "UPDATE tasks SET tries = tries + 1, sent_at = ?, status = NULL, answer = NULL"
        return self._change(f"{begin} WHERE id = ? AND tries = ?", (now, task.id, task.tries)) == 1

    def answered(self, sent: Sent) -> None:
        """Keep how the endpoint answered."""
        update = "UPDATE tasks SET status = ?, answer = ?, answer_seconds = ? WHERE id = ?"
        self._change(update, (sent.status, sent.answer, sent.seconds, sent.task.id))

    def called_back(self, task: TaskRow, callback: dict[str, Any], now: float) -> bool:
        """Keep a callback, the newest in place of an earlier one; True if it came in time."""
        late = bool(task.sent_at and now - task.sent_at > CALLBACK_SECONDS)
        places = (callback["repo_url"], callback["commit_sha"], callback["pages_url"])
        self._change(KEEP_CALLBACK, (task.id, now, late, *places))
        return not late

    def scored(self, task: TaskRow, findings: Iterable[Finding], now: float) -> None:
        """Replace the results of one task."""
        rows = [(task.id, now, task.commit_sha, f.what, f.result, f.seen, n) for n, f in enumerate(findings)]
        with self._lock, self._db:
            self._db.execute("DELETE FROM results WHERE task_id = ?", (task.id,))
            self._db.executemany("INSERT INTO results VALUES (?, ?, ?, ?, ?, ?, ?)", rows)

    def _change(self, query: str, *rows: Sequence[object] | dict[str, Any]) -> int:
        """Do this once for each row, in one transaction; how many rows of the table it changed."""
        with self._lock, self._db:  # commits, or rolls back after an exception
            return self._db.executemany(query, rows).rowcount

    def _read(self, query: str, *values: object) -> list[sqlite3.Row]:
        with self._lock:
            return self._db.execute(query, values).fetchall()

"""The SQLite database of a course: tables `tasks`, `repos` and `results`.

Every change is on disk when its call returns. No secret is in it: those are read from the CSV each time.
"""

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, Self

from scripts.evaluator.submissions import UnusableFile

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

CALLED_BACK = """
INSERT INTO repos (task_id, received, late, repo_url, commit_sha, pages_url) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (task_id) DO UPDATE SET callbacks = callbacks + 1, repo_url = excluded.repo_url,
    commit_sha = excluded.commit_sha, pages_url = excluded.pages_url
"""


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

    @property
    def fields(self) -> dict[str, Any]:
        """The request, without the secret."""
        fields: dict[str, Any] = json.loads(self.request)
        return fields


@dataclass(frozen=True)
class RepoRow:
    """The callback of one request."""

    task_id: int
    received: float
    late: int
    repo_url: str
    commit_sha: str
    pages_url: str
    callbacks: int


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
            self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None, timeout=30)
            self._db.row_factory = sqlite3.Row
            self._db.executescript(f"PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; {SCHEMA}")
        except sqlite3.Error as error:
            raise UnusableFile(path, str(error)) from error
        self._lock = threading.RLock()

    def __enter__(self) -> Self:
        """The store itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        self._db.close()

    @contextmanager
    def changing(self) -> Iterator[sqlite3.Connection]:
        """One transaction, begun with the write lock."""
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            with self._db:  # commits, or rolls back after an exception
                yield self._db

    def add_tasks(self, rows: list[dict[str, Any]]) -> int:
        """Add the tasks that are not there yet (by e-mail, template and round); how many were added."""
        names = ("created", "email", "template", "seed", "task", "round", "nonce", "request", "endpoint")
        marks = ", ".join(f":{name}" for name in names)
        with self.changing() as db:
            before = db.total_changes
            db.executemany(f"INSERT OR IGNORE INTO tasks ({', '.join(names)}) VALUES ({marks})", rows)  # noqa: S608
            return db.total_changes - before

    def tasks(self, round_number: int | None = None) -> list[TaskRow]:
        """All tasks, of one round if that is given, in the order in which they were made."""
        query = "SELECT * FROM tasks WHERE round = ?1 OR ?1 IS NULL ORDER BY id"
        return [TaskRow(**row) for row in self._read(query, round_number)]

    def repos(self) -> dict[int, RepoRow]:
        """The callbacks by the id of their task."""
        return {row["task_id"]: RepoRow(**row) for row in self._read("SELECT * FROM repos")}

    def results(self) -> dict[int, list[sqlite3.Row]]:
        """The results by the id of their task, in order."""
        found: dict[int, list[sqlite3.Row]] = {}
        for row in self._read("SELECT * FROM results ORDER BY task_id, position"):
            found.setdefault(row["task_id"], []).append(row)
        return found

    def claim(self, task: TaskRow, now: float) -> bool:
        """Note that the next try begins; False if somebody else has begun it."""
        begin = "UPDATE tasks SET tries = tries + 1, sent_at = ?, status = NULL, answer = NULL"
        with self.changing() as db:
            done = db.execute(f"{begin} WHERE id = ? AND tries = ?", (now, task.id, task.tries))
            return done.rowcount == 1

    def answered(self, sent: Sent) -> None:
        """Keep how the endpoint answered."""
        update = "UPDATE tasks SET status = ?, answer = ?, answer_seconds = ? WHERE id = ?"
        with self.changing() as db:
            db.execute(update, (sent.status, sent.answer, sent.seconds, sent.task.id))

    def open_task(self, nonce: str) -> TaskRow | None:
        """The task with this nonce."""
        rows = self._read("SELECT * FROM tasks WHERE nonce = ?", nonce)
        return TaskRow(**rows[0]) if rows else None

    def called_back(self, task: TaskRow, callback: dict[str, Any], now: float) -> bool:
        """Keep a callback, the newest in place of an earlier one; True if it came in time."""
        late = bool(task.sent_at and now - task.sent_at > CALLBACK_SECONDS)
        places = (callback["repo_url"], callback["commit_sha"], callback["pages_url"])
        with self.changing() as db:
            db.execute(CALLED_BACK, (task.id, now, late, *places))
        return not late

    def scored(self, repo: RepoRow, findings: list[tuple[str, str, str]], now: float) -> None:
        """Replace the results of one task: what was looked at, the result, the reason."""
        rows = [(repo.task_id, now, repo.commit_sha, *found, place) for place, found in enumerate(findings)]
        with self.changing() as db:
            db.execute("DELETE FROM results WHERE task_id = ?", (repo.task_id,))
            db.executemany("INSERT INTO results VALUES (?, ?, ?, ?, ?, ?, ?)", rows)

    def _read(self, query: str, *values: object) -> list[sqlite3.Row]:
        with self._lock:
            return self._db.execute(query, values).fetchall()

"""A GitHub of a few endpoints, with a memory and faults, on a real socket."""

import base64
import hashlib
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

CONTROL = "octo-owner/control"
TASK = "deploy-20260102-1a2b3c4d"
REPO = "llm-app-tides-1f2e3d-4c5b6a"
RUN_URL = f"https://github.com/{CONTROL}/actions/runs/7"
MOMENT = "2026-01-02T03:04:05Z"


@dataclass(frozen=True)
class Call:
    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: Any


@dataclass(frozen=True)
class Answer:
    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Fault:
    """What goes wrong with a call: an answer in place of the true one, silence, or a cut connection."""

    answer: Answer | None = None
    silent: bool = False
    cut: bool = False
    does_the_work: bool = False
    """The event is accepted all the same, before it goes wrong."""


@dataclass
class FakeGitHub:
    url: str
    events: list[dict[str, Any]] = field(default_factory=list)
    blobs: dict[str, bytes] = field(default_factory=dict)
    runs: list[dict[str, Any]] = field(default_factory=list)
    jobs: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    annotations: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    repository: Answer = field(default_factory=lambda: Answer(body={"permissions": {"push": True}}))
    workflow: Answer = field(default_factory=lambda: Answer(body={"state": "active"}))
    calls: list[Call] = field(default_factory=list)
    fault: Callable[[Call], Fault | None] = lambda _: None
    """What goes wrong with a call; it is answered when this returns."""

    def route(self, call: Call) -> Answer:
        """The true answer, and its effect."""
        path = call.path.removeprefix(f"/repos/{CONTROL}")
        if (call.method, path) == ("POST", "/dispatches"):
            self.events.append(call.body)
            return Answer(204)
        if (call.method, path) == ("POST", "/git/blobs"):
            content = base64.b64decode(call.body["content"])
            sha = hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()
            self.blobs[sha] = content
            return Answer(201, {"sha": sha, "url": f"{self.url}/repos/{CONTROL}/git/blobs/{sha}"})
        if path in {"", "/actions/workflows/task.yml"}:
            return self.workflow if path else self.repository
        if path in {"/actions/runs", "/actions/workflows/task.yml/runs"}:
            return _tagged(call, self._list(call.query))
        if path.startswith("/check-runs/"):
            return _tagged(call, self.annotations.get(int(path.split("/")[2]), []))
        run, _, rest = path.removeprefix("/actions/runs/").partition("/")
        if rest == "jobs" and run.isdecimal() and int(run) in self.jobs:
            return _tagged(call, {"total_count": len(self.jobs[int(run)]), "jobs": self.jobs[int(run)]})
        return Answer(404, {"message": "Not Found"})

    def _list(self, query: dict[str, str]) -> dict[str, Any]:
        since, _, until = query.get("created", "..").partition("..")
        size, page = int(query.get("per_page", "30")), int(query.get("page", "1"))
        found = [
            run
            for run in self.runs
            if since <= run["created_at"] <= (until or "9")
            and query.get("status") in {None, run["status"]}
            and query.get("event") in {None, run.get("event", "repository_dispatch")}
        ]
        return {"total_count": len(found), "workflow_runs": found[(page - 1) * size : page * size]}


def _tagged(call: Call, body: object) -> Answer:
    etag = f'W/"{hashlib.sha256(json.dumps(body).encode()).hexdigest()}"'
    if call.headers.get("if-none-match") == etag:
        return Answer(304, headers={"etag": etag})
    return Answer(200, body, {"etag": etag})


def run(**changes: Any) -> dict[str, Any]:  # noqa: ANN401 - any JSON
    """A run of `TASK` as GitHub lists it."""
    return {
        "id": 7,
        "display_title": f"{TASK} {REPO}",
        "status": "in_progress",
        "conclusion": None,
        "html_url": RUN_URL,
        "created_at": MOMENT,
        "updated_at": "2026-01-02T03:09:00Z",
    } | changes


def job(name: str, conclusion: str | None = None, **changes: Any) -> dict[str, Any]:  # noqa: ANN401 - any JSON
    """A job as GitHub lists it."""
    ended = "2026-01-02T03:08:00Z" if conclusion else None
    state = "completed" if conclusion else "in_progress"
    number = {"generate": 70, "publish": 71}.get(name, 72)
    return {
        "id": number, "name": name, "status": state, "conclusion": conclusion, "completed_at": ended
    } | changes  # fmt: skip


class StandIn(ThreadingHTTPServer):
    """A server for one GitHub after another."""

    daemon_threads = True
    request_queue_size = 1024

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.github = FakeGitHub(f"http://127.0.0.1:{self.server_port}")
        self.ended = threading.Event()

    def handle_error(self, *_: object) -> None:
        """A caller may go before it is answered."""


class Handler(BaseHTTPRequestHandler):
    server: StandIn
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        github, parts = self.server.github, urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        query = dict(parse_qsl(parts.query))
        call = Call(self.command, parts.path, query, headers, json.loads(body) if body else None)
        github.calls.append(call)
        fault = github.fault(call)
        true = github.route(call) if fault is None or fault.does_the_work else Answer(500)
        if fault and fault.silent:
            self.server.ended.wait()
        if fault and (fault.cut or fault.silent):
            self.close_connection = True
        else:
            self._send(fault.answer if fault and fault.answer else true)

    def do_POST(self) -> None:
        self.do_GET()

    def _send(self, answer: Answer) -> None:
        body = b"" if answer.body is None else json.dumps(answer.body).encode()
        headers = {
            "content-type": "application/json",
            "x-ratelimit-remaining": "4000",
            "x-ratelimit-limit": "5000",
        }
        if answer.status not in {204, 304}:
            headers["content-length"] = str(len(body))
        self.send_response(answer.status)
        for name, value in (headers | answer.headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass

"""A GitHub of a few endpoints, with a memory and faults, on a real socket."""

import asyncio
import base64
import contextlib
import hashlib
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

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
    held: "Callable[[Call], threading.Event | None]" = lambda _: None
    """Which event a call waits for before it is answered."""

    def route(self, call: Call) -> Answer:
        """The true answer, and its effect."""
        path = call.path.removeprefix(f"/repos/{CONTROL}")
        if path == call.path:
            return Answer(404, {"message": "Not Found"})
        if (call.method, path) == ("POST", "/dispatches"):
            self.events.append(call.body)
            return Answer(204)
        if (call.method, path) == ("POST", "/git/blobs"):
            return self._store(base64.b64decode(call.body["content"]))
        return self._read(path, call)

    def _store(self, content: bytes) -> Answer:
        sha = hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()
        self.blobs[sha] = content
        return Answer(201, {"sha": sha, "url": f"{self.url}/repos/{CONTROL}/git/blobs/{sha}"})

    def _read(self, path: str, call: Call) -> Answer:
        if path == "":
            return self.repository
        if path == "/actions/workflows/task.yml":
            return self.workflow
        if path in {"/actions/runs", "/actions/workflows/task.yml/runs"}:
            return _tagged(call, self._list(call.query))
        if path.startswith("/check-runs/"):
            job_id = int(path.split("/")[2])
            return _tagged(call, self.annotations.get(job_id, []))
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


async def _read(reader: asyncio.StreamReader) -> Call | None:
    line = await reader.readline()
    if not line:
        return None
    method, target, _ = line.decode().split(" ")
    headers = {}
    while (line := await reader.readline()) not in {b"\r\n", b""}:
        name, _, value = line.decode().partition(":")
        headers[name.strip().lower()] = value.strip()
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    parts = urlsplit(target)
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    return Call(method, parts.path, query, headers, json.loads(body) if body else None)


def _bytes(answer: Answer) -> bytes:
    body = b"" if answer.body is None else json.dumps(answer.body).encode()
    headers = {
        "content-type": "application/json",
        "x-ratelimit-remaining": "4000",
        "x-ratelimit-limit": "5000",
    }
    if answer.status not in {204, 304}:
        headers["content-length"] = str(len(body))
    lines = [f"HTTP/1.1 {answer.status} X", *(f"{k}: {v}" for k, v in (headers | answer.headers).items())]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


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


@dataclass
class StandIn:
    """A server for one GitHub after another."""

    github: FakeGitHub = field(default_factory=lambda: FakeGitHub(""))
    url: str = ""
    ended: asyncio.Event = field(default_factory=asyncio.Event)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, request after request."""
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            while call := await _read(reader):
                self.github.calls.append(call)
                if not await self._answer(self.github, call, writer):
                    break
        writer.close()

    async def _answer(self, github: FakeGitHub, call: Call, writer: asyncio.StreamWriter) -> bool:
        fault = github.fault(call)
        if gate := github.held(call):
            await asyncio.to_thread(gate.wait, 30)
        true = github.route(call) if fault is None or fault.does_the_work else None
        if fault and fault.silent:
            await self.ended.wait()
        if fault and (fault.cut or fault.silent):
            return False
        writer.write(_bytes(fault.answer if fault and fault.answer else true or Answer(500)))
        await writer.drain()
        return True

    async def run(self, listening: threading.Event) -> None:
        """Serve until `ended` is set."""
        server = await asyncio.start_server(self.serve, "127.0.0.1", 0, backlog=1024)
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        listening.set()
        await self.ended.wait()
        server.close()
        connections = asyncio.all_tasks() - {asyncio.current_task()}
        for connection in connections:
            connection.cancel()
        await asyncio.gather(*connections, return_exceptions=True)


@contextmanager
def running_stand_in() -> Iterator[StandIn]:
    """A running one, in a thread of its own."""
    stand_in, listening = StandIn(), threading.Event()
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=lambda: loop.run_until_complete(stand_in.run(listening)))
    thread.start()
    try:
        assert listening.wait(30)
        yield stand_in
    finally:
        loop.call_soon_threadsafe(stand_in.ended.set)
        thread.join(30)
        loop.close()

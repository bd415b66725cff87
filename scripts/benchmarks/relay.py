"""The relay against the least that FastAPI can do: start, memory, requests a second, time of one request."""

import asyncio
import contextlib
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator

import psutil

from scripts.demo_runner.servers import child_server, free_port

STARTS, ROUNDS, REQUESTS, CONNECTIONS = 5, 3, 1_500, 32
SECRET = "bench"  # noqa: S105 - only this loopback knows it

REFERENCE = """
import sys, httpx, uvicorn
from fastapi import FastAPI, Request
app, client = FastAPI(), httpx.AsyncClient()

@app.post("/deploy")
async def deploy(request: Request) -> int:
    return (await client.post(sys.argv[2] + "/dispatches", json=await request.json())).status_code

uvicorn.run(app, port=int(sys.argv[1]), log_config=None, access_log=False, server_header=False)
"""
"""An app that only parses the JSON of a POST and sends it on."""


def main() -> None:
    """Print each figure, what it is measured against, and the ratio."""
    with _github() as url:
        starts = [[_start(name, url) for name in ("relay", "reference")] for _ in range(STARTS)]
        for title, unit, index in (("ready to serve", "s", 0), ("resident memory", "MB", 1)):
            _compare(title, unit, *(min(pair[n][index] for pair in starts) for n in (0, 1)))
        rates = [[_rate(name, url) for name in ("relay", "reference")] for _ in range(ROUNDS)]
        for title, unit, index in (("requests", "/s", 0), ("median time", "ms", 1), ("99 % within", "ms", 2)):
            _compare(title, unit, *(statistics.median(pair[n][index] for pair in rates) for n in (0, 1)))


def _compare(title: str, unit: str, ours: float, theirs: float) -> None:
    reference = f"one call by FastAPI and httpx {theirs:.2f} {unit}"
    print(f"{title}: {ours:.2f} {unit}, {reference}, {ours / theirs:.2f}")


def _start(name: str, github: str) -> tuple[float, float]:
    """Seconds until the first connection, and megabytes resident after it."""
    began = time.perf_counter()
    with _running(name, github) as (child, _):
        return time.perf_counter() - began, psutil.Process(child.pid).memory_info().rss / 1024**2


def _rate(name: str, github: str) -> tuple[float, float, float]:
    """Requests a second on many connections; milliseconds of a request, median and 99 %, on one."""
    with _running(name, github) as (_, port):
        began = time.perf_counter()
        asyncio.run(_send(port, REQUESTS, CONNECTIONS))
        rate = REQUESTS / (time.perf_counter() - began)
        taken = sorted(asyncio.run(_send(port, REQUESTS // 5, 1)))
    return rate, statistics.median(taken) * 1000, taken[int(len(taken) * 0.99)] * 1000


async def _send(port: int, requests: int, connections: int) -> list[float]:
    """Each connection sends its next request when it has its answer; seconds of every request."""
    numbers, seconds = iter(range(requests)), list[float]()

    async def one_after_another() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for number in numbers:
            began = time.perf_counter()
            await _post(reader, writer, number)
            seconds.append(time.perf_counter() - began)
        writer.close()

    await asyncio.gather(*(one_after_another() for _ in range(connections)))
    return seconds


async def _post(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, number: int) -> None:
    fields = {
        "email": "ada@example.com", "secret": SECRET, "task": "tide-table-7f3", "round": 1,
        "nonce": f"bench-{number}", "brief": "x" * 700, "checks": [{"js": "document.title === 'Tides'"}],
        "evaluation_url": "https://evaluator.example/notify", "attachments": [],
    }  # fmt: skip
    body = json.dumps(fields).encode()
    writer.write(b"POST /deploy HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
    head = await reader.readuntil(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(head.decode())
    await reader.readexactly(_length(head))


def _length(head: bytes) -> int:
    return int(head.lower().partition(b"content-length:")[2].split()[0])


@contextlib.contextmanager
def _github() -> Iterator[str]:
    """A stand-in that answers every event 204 at once, in a process of its own."""
    port = free_port()
    command = [sys.executable, "-c", f"from {__name__} import serve; serve({port})"]
    with child_server("stand-in", command, port, {"PATH": os.environ["PATH"]}):
        yield f"http://127.0.0.1:{port}"


def serve(port: int) -> None:
    """Answer 204 to whole requests until the process ends."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError):
            while True:
                await reader.readexactly(_length(await reader.readuntil(b"\r\n\r\n")))
                writer.write(b"HTTP/1.1 204 No Content\r\n\r\n")

    async def run() -> None:
        await (await asyncio.start_server(answer, "127.0.0.1", port)).serve_forever()

    asyncio.run(run())


@contextlib.contextmanager
def _running(name: str, github: str) -> "Iterator[tuple[subprocess.Popen[bytes], int]]":
    """The relay or the reference as a child, and its port."""
    port, unlimited = free_port(), "10000000"
    env = {
        "PATH": os.environ["PATH"], "GITHUB_TOKEN": "t", "CONTROL_REPO": "o/c", "ALLOWED_SECRETS": SECRET,
        "GITHUB_API_URL": github, "API_PORT": str(port), "GITHUB_POINTS_PER_MINUTE": unlimited,
        "GITHUB_POSTS_PER_MINUTE": unlimited,
    }  # fmt: skip
    command = ["-m", "relay"] if name == "relay" else ["-c", REFERENCE, str(port), github]
    with child_server(name, [sys.executable, *command], port, env) as child:
        yield child, port

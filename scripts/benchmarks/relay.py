"""The relay against the least that FastAPI can do: start, memory, requests a second, time of one request."""

import asyncio
import os
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import psutil

from scripts.demo_runner.servers import child_server, free_port

STARTS, ROUNDS, REQUESTS, CONNECTIONS = 5, 3, 1_500, 32
SECRET = "bench"  # noqa: S105 - only this loopback knows it

SERVE = 'port=int(sys.argv[1]), lifespan="off", log_config=None, access_log=False, server_header=False'
GITHUB = f"""
import sys, uvicorn

async def app(scope, receive, send):
    while (await receive()).get("more_body"):
        pass
    await send({{"type": "http.response.start", "status": 204, "headers": []}})
    await send({{"type": "http.response.body"}})

uvicorn.run(app, {SERVE})
"""
"""A stand-in that answers every event 204 at once."""
REFERENCE = f"""
import sys, httpx, uvicorn
from fastapi import FastAPI, Request
app, client = FastAPI(), httpx.AsyncClient()

@app.post("/deploy")
async def deploy(request: Request) -> int:
    return (await client.post(sys.argv[2] + "/dispatches", json=await request.json())).status_code

uvicorn.run(app, {SERVE})
"""
"""An app that only parses the JSON of a POST and sends it on."""


def main() -> None:
    """Print each figure, what it is measured against, and the ratio."""
    port = free_port()
    with child_server("stand-in", [sys.executable, "-c", GITHUB, str(port)], port, _environment()):
        url = f"http://127.0.0.1:{port}"
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
    with _running(name, github) as (pid, _):
        return time.perf_counter() - began, psutil.Process(pid).memory_info().rss / 1024**2


def _rate(name: str, github: str) -> tuple[float, float, float]:
    """Requests a second on many connections; milliseconds of a request, median and 99 %, on one."""
    with _running(name, github) as (_, url):
        began = time.perf_counter()
        asyncio.run(_send(url, REQUESTS, CONNECTIONS))
        rate = REQUESTS / (time.perf_counter() - began)
        taken = sorted(asyncio.run(_send(url, REQUESTS // 5, 1)))
    return rate, statistics.median(taken) * 1000, taken[int(len(taken) * 0.99)] * 1000


async def _send(url: str, requests: int, connections: int) -> list[float]:
    """Each connection sends its next request when it has its answer; seconds of every request."""
    fields = {
        "email": "ada@example.com", "secret": SECRET, "task": "tide-table-7f3", "round": 1,
        "brief": "x" * 700, "checks": [{"js": "document.title === 'Tides'"}],
        "evaluation_url": "https://evaluator.example/notify", "attachments": [],
    }  # fmt: skip
    numbers, seconds = iter(range(requests)), list[float]()

    async def one_after_another(client: httpx.AsyncClient) -> None:
        for number in numbers:
            began = time.perf_counter()
            (await client.post(url, json=fields | {"nonce": f"bench-{number}"})).raise_for_status()
            seconds.append(time.perf_counter() - began)

    async with httpx.AsyncClient(timeout=60, trust_env=False) as client:
        await asyncio.gather(*(one_after_another(client) for _ in range(connections)))
    return seconds


@contextmanager
def _running(name: str, github: str) -> Iterator[tuple[int, str]]:
    """The relay or the reference as a child: its process number and the address of its endpoint."""
    port, unlimited = free_port(), "10000000"
    env = _environment() | {
        "GITHUB_TOKEN": "t", "CONTROL_REPO": "o/c", "ALLOWED_SECRETS": SECRET, "GITHUB_API_URL": github,
        "API_PORT": str(port), "GITHUB_POINTS_PER_MINUTE": unlimited, "GITHUB_POSTS_PER_MINUTE": unlimited,
    }  # fmt: skip
    command = ["-m", "relay"] if name == "relay" else ["-c", REFERENCE, str(port), github]
    with child_server(name, [sys.executable, *command], port, env) as child:
        yield child.pid, f"http://127.0.0.1:{port}/deploy"


def _environment() -> dict[str, str]:
    return {"PATH": os.environ["PATH"]}

"""The relay against the least that FastAPI can do: start, memory, requests a second, added time."""

import asyncio
import contextlib
import json
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[2]

STARTS = 7
ROUNDS = 3
REQUESTS = 1_500
CONNECTIONS = 32
HALF_LOAD_SECONDS = 5.0
SECRET = "bench"  # noqa: S105 - only this loopback knows it

REFERENCE = "scripts.benchmarks._relay_reference"


def main() -> None:
    """Print each figure, what it is measured against, and the ratio."""
    _starts()
    with contextlib.ExitStack() as stack:
        github, relay, httpx = (_free_port() for _ in range(3))
        url = f"http://127.0.0.1:{github}"
        stack.enter_context(_running(github, REFERENCE, "github", str(github)))
        stack.enter_context(_running(relay, "relay", github=url))
        stack.enter_context(_running(httpx, REFERENCE, "httpx", str(httpx), url))
        rate = _throughput({"relay": relay, "httpx": httpx})
        _added_time(relay, rate / 2)


def _starts() -> None:
    relay, empty = [], []
    for _ in range(STARTS):
        port = _free_port()
        empty.append(_start(port, REFERENCE, "empty", str(port)))
        port = _free_port()
        relay.append(_start(port, "relay"))
    for title, unit, index in (("ready to serve", "s", 0), ("resident memory", "MB", 1)):
        ours, theirs = (min(run[index] for run in runs) for runs in (relay, empty))
        print(f"{title}: {ours:.2f} {unit}, empty FastAPI app {theirs:.2f} {unit}, ratio {ours / theirs:.2f}")


def _start(port: int, *module: str) -> tuple[float, float]:
    """Seconds until the first answer, and megabytes resident after it."""
    began = time.perf_counter()
    with _running(port, *module) as child:
        seconds = time.perf_counter() - began
        return seconds, psutil.Process(child.pid).memory_info().rss / 1024**2


def _throughput(ports: dict[str, int]) -> float:
    """Requests a second of each, in turns, against apps that only parse the JSON; returns the relay's."""
    rates: dict[str, list[float]] = {name: [] for name in ports}
    for _ in range(ROUNDS):
        for name, port in ports.items():
            began = time.perf_counter()
            asyncio.run(_closed_loop(port))
            rates[name].append(REQUESTS / (time.perf_counter() - began))
    best = {name: statistics.median(measured) for name, measured in rates.items()}
    ratio = best["relay"] / best["httpx"]
    print(
        f"POST /deploy: {best['relay']:.0f}/s, with one httpx call {best['httpx']:.0f}/s, ratio {ratio:.2f}"
    )
    return best["relay"]


def _added_time(port: int, rate: float) -> None:
    """The stand-in answers at once, so that what a request takes is what the relay adds."""
    taken = sorted(asyncio.run(_open_loop(port, rate)))
    p50, p99 = (taken[int(len(taken) * share)] * 1000 for share in (0.5, 0.99))
    print(f"added time at {rate:.0f}/s over {len(taken)} requests: median {p50:.1f} ms, p99 {p99:.1f} ms")


async def _closed_loop(port: int) -> None:
    """As many connections as it takes, each sending its next request when it has its answer."""
    numbers = iter(range(REQUESTS))

    async def one_after_another() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for number in numbers:
            await _post(reader, writer, number)
        writer.close()

    await asyncio.gather(*(one_after_another() for _ in range(CONNECTIONS)))


async def _open_loop(port: int, rate: float) -> list[float]:
    """Requests at fixed moments, whether or not the ones before were answered; seconds from the moment on."""
    idle = [await asyncio.open_connection("127.0.0.1", port) for _ in range(CONNECTIONS)]
    loop = asyncio.get_running_loop()
    began, seconds = loop.time() + 0.1, []

    async def at(moment: float, number: int) -> None:
        await asyncio.sleep(moment - loop.time())
        connection = idle.pop() if idle else await asyncio.open_connection("127.0.0.1", port)
        await _post(*connection, number)
        seconds.append(loop.time() - moment)
        idle.append(connection)

    count = int(rate * HALF_LOAD_SECONDS)
    await asyncio.gather(*(at(began + number / rate, number) for number in range(count)))
    for _, writer in idle:
        writer.close()
    return seconds


async def _post(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, number: int) -> None:
    fields = {
        "email": "ada@example.com", "secret": SECRET, "task": "tide-table-7f3", "round": 1,
        "nonce": f"bench-{number}", "brief": "x" * 700, "checks": [{"js": "document.title === 'Tides'"}],
        "evaluation_url": "https://evaluator.example/notify", "attachments": [],
    }  # fmt: skip
    body = json.dumps(fields).encode()
    writer.write(b"POST /deploy HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    if not head.startswith(b"http/1.1 200"):
        raise RuntimeError(head.decode())
    await reader.readexactly(int(head.partition(b"content-length:")[2].split()[0]))


@contextlib.contextmanager
def _running(
    port: int, *module: str, github: str = "http://127.0.0.1:9"
) -> "Iterator[subprocess.Popen[bytes]]":
    """A Python module as a child that listens on `port`."""
    env = {
        "PATH": os.environ["PATH"], "GITHUB_TOKEN": "t", "CONTROL_REPO": "o/c", "ALLOWED_SECRETS": SECRET,
        "GITHUB_API_URL": github, "API_PORT": str(port), "GITHUB_POINTS_PER_MINUTE": "10000000",
        "GITHUB_POSTS_PER_MINUTE": "10000000",
    }  # fmt: skip
    child = subprocess.Popen([sys.executable, "-m", *module], cwd=ROOT, env=env, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port, child)
        yield child
    finally:
        child.terminate()
        child.wait(30)


def _wait_for(port: int, child: "subprocess.Popen[bytes]") -> None:
    while child.poll() is None:
        with contextlib.suppress(ConnectionError), socket.create_connection(("127.0.0.1", port)):
            return
        time.sleep(0.002)
    raise RuntimeError(f"{child.args!r} ended with {child.returncode}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port

"""The real `git http-backend` as a CGI program, streaming both ways."""

import asyncio
import subprocess
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass

from fastapi import Request
from starlette.requests import ClientDisconnect

CHUNK = 65536

_endings: set[asyncio.Task[None]] = set()
"""Requests whose work goes on; a task that nobody holds may be collected."""


@dataclass(frozen=True)
class Answer:
    """What the program says: status and headers at once, the body as it comes."""

    status: int
    headers: Mapping[str, str]
    body: AsyncIterator[bytes]


async def run(request: Request, env: Mapping[str, str], then: Callable[[], Awaitable[None]]) -> Answer:
    """Feed the request's body to git and return its answer; `then` is awaited before the last bytes go out.

    git reads its whole input before it answers at length, so the two directions need not overlap.
    """
    process = await asyncio.create_subprocess_exec(
        "git",
        "http-backend",
        env=dict(env),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    if process.stdin is None or process.stdout is None:
        raise RuntimeError("a child with pipes has none")
    try:
        await _feed(request, process.stdin)
        status, headers = await _head(process.stdout)
    except (ClientDisconnect, asyncio.CancelledError):
        process.kill()
        await process.wait()
        raise
    return Answer(status, headers, _body(process, process.stdout, then))


async def _feed(request: Request, pipe: asyncio.StreamWriter) -> None:
    """Hand the body on, unpacked: git's clients gzip large requests."""
    unpack = zlib.decompressobj(wbits=31) if request.headers.get("content-encoding") == "gzip" else None
    try:
        async for chunk in request.stream():
            pipe.write(unpack.decompress(chunk) if unpack else chunk)
            await pipe.drain()
    except (BrokenPipeError, ConnectionResetError):
        return  # git has refused and does not read on; its answer says why
    finally:
        pipe.close()


async def _head(pipe: asyncio.StreamReader) -> tuple[int, dict[str, str]]:
    status, headers = 200, {}
    while line := (await pipe.readline()).strip():
        name, _, value = line.decode("latin-1").partition(": ")
        if name.lower() == "status":
            status = int(value.split()[0])
        else:
            headers[name] = value
    return status, headers


async def _body(
    process: asyncio.subprocess.Process, pipe: asyncio.StreamReader, then: Callable[[], Awaitable[None]]
) -> AsyncIterator[bytes]:
    """The chunks, the last one held back until everything that follows from the request has happened."""
    held = b""
    try:
        while chunk := await pipe.read(CHUNK):
            if held:
                yield held
            held = chunk
    finally:
        ending = asyncio.create_task(_end(process, pipe, then))
        _endings.add(ending)
        ending.add_done_callback(_endings.discard)
    await asyncio.shield(ending)
    yield held


async def _end(
    process: asyncio.subprocess.Process, pipe: asyncio.StreamReader, then: Callable[[], Awaitable[None]]
) -> None:
    """Let git finish, also where its client has left: what was pushed is pushed, and has its consequences."""
    while await pipe.read(CHUNK):
        pass
    await process.wait()
    await then()

"""What the relay is measured against: `python -m scripts.benchmarks._relay_reference KIND PORT [GITHUB]`.

`empty` is a FastAPI app with one empty endpoint. `httpx` only parses the JSON of a POST and makes one
call to GITHUB, with that client. `github` is the stand-in: it answers every event 204 at once.
"""

import asyncio
import sys

DONE = b"HTTP/1.1 204 No Content\r\n\r\n"


def serve(app: object, port: int) -> None:
    """As the relay serves itself."""
    import uvicorn

    uvicorn.run(app, port=port, log_config=None, access_log=False, server_header=False)  # type: ignore[arg-type]


def empty(port: int) -> None:
    """The least that FastAPI can be."""
    from fastapi import FastAPI

    app = FastAPI()

    @app.get("/")
    async def nothing() -> None:
        pass

    serve(app, port)


def with_httpx(port: int, github: str) -> None:
    """One call with the client that the relay uses."""
    import httpx
    from fastapi import FastAPI, Request

    app, client = FastAPI(), httpx.AsyncClient()

    @app.post("/deploy")
    async def deploy(request: Request) -> int:
        answer = await client.post(f"{github}/dispatches", json=await request.json())
        return answer.status_code

    serve(app, port)


class Standin(asyncio.Protocol):
    """Answers as soon as a whole request is there."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin with nothing read."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - a TCP server has no other
        self._transport = transport
        self._read = b""

    def data_received(self, data: bytes) -> None:
        """Read on, and answer what is complete."""
        self._read += data
        head, found, rest = self._read.partition(b"\r\n\r\n")
        if not found:
            return
        length = next(
            (
                int(line.partition(b":")[2])
                for line in head.split(b"\r\n")
                if line.lower().startswith(b"content-length:")
            ),
            0,
        )
        if len(rest) >= length:
            self._read = rest[length:]
            self._transport.write(DONE)


async def github(port: int) -> None:
    """The stand-in for GitHub."""
    server = await asyncio.get_running_loop().create_server(Standin, "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    kind, own_port, *others = sys.argv[1:]
    if kind == "github":
        asyncio.run(github(int(own_port)))
    elif kind == "empty":
        empty(int(own_port))
    else:
        with_httpx(int(own_port), *others)

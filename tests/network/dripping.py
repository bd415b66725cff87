"""A server whose headers come a byte at a time and end after ten seconds: no caller here waits as long."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

PIECES, PAUSE = 500, 0.02


@contextmanager
def dripping_headers() -> Iterator[str]:
    """The address of one; who is still waiting when it ends is cut off."""
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        accepting = threading.Thread(target=_accept, args=(listener, over), daemon=True)
        accepting.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            over.set()
            listener.shutdown(socket.SHUT_RDWR)
            accepting.join()


def _accept(listener: socket.socket, over: threading.Event) -> None:
    threads = []
    with suppress(OSError):
        while True:
            threads.append(threading.Thread(target=_drip, args=(listener.accept()[0], over), daemon=True))
            threads[-1].start()
    for thread in threads:
        thread.join()


def _drip(line: socket.socket, over: threading.Event) -> None:
    with line, suppress(OSError):
        line.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\nX-Slow: ")
        for _ in range(PIECES):
            if over.wait(PAUSE):
                return
            line.sendall(b".")
        line.sendall(b"\r\n\r\n{}")

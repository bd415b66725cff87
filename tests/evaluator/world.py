"""Repositories, pages and endpoints on this machine that play a participant's part."""

import json
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from scripts.evaluator.__main__ import main
from scripts.evaluator.receiver import Receiver
from scripts.evaluator.task_templates import TaskTemplate

SOLUTIONS = Path(__file__).with_name("solutions")
MIT = Path(__file__).resolve().parents[2].joinpath("LICENSE").read_bytes()
README = b"""# An app

It shows what the brief of the task asks for, made from the files that came with it.

## Usage

Open the page. How to use the form: fill in every field and press the button; the answer appears below.
"""
SERVED = "served: "
"""Marks a file of a solution that only the live page has, as a workflow would make it."""

COMMAND = [sys.executable, "-m", "scripts.evaluator"]


def evaluate(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    """`scripts/evaluate` with these arguments: exit code, output, messages.

    In a thread of its own, since the tests' thread has a Playwright already.
    """
    codes: list[int] = []
    thread = threading.Thread(target=lambda: codes.append(main([*map(str, arguments)])))
    thread.start()
    thread.join()
    return codes[0], *capsys.readouterr()


def solution(template: TaskTemplate, seed: str, round_number: int, *, wrong: bool) -> dict[str, bytes]:
    """A reference app for one round of a template, or one with a planted fault."""
    jinja = Environment(loader=FileSystemLoader(SOLUTIONS), autoescape=False, undefined=StrictUndefined)
    values = template.values_for(seed) | {"round": round_number, "wrong": wrong}
    text = jinja.get_template(f"{template.path.stem}.jinja").render(values)
    parts = re.split(r"^=== (.+)\n", text, flags=re.MULTILINE)[1:]
    files = {name: content.encode() for name, content in zip(parts[::2], parts[1::2], strict=True)}
    return {"LICENSE": MIT, "README.md": README, **files}


def commit(folder: Path, files: Mapping[str, bytes]) -> str:
    """Commit the files to a repository, made if it is not there; the commit's SHA."""

    def git(*arguments: str) -> str:
        who = ("-c", "user.name=p", "-c", "user.email=p@example.com")
        command = ["git", *who, "-C", str(folder), *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

    if not (folder / ".git").exists():
        folder.mkdir(parents=True, exist_ok=True)
        git("init", "--quiet", "--initial-branch=main")
    publish(folder, {name: content for name, content in files.items() if not name.startswith(SERVED)})
    git("add", "--all")
    git("commit", "--quiet", "--allow-empty", "--message", "Work")
    git("update-server-info")  # so that a plain web server can serve it
    return git("rev-parse", "HEAD")


def publish(folder: Path, files: Mapping[str, bytes]) -> None:
    """Lay the files where a page is served from."""
    for name, content in files.items():
        path = folder / name.removeprefix(SERVED)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


class _Files(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it
        pass


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Serve a folder on loopback; yields its address."""
    folder.mkdir(parents=True, exist_ok=True)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Files, directory=str(folder)))
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def endpoint(answer: Callable[[dict[str, Any]], int]) -> Iterator[str]:
    """An endpoint whose `answer` takes a request and returns the status; yields its address."""
    with Receiver(lambda body: (answer(json.loads(body)), {})) as receiver:
        yield receiver.url

"""A forge on loopback: git over HTTP from bare repositories, and the two REST answers that are read."""

import json
import os
import subprocess
import threading
from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha1
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from orchestrator.records.site import Site

_GIT = {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull}
_AUTHOR = ["-c", "user.name=Test", "-c", "user.email=test@example.invalid", "-c", "init.defaultBranch=main"]


class Forge:
    """Repositories under `root`, and JSON answers by path (`/users/alice/repos` …); unknown ones are 404."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.answers: dict[str, Any] = {}
        self.statuses: list[int] = []
        """Statuses to answer with first, one a REST call, before the real answers."""
        self.asked: list[str] = []
        self.url = ""

    def create(self, repository: str) -> None:
        """Make the bare repository OWNER/NAME, without a commit."""
        self._git("init", "--bare", "--quiet", str(self.root / f"{repository}.git"))

    def push(self, repository: str, files: Mapping[str, bytes]) -> str:
        """Make the bare repository OWNER/NAME, or add to it, one commit of exactly `files`; its SHA."""
        bare, tree = self.root / f"{repository}.git", self.root / "tree"
        if not bare.exists():
            self.create(repository)
        tree.mkdir()
        Site(files).write(tree)
        env = {"GIT_DIR": str(bare), "GIT_WORK_TREE": str(tree), "GIT_INDEX_FILE": str(self.root / "index")}
        self._git("add", "--all", "--force", ".", env=env)
        self._git("commit", "--quiet", "--allow-empty", "-m", "round", env=env)
        subprocess.run(["rm", "-r", str(tree), str(self.root / "index")], check=True)
        return self._git("rev-parse", "HEAD", env=env).strip()

    def link(self, repository: str, name: str, target: str, mode: str = "120000") -> None:
        """Add one commit with a symbolic link at the root, or a file of another `mode` and of any name."""
        bare = self.root / f"{repository}.git"
        env = {
            "GIT_DIR": str(bare),
            "GIT_WORK_TREE": str(self.root),
            "GIT_INDEX_FILE": str(self.root / "index"),
        }
        (self.root / "target").write_text(target)
        blob = self._git("hash-object", "-w", str(self.root / "target"), env=env).strip()
        self._git("update-index", "--add", "--cacheinfo", f"{mode},{blob},{name}", env=env)
        self._git("commit", "--quiet", "-m", "link", env=env)

    def store_blob(self, repository: str, data: bytes) -> str:
        """Have the blob answered under its SHA, as GitHub does."""
        sha = sha1(b"blob %d\0" % len(data) + data).hexdigest()
        shape = {"sha": sha, "size": len(data), "encoding": "base64", "content": b64encode(data).decode()}
        self.answers[f"/repos/{repository}/git/blobs/{sha}"] = shape
        return sha

    def _git(self, *args: str, env: Mapping[str, str] = MappingProxyType({})) -> str:
        done = subprocess.run(
            ["git", *_AUTHOR, *args],
            env={**os.environ, **_GIT, **env},
            cwd=self.root,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


@contextmanager
def forge(root: Path) -> Iterator[Forge]:
    """Serve a forge until the block ends."""
    made = Forge(root)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(made))
    server.daemon_threads = True
    made.url = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield made
    server.shutdown()
    server.server_close()


def _handler(forge: Forge) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name in the base class
            pass

        def do_GET(self) -> None:
            if ".git/" in self.path:
                self._serve_git(b"")
                return
            forge.asked.append(self.path)
            answer = forge.answers.get(urlsplit(self.path).path)
            status = forge.statuses.pop(0) if forge.statuses else (404 if answer is None else 200)
            body = json.dumps(answer if status == 200 else {"message": "no"}).encode()
            self._answer(status, {"Content-Type": "application/json"}, body)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self._serve_git(body)

        def _serve_git(self, body: bytes) -> None:
            parts = urlsplit(self.path)
            env = {
                "GIT_PROJECT_ROOT": str(forge.root),
                "GIT_HTTP_EXPORT_ALL": "1",
                "PATH_INFO": parts.path,
                "QUERY_STRING": parts.query,
                "REQUEST_METHOD": self.command,
                "CONTENT_TYPE": self.headers.get("Content-Type", ""),
                "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
                "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
                "PATH": os.environ["PATH"],
            }
            done = subprocess.run(
                ["git", "http-backend"], input=body, env=env, capture_output=True, check=False
            )
            head, _, content = done.stdout.partition(b"\r\n\r\n")
            headers = dict(line.split(": ", 1) for line in head.decode().split("\r\n") if ": " in line)
            status = int(headers.pop("Status", "200").split()[0])
            self._answer(status, headers, content)

        def _answer(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    return Handler

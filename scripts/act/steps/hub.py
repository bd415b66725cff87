"""Requests of a step to the stand-in, and the files in which a runner takes a step's outputs."""

import json
import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit


def call(
    method: str, path: str, token: str, body: dict[str, Any] | None = None
) -> tuple[int, dict[str, Any]]:
    """One REST request, marked as the runner's own, which is not counted; `path` is below GITHUB_API_URL."""
    import http.client  # slow, and many steps make no request

    api = urlsplit(os.environ["GITHUB_API_URL"])
    connection = http.client.HTTPConnection(str(api.hostname), api.port, timeout=60)
    headers = {
        "Authorization": f"Bearer {token}",
        "Content-Type": "application/json",
        "X-Localhub-Runner": "1",
    }
    connection.request(method, api.path + path, None if body is None else json.dumps(body), headers)
    answer = connection.getresponse()
    content = answer.read()
    return answer.status, json.loads(content) if content else {}


def repository_path(path: str) -> str:
    """A path below the repository of this run."""
    return f"/repos/{os.environ['GITHUB_REPOSITORY']}{path}"


def artifact_folder(name: str) -> Path:
    """Where an artifact of this run lies."""
    return Path(os.environ["LOCALHUB_ARTIFACTS"]) / name


def output(**values: object) -> None:
    """Set outputs of the step."""
    with Path(os.environ["GITHUB_OUTPUT"]).open("a", encoding="utf-8") as file:
        file.writelines(f"{name}={value}\n" for name, value in values.items())


def failed(message: str) -> int:
    """Annotate the run with an error; the exit code of a failed step."""
    print(f"::error::{message}")
    return 1

"""Sign as the app, find its installation, and ask for a token with the permissions that the step names."""

import http.client
import json
import os
import sys
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import jwt


def main() -> int:
    """Print the mask and set the outputs."""
    env = os.environ
    times = {"iat": int(time.time()) - 60, "exp": int(time.time()) + 300}
    proof = jwt.encode({**times, "iss": env["APP"]}, env["KEY"], algorithm="RS256")
    found = call("GET", f"/users/{env['OWNER']}/installation", proof)
    asked: dict[str, Any] = {"permissions": permissions(env)} if permissions(env) else {}
    if names := env["REPOSITORIES"].replace(",", " ").split():
        asked["repositories"] = names
    made = call("POST", f"/app/installations/{found['id']}/access_tokens", proof, asked)
    print(f"::add-mask::{made['token']}")
    with Path(env["GITHUB_OUTPUT"]).open("a", encoding="utf-8") as output:
        output.write(f"token={made['token']}\ninstallation-id={found['id']}\n")
    return 0


def permissions(env: os._Environ[str]) -> dict[str, str]:
    """The inputs `permission-…`, as the API names them; they arrive as INPUT_ variables."""
    head = "INPUT_PERMISSION-"
    return {name.removeprefix(head).lower().replace("-", "_"): env[name] for name in env if name.startswith(head)}


def call(method: str, path: str, proof: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    """One request as the app; a refusal ends the step with GitHub's words."""
    api = urlsplit(os.environ["GITHUB_API_URL"])
    connection = http.client.HTTPConnection(str(api.hostname), api.port, timeout=60)
    headers = {"Authorization": f"Bearer {proof}", "X-Localhub-Runner": "1"}
    connection.request(method, api.path + path, json.dumps(body) if body is not None else None, headers)
    answer = connection.getresponse()
    result: dict[str, Any] = json.loads(answer.read())
    if answer.status >= 300:
        print(f"::error::{result['message']} ({answer.status})")
        sys.exit(1)
    return result


sys.exit(main())

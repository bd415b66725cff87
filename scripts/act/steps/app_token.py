"""create-github-app-token: sign as the app, find its installation, ask for a token."""

import os
import time
from typing import Any

import jwt

from scripts.act.steps.hub import call, failed, output


def main() -> int:
    """Mask the token and set it as an output."""
    env = os.environ
    times = {"iat": int(time.time()) - 60, "exp": int(time.time()) + 300}
    proof = jwt.encode({**times, "iss": env["APP"]}, env["KEY"], algorithm="RS256")
    status, installation = call("GET", f"/users/{env['OWNER']}/installation", proof)
    if status != 200:
        return failed(f"{installation.get('message')} ({status})")
    path = f"/app/installations/{installation['id']}/access_tokens"
    status, made = call("POST", path, proof, _asked(env))
    if status != 201:
        return failed(f"{made.get('message')} ({status})")
    print(f"::add-mask::{made['token']}")
    output(token=made["token"], **{"installation-id": installation["id"]})
    return 0


def _asked(env: "os._Environ[str]") -> dict[str, Any]:
    """What the step narrows the token to; without any permission named, it has all that the app has."""
    pairs = [line.split("=", 1) for line in env["PERMISSIONS"].split()]
    granted = {name: level for name, level in pairs if level}
    asked: dict[str, Any] = {"permissions": granted} if granted else {}
    if repositories := env["REPOSITORIES"].replace(",", " ").split():
        asked["repositories"] = repositories
    return asked

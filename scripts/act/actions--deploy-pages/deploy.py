"""Create a deployment at the stand-in and wait until it has succeeded or failed."""

import http.client
import json
import os
import sys
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit


def main() -> int:
    """Deploy the artifact of this run."""
    facts = json.loads(
        (Path(os.environ["LOCALHUB_ARTIFACTS"]) / os.environ["ARTIFACT"] / "artifact.json").read_text("utf-8")
    )
    body = {
        "artifact_id": facts["id"],
        "pages_build_version": os.environ["GITHUB_SHA"],
        "oidc_token": "local",
    }
    status, made = call("POST", "/pages/deployments", body)
    if status != 200:
        print(f"::error::Failed to create deployment (status: {status}): {made.get('message')}")
        return 1
    limit = time.monotonic() + float(os.environ["TIMEOUT"]) / 1000
    while time.monotonic() < limit:
        _, answer = call("GET", f"/pages/deployments/{made['id']}")
        state = answer.get("status")
        if state == "succeed":
            return succeeded(made["page_url"])
        if state in {"deployment_failed", "deployment_cancelled", "deployment_content_failed"}:
            print(f"::error::Deployment failed: {state}")
            return 1
        time.sleep(0.2)
    call("POST", f"/pages/deployments/{made['id']}/cancel", {})
    print("::error::Timeout reached, aborting!")
    return 1


def succeeded(url: str) -> int:
    """Name the page in the step's outputs."""
    with Path(os.environ["GITHUB_OUTPUT"]).open("a", encoding="utf-8") as output:
        output.write(f"page_url={url}\n")
    print("Reported success!")
    return 0


def call(method: str, path: str, body: dict[str, Any] | None = None) -> tuple[int, dict[str, Any]]:
    """One request below the repository's address, with the run's token."""
    api = urlsplit(os.environ["GITHUB_API_URL"])
    connection = http.client.HTTPConnection(str(api.hostname), api.port, timeout=60)
    headers = {"Authorization": f"Bearer {os.environ['TOKEN']}", "Content-Type": "application/json"}
    whole = f"{api.path}/repos/{os.environ['GITHUB_REPOSITORY']}{path}"
    connection.request(method, whole, json.dumps(body) if body is not None else None, headers)
    answer = connection.getresponse()
    content = answer.read()
    return answer.status, json.loads(content) if content else {}


sys.exit(main())

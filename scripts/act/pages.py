"""configure-pages and deploy-pages: what they ask of GitHub's REST API."""

import http.client
import json
import os
import time
from typing import Any
from urllib.parse import urlsplit

from scripts.act.runner import artifact_folder, failed, output

FAILED = {"deployment_failed", "deployment_cancelled", "deployment_content_failed", "deployment_lost"}
PAUSE = 0.2
"""Seconds between two looks; the real action waits five."""


def configure() -> int:
    """Output the site's address; fail as the real action does when the site does not exist."""
    status, body = _call("GET", "")
    if status != 200:
        return failed(f"Get Pages site failed. Error: {body.get('message')} ({status})")
    url = body["html_url"].rstrip("/")
    output(base_url=url, base_path=urlsplit(url).path)
    return 0


def deploy() -> int:
    """Deploy the artifact of this run; a deployment that takes too long is cancelled."""
    facts = artifact_folder(os.environ["ARTIFACT"]) / "artifact.json"
    if not facts.is_file():
        return failed(f"No artifacts named {os.environ['ARTIFACT']!r} were found for this workflow run.")
    number, sha = json.loads(facts.read_text("utf-8"))["id"], os.environ["GITHUB_SHA"]
    body = {"artifact_id": number, "pages_build_version": sha, "oidc_token": "local"}
    status, made = _call("POST", "/deployments", body)
    if status != 200:
        return failed(f"Failed to create deployment (status: {status}): {made.get('message')}")
    # the step's own time limit, unless the stand-in shortens all of them
    seconds = float(os.environ.get("LOCALHUB_DEPLOY_SECONDS") or float(os.environ["TIMEOUT"]) / 1000)
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        state = _call("GET", f"/deployments/{made['id']}")[1].get("status")
        if state == "succeed":
            output(page_url=made["page_url"])
            return 0
        if state in FAILED:
            return failed(f"Deployment failed, try again later: {state}")
        time.sleep(PAUSE)
    _call("POST", f"/deployments/{made['id']}/cancel", {})
    return failed("Timeout reached, aborting!")


def _call(method: str, path: str, body: dict[str, Any] | None = None) -> tuple[int, dict[str, Any]]:
    """One REST request below the Pages of this repository, marked as the runner's own: it is not counted."""
    api = urlsplit(os.environ["GITHUB_API_URL"])
    connection = http.client.HTTPConnection(str(api.hostname), api.port, timeout=60)
    headers = {
        "Authorization": f"Bearer {os.environ['TOKEN']}",
        "Content-Type": "application/json",
        "X-Localhub-Runner": "1",
    }
    url = f"{api.path}/repos/{os.environ['GITHUB_REPOSITORY']}/pages{path}"
    connection.request(method, url, None if body is None else json.dumps(body), headers)
    answer = connection.getresponse()
    content = answer.read()
    return answer.status, json.loads(content) if content else {}

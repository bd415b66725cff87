"""deploy-pages: create a deployment and wait until it has succeeded or failed."""

import json
import os
import time

from scripts.act.steps.hub import artifact_folder, call, failed, output, repository_path

FAILED = {"deployment_failed", "deployment_cancelled", "deployment_content_failed", "deployment_lost"}
PAUSE = 0.2
"""Seconds between two looks; the real action waits five."""


def main() -> int:
    """Deploy the artifact of this run; a deployment that takes too long is cancelled."""
    facts = artifact_folder(os.environ["ARTIFACT"]) / "artifact.json"
    if not facts.is_file():
        return failed(f"No artifacts named {os.environ['ARTIFACT']!r} were found for this workflow run.")
    body = {
        "artifact_id": json.loads(facts.read_text("utf-8"))["id"],
        "pages_build_version": os.environ["GITHUB_SHA"],
        "oidc_token": "local",
    }
    status, made = call("POST", repository_path("/pages/deployments"), os.environ["TOKEN"], body)
    if status != 200:
        return failed(f"Failed to create deployment (status: {status}): {made.get('message')}")
    here = repository_path(f"/pages/deployments/{made['id']}")
    limit = time.monotonic() + _seconds()
    while time.monotonic() < limit:
        state = call("GET", here, os.environ["TOKEN"])[1].get("status")
        if state == "succeed":
            output(page_url=made["page_url"])
            return 0
        if state in FAILED:
            return failed(f"Deployment failed, try again later: {state}")
        time.sleep(PAUSE)
    call("POST", f"{here}/cancel", os.environ["TOKEN"], {})
    return failed("Timeout reached, aborting!")


def _seconds() -> float:
    """The step's `timeout`, unless the stand-in shortens all of them."""
    return float(os.environ.get("LOCALHUB_DEPLOY_SECONDS") or float(os.environ["TIMEOUT"]) / 1000)

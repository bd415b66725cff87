"""Runs and jobs as GitHub's REST API shows them."""

import hashlib
from typing import Any

from scripts.localhub import serializers as shapes
from scripts.localhub.records import Job, Run, stamp
from scripts.localhub.world import World


def run(world: World, record: Run) -> dict[str, Any]:
    """`workflow-run`."""
    root = f"{world.api_url}/repos/{record.repository.full_name}/actions"
    here = f"{root}/runs/{record.id}"
    actor = shapes.account(world, world.account(record.actor))
    names = ("jobs", "logs", "artifacts", "cancel", "rerun")
    repo = shapes.minimal_repository(world, record.repository)
    return {
        "id": record.id,
        "name": record.workflow_name,
        "node_id": shapes.node_id("WFR", record.id),
        "check_suite_id": record.id,
        "check_suite_node_id": shapes.node_id("CS", record.id),
        "head_branch": record.branch,
        "head_sha": record.sha,
        "path": record.workflow,
        "display_title": record.title,
        "run_number": record.number,
        "run_attempt": record.attempt,
        "event": record.event,
        "status": record.status,
        "conclusion": record.conclusion,
        "workflow_id": workflow_id(record.workflow),
        "url": here,
        "html_url": f"{world.url}/{record.repository.full_name}/actions/runs/{record.id}",
        "pull_requests": [],
        "created_at": stamp(record.created_at),
        "updated_at": stamp(record.updated_at),
        "run_started_at": stamp(record.started_at or record.created_at),
        "actor": actor,
        "triggering_actor": actor,
        **{f"{name}_url": f"{here}/{name}" for name in names},
        "check_suite_url": f"{world.api_url}/repos/{record.repository.full_name}/check-suites/{record.id}",
        "previous_attempt_url": f"{here}/attempts/{record.attempt - 1}" if record.attempt > 1 else None,
        "workflow_url": f"{root}/workflows/{workflow_id(record.workflow)}",
        "head_commit": _head_commit(record),
        "repository": repo,
        "head_repository": repo,
    }


def _head_commit(record: Run) -> dict[str, Any]:
    person = {"name": "localhub", "email": "localhub@localhost"}
    return {
        "id": record.sha,
        "tree_id": record.sha,
        "message": record.title,
        "timestamp": stamp(record.created_at),
        "author": person,
        "committer": person,
    }


def workflow_id(path: str) -> int:
    """A number for a workflow file."""
    return int(hashlib.sha256(path.encode()).hexdigest()[:7], 16)


def job(world: World, record: Run, one: Job) -> dict[str, Any]:
    """`job`, with its steps."""
    root = f"{world.api_url}/repos/{record.repository.full_name}/actions"
    steps = [
        {
            "name": step.name,
            "status": step.status,
            "conclusion": step.conclusion,
            "number": step.number,
            "started_at": stamp(step.started_at),
            "completed_at": stamp(step.completed_at),
        }
        for step in one.steps
    ]
    return {
        "id": one.id,
        "run_id": record.id,
        "run_url": f"{root}/runs/{record.id}",
        "run_attempt": one.run_attempt,
        "node_id": shapes.node_id("CR", one.id),
        "head_sha": record.sha,
        "head_branch": record.branch,
        "url": f"{root}/jobs/{one.id}",
        "html_url": f"{world.url}/{record.repository.full_name}/actions/runs/{record.id}/job/{one.id}",
        "status": one.status,
        "conclusion": one.conclusion,
        "created_at": stamp(record.created_at),
        "started_at": stamp(one.started_at or record.created_at),
        "completed_at": stamp(one.completed_at),
        "name": one.name,
        "steps": steps,
        "check_run_url": f"{world.api_url}/repos/{record.repository.full_name}/check-runs/{one.id}",
        "labels": ["ubuntu-latest"],
        "runner_id": 1,
        "runner_name": "act",
        "runner_group_id": 1,
        "runner_group_name": "local",
        "workflow_name": record.workflow_name,
    }

"""Workflows, runs, jobs and artifacts as GitHub's REST API shows them."""

import hashlib
from datetime import timedelta
from typing import Any

from scripts.localhub.actions.artifacts import Artifact
from scripts.localhub.models import Job, Progress, Repository, Run, timestamp
from scripts.localhub.rest import serializers as shapes
from scripts.localhub.state import State


def workflow_id(path: str) -> int:
    """A number for a workflow file."""
    return int(hashlib.sha256(path.encode()).hexdigest()[:7], 16)


def workflow(state: State, repository: Repository, path: str, name: str) -> dict[str, Any]:
    """`workflow`."""
    number, html = workflow_id(path), f"{state.url}/{repository.full_name}"
    return {
        "id": number,
        "node_id": shapes.node_id("W", number),
        "name": name,
        "path": path,
        "state": "disabled_fork" if path in repository.disabled_workflows else "active",
        "created_at": timestamp(repository.created_at),
        "updated_at": timestamp(repository.pushed_at or repository.created_at),
        "url": f"{shapes.repository_api(state, repository)}/actions/workflows/{number}",
        "html_url": f"{html}/blob/{repository.default_branch}/{path}",
        "badge_url": f"{html}/workflows/{number}/badge.svg",
    }


def run(state: State, record: Run) -> dict[str, Any]:
    """`workflow-run`."""
    repository = shapes.repository_api(state, record.repository)
    root = f"{repository}/actions"
    here = f"{root}/runs/{record.id}"
    actor = shapes.account(state, state.account(record.actor))
    repo = shapes.minimal_repository(state, record.repository)
    return {
        "id": record.id,
        "name": record.workflow_name,
        "node_id": shapes.node_id("WFR", record.id),
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
        "html_url": f"{state.url}/{record.repository.full_name}/actions/runs/{record.id}",
        "pull_requests": [],
        "created_at": timestamp(record.created_at),
        "updated_at": timestamp(record.updated_at),
        "run_started_at": timestamp(record.started_at or record.created_at),
        "actor": actor,
        "triggering_actor": actor,
        **{f"{name}_url": f"{here}/{name}" for name in ("jobs", "logs", "artifacts", "cancel", "rerun")},
        "check_suite_url": f"{repository}/check-suites/{record.id}",
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
        "timestamp": timestamp(record.created_at),
        "author": person,
        "committer": person,
    }


def job(state: State, record: Run, one: Job) -> dict[str, Any]:
    """`job`, with its steps."""
    repository = shapes.repository_api(state, record.repository)
    return {
        "id": one.id,
        "run_id": record.id,
        "run_url": f"{repository}/actions/runs/{record.id}",
        "run_attempt": one.run_attempt,
        "node_id": shapes.node_id("CR", one.id),
        "head_sha": record.sha,
        "head_branch": record.branch,
        "url": f"{repository}/actions/jobs/{one.id}",
        "html_url": f"{state.url}/{record.repository.full_name}/actions/runs/{record.id}/job/{one.id}",
        "created_at": timestamp(record.created_at),
        **_progress(one),
        "started_at": timestamp(one.started_at or record.created_at),
        "name": one.name,
        "steps": [{"name": step.name, "number": step.number, **_progress(step)} for step in one.steps],
        "check_run_url": f"{repository}/check-runs/{one.id}",
        "labels": ["ubuntu-latest"],
        **dict.fromkeys(("runner_id", "runner_name", "runner_group_id", "runner_group_name")),
        "workflow_name": record.workflow_name,
    }


def _progress(one: Progress) -> dict[str, Any]:
    return {
        "status": one.status,
        "conclusion": one.conclusion,
        "started_at": timestamp(one.started_at),
        "completed_at": timestamp(one.completed_at),
    }


def artifact(state: State, record: Run, one: Artifact) -> dict[str, Any]:
    """`artifact`."""
    root = f"{shapes.repository_api(state, record.repository)}/actions/artifacts/{one.id}"
    created = timestamp(one.created_at)
    return {
        "id": one.id,
        "node_id": shapes.node_id("A", one.id),
        "name": one.name,
        "size_in_bytes": one.size,
        "url": root,
        "archive_download_url": f"{root}/zip",
        "expired": False,
        "created_at": created,
        "updated_at": created,
        "expires_at": timestamp(one.created_at + timedelta(days=90)),
        "workflow_run": {"id": record.id, "head_branch": record.branch, "head_sha": record.sha},
    }

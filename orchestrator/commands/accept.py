"""`orchestrator accept`: the event, or a plain request, becomes `RUN/task.json` and `RUN/attachments/`."""

import argparse
import json
import logging
from functools import partial
from pathlib import Path
from typing import Any

from orchestrator.errors import InvalidField
from orchestrator.records.workdir import WorkDir
from orchestrator.runtime import actions
from orchestrator.runtime.deadline import Deadline, utc_now
from orchestrator.settings import Settings
from orchestrator.task.event import read_event
from orchestrator.task.ownership import check_repository_name

logger = logging.getLogger(__name__)

BLOB_SECONDS = 60.0

MIN_MASKED = 4
"""A shorter value would blank out half of the log and is no secret."""


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Accept the event that was named."""
    accept(args.event, WorkDir(args.run), settings)
    return 0


def accept(path: Path, workdir: WorkDir, settings: Settings) -> None:
    """Read the event at `path`, mask what is private in the log, and write the envelope.

    Raises:
        InvalidField: the event is wrong, or names a repository that the request may not use.
    """
    with workdir.stage("accept") as count:
        event = _load(path)
        payload = event.get("client_payload")
        if isinstance(payload, dict) and "blob" in payload:
            count.api_calls["read"] = 1
            actions.mask(str(payload["blob"]))  # who knows it can read the task in a public repository
        envelope = read_event(event, partial(_read_blob, settings), utc_now())
        check_repository_name(
            envelope.task.repo or envelope.repo,
            settings.target_owner,
            settings.control_repo,
            from_form=payload is None,
        )
        for private in (envelope.task.email, envelope.task.nonce, envelope.task.evaluation_url or ""):
            if len(private) >= MIN_MASKED:
                actions.mask(private)
        workdir.save_envelope(envelope)
    actions.notice(f"{envelope.task_id} {envelope.repo or ''}", "task")
    logger.info(
        "accept: %s, round %d, %d checks, %d attachments, repository %s",
        envelope.task_id,
        envelope.round,
        len(envelope.task.checks),
        len(envelope.task.attachments),
        envelope.repo or "to be looked up",
    )


def _load(path: Path) -> dict[str, Any]:
    try:
        event = json.loads(path.read_bytes())
    except OSError as error:
        raise InvalidField("event", f"a readable file at {path} ({error.strerror})") from error
    except (ValueError, RecursionError) as error:
        raise InvalidField("event", f"JSON in {path} ({error})") from error
    if not isinstance(event, dict):
        raise InvalidField("event", f"a JSON object in {path}")
    return event


def _read_blob(settings: Settings, sha: str) -> bytes:
    from orchestrator.network.github import read_blob

    return read_blob(settings, Deadline.after(BLOB_SECONDS), sha)

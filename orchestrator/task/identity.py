"""Names and digests: pure functions of the request, so that a repeat is recognised."""

import hashlib
import json
import re
import unicodedata
from datetime import datetime

from orchestrator.task.model import Task

VERBS = frozenset({"deploy", "update", "revise", "build"})
"""What older senders put into `task` instead of a name."""

MAX_REPOSITORY_NAME = 100
"""GitHub's limit, in characters."""


def request_digest(task: Task) -> str:
    """The sha256 (hex) of e-mail, task, round and nonce."""
    return _digest(json.dumps([task.email, task.task, task.round, task.nonce], ensure_ascii=False))


def task_id(task: Task, received_at: datetime) -> str:
    """`deploy-YYYYMMDD-xxxxxxxx` for round 1, `update-…` later; a repeat has the same eight digits."""
    verb = "deploy" if task.round == 1 else "update"
    return f"{verb}-{received_at:%Y%m%d}-{request_digest(task)[:8]}"


def repository_name(task: Task) -> str | None:
    """The target repository's name.

    None for a later round of an older sender, whose `task` is a verb: that round goes to the newest one
    whose name ends with `owner_suffix(task)`.
    """
    if task.repo:
        return task.repo
    if not _is_verb(task):
        return _name(task, _digest(task.task))
    return _name(task, _digest(task.nonce)) if task.round == 1 else None


def owner_suffix(task: Task) -> str:
    """`-xxxxxx`: the end of the names of all repositories of one e-mail."""
    return f"-{_digest(task.email.strip().lower())[:6]}"


def pages_url(template: str, owner: str, repo: str) -> str:
    """The address of the repository's Pages site, from a template such as `https://{owner}.github.io/{repo}/`."""
    return template.format(owner=owner.lower(), repo=repo)


def _is_verb(task: Task) -> bool:
    return task.task.strip().lower() in VERBS


def _name(task: Task, digest: str) -> str:
    tail = f"-{digest[:6]}{owner_suffix(task)}"
    ascii_text = unicodedata.normalize("NFKD", task.task).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", ascii_text.lower()).strip("-") or "app"
    return "llm-app-" + slug[: MAX_REPOSITORY_NAME - len("llm-app-") - len(tail)].strip("-") + tail


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()

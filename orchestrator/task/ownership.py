"""Whose an app is, and which repositories a request may name."""

import hashlib

from orchestrator.errors import InvalidField
from orchestrator.task.model import Task

PREFIX = "llm-app-"


def sender_digest(task: Task, repository: str) -> str:
    """Identifies the e-mail of an app's sender in the public marker of `repository`.

    Slow and salted on purpose: the marker should not help to find the e-mail by trying many.
    """
    email, salt = task.email.strip().lower().encode(), repository.lower().encode()
    return hashlib.scrypt(email, salt=salt, n=2**14, r=8, p=1, dklen=16).hex()


def check_repository_name(repo: str | None, owner: str, control_repo: str, *, from_form: bool) -> None:
    """Refuse repositories that no app may have; other names than `llm-app-…` are for the owner's form only.

    Raises:
        InvalidField: the name is reserved, or not open to this request.
    """
    if repo is None:
        return
    name = repo.lower()
    reserved = {owner.lower(), ".github", control_repo.rpartition("/")[2].lower()}
    if name in reserved or name.endswith((".github.io", ".github.com")):
        raise InvalidField("repo", f"another name than {repo}, which is not for apps")
    if not from_form and not name.startswith(PREFIX):
        expected = f"a name that begins with {PREFIX}: only the form of the owner may name others"
        raise InvalidField("repo", expected)

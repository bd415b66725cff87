"""Tokens of every kind that GitHub issues, and what each permits."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from scripts.localhub.models import Run

Level = Literal["read", "write"]


@dataclass(frozen=True)
class Token:
    """One token. `scopes` count for classic ones, `permissions` and `repositories` for the others."""

    value: str
    kind: Literal["classic", "fine-grained", "app", "job", "none"]
    login: str  # who acts: the user, or the app's bot
    owner: str  # the account whose resources a fine-grained or app token reaches
    label: str  # its name in the counts; never the value
    scopes: frozenset[str] = frozenset()
    permissions: Mapping[str, str] = field(default_factory=dict)
    repositories: frozenset[str] | None = None  # full names in lower case; None: all of the owner
    run: Run | None = None
    """Of a job's token. act knows one for all jobs, so it has the permissions of all that are running."""

    def allows(self, permission: str, level: Level) -> bool:
        """Whether the token itself grants a permission, ownership apart."""
        if self.kind == "classic":
            return self.scope_for(permission) in self.scopes
        granted = [self.permissions]
        if self.run:
            granted = [job.permissions for job in self.run.current_jobs() if job.status == "in_progress"]
        always = (permission, level) == ("metadata", "read")
        return always or any(one.get(permission) in {"write", level} for one in granted)

    def covers(self, full_name: str) -> bool:
        """Whether a repository is among those that the token was made for."""
        name = full_name.lower()
        in_owner = name.partition("/")[0] == self.owner.lower()
        return self.kind == "classic" or (in_owner and name in (self.repositories or {name}))

    def scope_for(self, permission: str) -> str:
        """The scope by which a classic token has a permission."""
        return "workflow" if permission == "workflows" else "repo"

    @property
    def headers(self) -> dict[str, str]:
        """Headers of every answer: a classic token's scopes."""
        return {"x-oauth-scopes": ", ".join(sorted(self.scopes))} if self.kind == "classic" else {}

    @property
    def refusal(self) -> str:
        """GitHub's message when the token may not do something."""
        whose = "personal access token" if self.kind == "fine-grained" else "integration"
        return f"Resource not accessible by {whose}"


NO_TOKEN = Token("", "none", "", "", "")
"""Stands for the token of a request without one: it grants nothing."""


def random_token(prefix: str) -> str:
    """A token value with GitHub's prefix; random, so that tests find it if it leaks."""
    return prefix + secrets.token_hex(18)

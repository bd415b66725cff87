"""Tokens of every kind that GitHub issues, and what each lets its bearer do."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Kind = Literal["classic", "fine-grained", "app", "job"]
Level = Literal["read", "write"]

ALL = "*"


@dataclass(frozen=True)
class Token:
    """One token. `scopes` count for classic ones, `permissions` and `repositories` for the others."""

    value: str
    kind: Kind
    login: str
    """Who acts: the user, or the app's bot."""
    owner: str
    """The account whose resources a fine-grained or app token reaches."""
    label: str
    """How the counts name it; never the value."""
    scopes: frozenset[str] = frozenset()
    permissions: Mapping[str, str] = field(default_factory=lambda: defaultdict(str))
    """Answers any name: with an empty level for what is not granted."""
    repositories: frozenset[str] | str = ALL
    """Full names in lower case."""
    expires_at: datetime | None = None
    run: int | None = None
    """The run that a job's token belongs to."""

    def allows(self, permission: str, level: Level) -> bool:
        """Whether the token itself grants a permission, ownership apart."""
        if self.kind == "classic":
            return self._scope_for(permission) in self.scopes
        if permission == "metadata" and level == "read":
            return True
        return self.permissions[permission] in {"write", level}

    def covers(self, full_name: str) -> bool:
        """Whether a repository is among those that the token was made for."""
        owner = full_name.split("/", maxsplit=1)[0].lower()
        if self.kind == "classic":
            return True
        if owner != self.owner.lower():
            return False
        return self.repositories == ALL or full_name.lower() in self.repositories

    def _scope_for(self, permission: str) -> str:
        return "workflow" if permission == "workflows" else "repo"

    @property
    def headers(self) -> dict[str, str]:
        """What every answer tells of the token: a classic one's scopes."""
        return {"x-oauth-scopes": ", ".join(sorted(self.scopes))} if self.kind == "classic" else {}

    @property
    def refusal(self) -> str:
        """What GitHub says when the token may not do something."""
        whose = "personal access token" if self.kind == "fine-grained" else "integration"
        return f"Resource not accessible by {whose}"

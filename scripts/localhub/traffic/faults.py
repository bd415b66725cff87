"""Faults by rule: which call fails, and how."""

import fnmatch
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

PUSH = "POST /*/git-receive-pack"
"""The request of a push that carries the objects."""

PAGES = "GET /pages/*"
"""Any request to a Pages site."""

SECONDARY_LIMIT = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."


@dataclass(frozen=True)
class Rule:
    """One fault. Without `status`, `reset` or `half` it only delays."""

    endpoint: str
    """Method and path with wildcards, such as `POST /repos/*/pages`; REST paths without `/api/v3`."""
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = '{"message": "Server Error"}'
    delay: float = 0.0  # seconds before anything happens
    reset: bool = False  # reset the connection in place of an answer
    half: bool = False  # send half of the real answer, then close the connection
    done: bool = False  # process the request first: only the answer is lost; `half` always does
    times: int | None = 1  # to how many matching calls it applies; None: to all
    anonymous: bool = False  # apply to requests without credentials only

    @property
    def replaces_answer(self) -> bool:
        """Whether the caller does not get the real answer."""
        return self.status is not None or self.reset or self.half

    def applies(self, call: str, *, anonymous: bool) -> bool:
        """Whether the rule is for a call: its method and path, and whether it is without credentials."""
        return self.anonymous <= anonymous and fnmatch.fnmatchcase(call, self.endpoint)


ANONYMOUS_GIT_LIMITED = Rule(
    "GET /*/info/refs", 401, {"WWW-Authenticate": 'Basic realm="GitHub"'}, "Anonymous downloads are limited.",
    times=None, anonymous=True,
)  # fmt: skip
"""GitHub's limit on anonymous git downloads, in force since 2025."""

_WINDOW = (
    ("GET /repos/{repo}", 404, "Not Found"),
    ("POST /repos/{repo}/pages", 404, "Not Found"),
    ("POST /repos/{repo}/pages", 403, "Resource not accessible by personal access token"),
    ("POST /repos/{repo}/pages", 422, "The repository is not ready yet."),
    ("POST /repos/{repo}/statuses/*", 422, "No commit found for SHA"),
    ("GET /{repo}.git/info/refs", 404, "Repository not found."),
    ("GET /{repo}.git/info/refs", 403, "Write access to repository not granted."),
)
CREATION_WINDOW = tuple(
    Rule(endpoint, status, body=json.dumps({"message": words, "status": str(status)}))
    for endpoint, status, words in _WINDOW
)
"""What GitHub has answered to the first calls after the creation of the repository `{repo}`, for seconds."""


@dataclass
class Faults:
    """The active rules, one that applies several times as often in the list."""

    creation_window: Sequence[Rule] = ()
    """Rules for each repository that is created, with `{repo}` in place of its full name."""
    _rules: list[Rule] = field(default_factory=list)

    def add(self, rule: Rule) -> None:
        """Activate a rule."""
        self._rules += [rule] * (rule.times or 1)

    def created(self, repository: str) -> None:
        """Activate the creation window of a repository."""
        for rule in self.creation_window:
            self.add(replace(rule, endpoint=rule.endpoint.replace("{repo}", repository)))

    def clear(self) -> None:
        """Drop all rules."""
        self._rules.clear()

    def match(self, method: str, path: str, *, anonymous: bool) -> Rule | None:
        """The first rule that applies to a call, which uses it up by one."""
        call = f"{method} {path.removeprefix('/api/v3')}"
        found = next((rule for rule in self._rules if rule.applies(call, anonymous=anonymous)), None)
        if found and found.times is not None:
            self._rules.remove(found)
        return found

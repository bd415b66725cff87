"""The state of the stand-in behind one lock, with a directory as its store."""

import itertools
import secrets
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from scripts.localhub.errors import not_found
from scripts.localhub.git_server import commands as git
from scripts.localhub.models import Account, Repository, Run, now
from scripts.localhub.traffic.latency import Latency
from scripts.localhub.traffic.tokens import Token


@dataclass
class State:
    """Everything that is stored, and switches. `lock` guards every change; git and act run outside."""

    store: Path
    url: str = ""
    latency: Latency = field(default_factory=Latency)
    accounts: dict[str, Account] = field(default_factory=dict)  # by login in lower case
    tokens: dict[str, Token] = field(default_factory=dict)
    repositories: dict[str, Repository] = field(default_factory=dict)  # by `Repository.key`
    runs: dict[int, Run] = field(default_factory=dict)
    secrets: dict[str, Mapping[str, str]] = field(default_factory=dict)  # by `Repository.key`
    variables: dict[str, Mapping[str, str]] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)
    """Added to the environment of every step of the control repository."""
    control: str = ""  # `Repository.key` of the control repository
    app_token: str = ""
    """What create-github-app-token outputs in the control repository; empty: the step fails."""
    closed_organizations: set[str] = field(default_factory=set)
    """Logins (lower case) of organisations whose members may not create repositories."""
    deploy_seconds: float | None = None
    """Time limit of the deploy step; None: its own input."""
    pages_outcomes: list[str] = field(default_factory=list)
    """States of the next deployments in place of success: `deployment_failed`, `stuck` …"""
    run_workflows: bool = False
    """Whether act runs any workflow of target repositories, not only the pinned Pages actions."""
    workflow_run_events: bool = False
    """Whether a completed run starts the workflows that listen to `workflow_run`."""
    lock: threading.RLock = field(default_factory=threading.RLock)
    _ids: Iterator[int] = field(default_factory=lambda: itertools.count(1001))

    @property
    def api_url(self) -> str:
        """Root of the REST API, as an Enterprise Server has it."""
        return f"{self.url}/api/v3"

    @property
    def pages_template(self) -> str:
        """Address of a project site, with `{owner}` and `{repo}` to fill in."""
        return f"{self.url}/pages/{{owner}}/{{repo}}/"

    def next_id(self) -> int:
        """A number that nothing else has."""
        with self.lock:
            return next(self._ids)

    def account(self, login: str) -> Account:
        """An account by login.

        Raises:
            ApiError: 404.
        """
        found = self.accounts.get(login.lower())
        if found is None:
            raise not_found()
        return found

    def add_token(self, token: Token) -> str:
        """Make a token valid and return its value."""
        with self.lock:
            self.tokens[token.value] = token
        return token.value

    def repository(self, owner: str, name: str) -> Repository | None:
        """A repository by name, or None."""
        return self.repositories.get(f"{owner}/{name.removesuffix('.git')}".lower())

    def create_repository(self, owner: Account, name: str, *, private: bool = False) -> Repository:
        """Create an empty repository; the caller has checked that the name is free."""
        folder = self.store / "repositories" / owner.login / f"{name}.git"
        repository = Repository(self.next_id(), owner, name, folder, now(), private=private)
        git.create_bare(folder, repository.default_branch)
        with self.lock:
            self.repositories[repository.key] = repository
        return repository

    def pages_url(self, repository: Repository) -> str:
        """Where the repository's site is served."""
        return self.pages_template.format(owner=repository.owner.login.lower(), repo=repository.name)


def random_token(prefix: str) -> str:
    """A token value with GitHub's prefix; random, so that tests find it if it leaks."""
    return prefix + secrets.token_hex(18)

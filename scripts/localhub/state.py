"""The state of the stand-in behind one lock, with a directory as its store."""

import itertools
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from scripts.localhub.errors import not_found
from scripts.localhub.git_server import commands as git
from scripts.localhub.models import Account, Repository, Run, now
from scripts.localhub.traffic.calls import Call
from scripts.localhub.traffic.faults import Faults
from scripts.localhub.traffic.limits import Limits
from scripts.localhub.traffic.tokens import Token


class Latency(NamedTuple):
    """Seconds that the stand-in adds; all zero unless asked for.

    `api` to each REST call, `repository` to a creation, `push` to a push, `runner` before the first step of a
    run, `pages` to a deployment, and `edge` from there until the new content is served.
    """

    api: float = 0.0
    repository: float = 0.0
    push: float = 0.0
    runner: float = 0.0
    pages: float = 0.0
    edge: float = 0.0


@dataclass
class State:
    """Everything that is stored, and switches. `lock` guards every change; git and act run outside."""

    store: Path
    url: str = ""
    calls: list[Call] = field(default_factory=list)  # in the order of the answers
    limits: Limits = field(default_factory=Limits)
    faults: Faults = field(default_factory=Faults)
    latency: Latency = field(default_factory=Latency)
    accounts: dict[str, Account] = field(default_factory=dict)  # by login in lower case
    tokens: dict[str, Token] = field(default_factory=dict)  # by value
    repositories: dict[str, Repository] = field(default_factory=dict)  # by `Repository.key`
    runs: dict[int, Run] = field(default_factory=dict)
    secrets: dict[str, Mapping[str, str]] = field(default_factory=dict)  # by `Repository.key`
    variables: dict[str, Mapping[str, str]] = field(default_factory=dict)
    control: str = ""  # `Repository.key` of the control repository
    environment: Mapping[str, str] = field(default_factory=dict)  # of the control repository's steps
    app_token: str = ""  # what create-github-app-token outputs there; empty: the step fails
    closed_organizations: set[str] = field(default_factory=set)  # members may not create repositories there
    deploy_seconds: float | None = None  # time limit of the deploy step; None: its own input
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
        """Root of the REST API."""
        return f"{self.url}/api/v3"

    @property
    def pages_template(self) -> str:
        """Address of a project site, with `{owner}` and `{repo}` to fill in."""
        return f"{self.url}/pages/{{owner}}/{{repo}}/"

    def next_id(self) -> int:
        """A number that nothing else has."""
        return next(self._ids)

    def account(self, login: str) -> Account:
        """An account by login, or 404."""
        if found := self.accounts.get(login.lower()):
            return found
        raise not_found()

    def add_token(self, token: Token) -> str:
        """Make a token valid and return its value."""
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

    def head(self, repository: Repository) -> str | None:
        """The newest commit of the default branch; a checkout's present content is committed first."""
        if repository.work_tree is None:
            return git.resolve(repository.folder, f"refs/heads/{repository.default_branch}")
        with self.lock:
            return git.snapshot(repository.folder, repository.work_tree, repository.default_branch)

    def tree(self, repository: Repository, sha: str) -> Path:
        """A work tree of a commit; act copies it for each job, so that one serves all runs."""
        target = self.store / "trees" / repository.full_name / sha
        with self.lock:
            if not target.exists():
                git.checkout(repository.folder, sha, target, repository.default_branch)
        return target

    def runs_of(self, repository: Repository) -> list[Run]:
        """The runs of a repository, newest first."""
        with self.lock:
            return [run for run in reversed(self.runs.values()) if run.repository is repository]

    def pages_url(self, repository: Repository) -> str:
        """Where the repository's site is served."""
        return self.pages_template.format(owner=repository.owner.login.lower(), repo=repository.name)

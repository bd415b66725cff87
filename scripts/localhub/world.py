"""Everything the stand-in knows, behind one lock, with a directory as its store."""

import itertools
import json
import secrets
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from scripts.localhub import git
from scripts.localhub.errors import not_found
from scripts.localhub.records import Account, App, Repository, Run, now
from scripts.localhub.traffic.latency import Latency
from scripts.localhub.traffic.tokens import Token


@dataclass
class World:
    """The state of the stand-in. `lock` guards every change; git and act run outside it."""

    store: Path
    url: str = ""
    """Where it listens, without a slash at the end."""
    latency: Latency = field(default_factory=Latency)
    accounts: dict[str, Account] = field(default_factory=dict)
    tokens: dict[str, Token] = field(default_factory=dict)
    apps: dict[str, App] = field(default_factory=dict)
    """By number, as text."""
    repositories: dict[str, Repository] = field(default_factory=dict)
    """By full name in lower case."""
    runs: dict[int, Run] = field(default_factory=dict)
    secrets: dict[str, Mapping[str, str]] = field(default_factory=dict)
    """Repository (lower case) → its Actions secrets."""
    variables: dict[str, Mapping[str, str]] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)
    """Added to the environment of every step of the control repository: the machine's own peculiarities."""
    control: str = ""
    closed_organizations: set[str] = field(default_factory=set)
    """Logins (lower case) of organisations whose members may not create repositories."""
    push_protection: bool = True
    """Whether pushes that contain secrets are refused, as in every public repository."""
    deploy_seconds: float | None = None
    """When the deploy step gives up on a deployment; None: when its own input says."""
    paid_plan: bool = False
    """Whether private repositories may have Pages."""
    pages_outcomes: list[str] = field(default_factory=list)
    """States that the next deployments end in, in place of success: `deployment_failed`, `stuck` …"""
    chained: bool = False
    """Whether a completed run starts what listens for it (`workflow_run`); off, one attempt is looked at."""
    lost_events: list[str] = field(default_factory=list)
    """Events that GitHub accepts and then starts nothing for, one entry for each loss."""
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
        """A number that no other thing bears."""
        with self.lock:
            return next(self._ids)

    def account(self, login: str) -> Account:
        """The account `login`; GitHub compares without regard to case.

        Raises:
            ApiError: 404.
        """
        found = self.accounts.get(login.lower())
        if found is None:
            raise not_found()
        return found

    def add_account(self, account: Account) -> Account:
        """Make an account known."""
        with self.lock:
            return self.accounts.setdefault(account.login.lower(), account)

    def add_token(self, token: Token) -> str:
        """Make a token valid and return its value."""
        with self.lock:
            self.tokens[token.value] = token
        return token.value

    def repository(self, owner: str, name: str) -> Repository | None:
        """A repository by name, or None."""
        return self.repositories.get(f"{owner}/{name.removesuffix('.git')}".lower())

    def create_repository(self, owner: Account, name: str, *, private: bool = False) -> Repository:
        """Create an empty repository; the caller has seen that the name is free."""
        folder = self.store / "repositories" / owner.login / f"{name}.git"
        repository = Repository(self.next_id(), owner, name, folder, now(), private=private)
        git.create_bare(folder, repository.default_branch)
        with self.lock:
            self.repositories[repository.full_name.lower()] = repository
        self.save(repository)
        return repository

    def save(self, repository: Repository) -> None:
        """Write what is known of a repository beside it, for people to look at."""
        facts = {
            "full_name": repository.full_name,
            "description": repository.description,
            "pages": [vars(d) for d in repository.pages.deployments] if repository.pages else None,
            "statuses": [vars(status) for status in repository.statuses],
        }
        path = repository.folder.with_suffix(".json")
        path.write_text(json.dumps(facts, indent=1, default=str) + "\n", "utf-8")

    def pages_url(self, repository: Repository) -> str:
        """Where the repository's site is served."""
        return self.pages_template.format(owner=repository.owner.login.lower(), repo=repository.name)

    def loses(self, event: str) -> bool:
        """Whether this event is to be lost, as happens beyond 500 queued runs; each entry loses one."""
        with self.lock:
            lost = event in self.lost_events
            if lost:
                self.lost_events.remove(event)
        return lost

    @contextmanager
    def changing(self, repository: Repository) -> Iterator[None]:
        """Change a repository's facts under the lock and write them down."""
        with self.lock:
            yield
            self.save(repository)


def fresh_value(prefix: str) -> str:
    """A token value with GitHub's prefix; random, so that it is found if it leaks."""
    return prefix + secrets.token_hex(18)

"""`Hub`: the stand-in as a context manager, on a free port of loopback."""

import asyncio
import socket
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, Self

import uvicorn

from scripts.localhub.actions.engine import Engine
from scripts.localhub.app import application
from scripts.localhub.git_server import commands as git
from scripts.localhub.models import Account, Repository, Run
from scripts.localhub.state import State
from scripts.localhub.traffic.calls import Call, Counts
from scripts.localhub.traffic.middleware import Traffic
from scripts.localhub.traffic.tokens import Token, random_token

RELAY_LABEL = "relay token"
"""How the calls of the relay are told from those of runs."""


class Tokens(NamedTuple):
    """The tokens that the parts of the system need, as an owner would make them."""

    relay: str  # fine-grained: Contents: write and Actions: read on the control repository
    target: str  # classic with `repo` and `workflow`: creates and fills the target repositories


class _Server(uvicorn.Server):
    """Ends at once: uvicorn itself looks every tenth of a second whether to end, and then waits another."""

    async def main_loop(self) -> None:
        ticks = 0
        while not await self.on_tick(ticks):
            await asyncio.sleep(0.01)
            ticks += 1

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for listener in (*self.servers, *(sockets or ())):
            listener.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        if tasks := set(self.server_state.tasks):
            await asyncio.wait(tasks, timeout=self.config.timeout_graceful_shutdown)


class Hub:
    """GitHub on loopback. Use it in a `with` statement; it ends every process that it started.

    `state` holds everything stored and the switches, `faults` and `limits` make calls fail. `url` is the root
    of the web pages and of git, `api_url` that of the REST API, `pages_template` the address of a site.
    """

    def __init__(
        self,
        store: Path,
        control: Path | None = None,
        control_repo: str = "owner/control",
        *,
        secrets: Mapping[str, str] | None = None,
        variables: Mapping[str, str] | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        """Prepare a hub.

        `store` is a folder that it fills; `control` the checkout whose present content is the repository
        `control_repo`. `secrets` and `variables` are that repository's; the secret `TARGET_TOKEN` is the
        hub's own unless given. `environment` is added to that of its steps, where PAGES_URL is set anyway.
        """
        key, owner = control_repo.lower(), control_repo.partition("/")[0]
        self.state = State(store.resolve(), control=key, environment=dict(environment or {}))
        self.limits, self.faults, self.engine = self.state.limits, self.state.faults, Engine(self.state)
        self._control, self._control_repo = control, control_repo
        for login in (owner, "github-actions[bot]"):
            self.add_account(login)
        rights = {"contents": "write", "actions": "read"}
        relay = self.fine_grained_token(owner, rights, repositories=[key], label=RELAY_LABEL)
        self.tokens = Tokens(relay, self.classic_token(owner, "repo", "workflow", label="target token"))
        self.state.secrets[key] = {"TARGET_TOKEN": self.tokens.target, **(secrets or {})}
        self.state.variables[key] = dict(variables or {})

    def __enter__(self) -> Self:
        """Make the control repository and start to serve."""
        self.state.store.mkdir(parents=True, exist_ok=True)
        listener = socket.create_server(("127.0.0.1", 0))
        self.url = self.state.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        self.api_url, self.pages_template = self.state.api_url, self.state.pages_template
        if self._control:
            self.create_repository(self._control_repo, self._control)
        config = uvicorn.Config(
            Traffic(application(), self.engine), http="h11", ws="none", lifespan="off", access_log=False,
            log_level="critical", timeout_graceful_shutdown=1, timeout_keep_alive=60,
        )  # fmt: skip
        self._server = _Server(config)
        self._thread = threading.Thread(target=self._server.run, args=([listener],), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Kill what runs and stop serving."""
        self.engine.stop()
        self._server.should_exit = True
        self._thread.join()

    def add_account(self, login: str) -> None:
        """A user."""
        self.state.accounts[login.lower()] = Account(login, self.state.next_id())

    def add_organization(self, login: str, members: Sequence[str] = ()) -> None:
        """An organisation in which `members` may create repositories."""
        account = Account(login, self.state.next_id(), "Organization", frozenset(members))
        self.state.accounts[login.lower()] = account

    def classic_token(self, login: str, *scopes: str, label: str = "") -> str:
        """A classic personal access token."""
        label = label or f"classic of {login}"
        token = Token(random_token("ghp_"), "classic", login, login, label, frozenset(scopes))
        return self.state.add_token(token)

    def fine_grained_token(
        self, login: str, permissions: Mapping[str, str], *, repositories: Sequence[str] = (), label: str = ""
    ) -> str:
        """A fine-grained personal access token for some (default: all) repositories of `login`."""
        names = frozenset(name.lower() for name in repositories) or None
        value, label = random_token("github_pat_"), label or f"fine-grained of {login}"
        token = Token(value, "fine-grained", login, login, label, permissions=permissions, repositories=names)
        return self.state.add_token(token)

    def create_repository(self, full_name: str, work_tree: Path | None = None) -> Repository:
        """Create a repository without a request; with a `work_tree` it has that folder's present content."""
        owner, _, name = full_name.partition("/")
        repository = self.state.create_repository(self.state.account(owner), name)
        if work_tree:
            repository.work_tree = work_tree.resolve()
            git.exclude(repository.folder, repository.work_tree, self.state.store)
            if sha := self.state.head(repository):
                self.state.tree(repository, sha)  # so that the first run need not make it
        return repository

    def repository(self, full_name: str) -> Repository | None:
        """A repository's record, or None."""
        return self.state.repository(*full_name.split("/"))

    def runs(self) -> Sequence[Run]:
        """All runs in the order of their start, as live records."""
        with self.state.lock:
            return tuple(self.state.runs.values())

    def calls(self, since: int = 0) -> Counts:
        """Count the calls; `since` is an earlier length of `log()`."""
        return Counts.of(self.state.calls[since:])

    def log(self) -> Sequence[Call]:
        """Every call in the order of the answers."""
        return tuple(self.state.calls)

    def wait_idle(self, timeout: float = 120.0) -> bool:
        """Wait until no run is queued or running; False if `timeout` seconds were not enough."""
        return self.engine.wait_idle(timeout)

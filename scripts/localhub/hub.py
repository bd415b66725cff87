"""`Hub`: the stand-in as a context manager, on a free port of loopback."""

import socket
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import uvicorn

from scripts.localhub.app import build
from scripts.localhub.calls import Call, Counts, Ledger
from scripts.localhub.engine import Engine
from scripts.localhub.latency import Latency
from scripts.localhub.limits import Limits
from scripts.localhub.records import Account, Repository, Run
from scripts.localhub.tokens import Token
from scripts.localhub.world import World, fresh_value


@dataclass(frozen=True)
class Tokens:
    """The tokens that the parts of the system need, as an owner would make them."""

    relay: str
    """Fine-grained: Contents: write and Actions: read on the control repository."""
    target: str
    """Classic with `repo` and `workflow`: creates and fills the target repositories."""


class Hub:
    """GitHub on loopback. Use it in a `with` statement; nothing of it is left running afterwards."""

    def __init__(
        self,
        store: Path,
        control: Path | None = None,
        control_repo: str = "owner/control",
        *,
        secrets: Mapping[str, str] | None = None,
        variables: Mapping[str, str] | None = None,
        environment: Mapping[str, str] | None = None,
        latency: Latency | None = None,
        runners: int = 4,
        port: int = 0,
    ) -> None:
        """Prepare a hub.

        `store` is a folder that it fills; `control` the checkout whose present content is the repository
        `control_repo`. `secrets` and `variables` are that repository's; the secret `TARGET_TOKEN` is the
        hub's own unless given. `environment` is added to the environment of its steps. `runners` runs work
        at a time. `port` 0 takes a free one.
        """
        self.world = World(store.resolve(), latency=latency or Latency(), control=control_repo.lower())
        self.ledger, self.limits = Ledger(), Limits()
        self.engine = Engine(self.world, runners)
        self._port = port
        owner, _, name = control_repo.partition("/")
        self.owner = self.world.add_account(Account(owner, self.world.next_id()))
        self.world.add_account(Account("github-actions[bot]", self.world.next_id()))
        self.tokens = Tokens(
            relay=self.add_token("fine-grained", owner, "relay token", prefix="github_pat_",
                                 permissions={"contents": "write", "actions": "read"},
                                 repositories=frozenset({control_repo.lower()})),
            target=self.add_token("classic", owner, "target token", prefix="ghp_", scopes=frozenset({"repo", "workflow"})),
        )  # fmt: skip
        self.world.secrets[control_repo.lower()] = {"TARGET_TOKEN": self.tokens.target, **(secrets or {})}
        self.world.variables[control_repo.lower()] = dict(variables or {})
        self._environment = dict(environment or {})
        self._control = (control, name)

    def add_token(self, kind: str, login: str, label: str, *, prefix: str, **rights: object) -> str:
        """Make a token for `login` and return its value; `rights` are fields of `Token`."""
        value = fresh_value(prefix)
        return self.world.add_token(
            Token(value=value, kind=kind, login=login, label=label, **({"owner": login} | rights))
        )  # type: ignore[arg-type]

    def __enter__(self) -> Self:
        """Make the control repository and start to serve."""
        self.world.store.mkdir(parents=True, exist_ok=True)
        listener = socket.create_server(("127.0.0.1", self._port))
        self.world.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        self.world.environment = {"PAGES_URL": self.pages_template, **self._environment}
        control, name = self._control
        if control:
            self.create_repository(self.owner.login, name, control)
        app = build(self.world, self.engine, self.ledger, self.limits)
        config = uvicorn.Config(
            app, log_level="warning", access_log=False, lifespan="off", timeout_graceful_shutdown=1
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(
            target=self._server.run, args=([listener],), name="localhub", daemon=True
        )
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Kill what runs and stop serving."""
        self.engine.stop()
        self._server.should_exit = True
        self._thread.join()

    @property
    def url(self) -> str:
        """Root of the web pages and of git; no slash at the end."""
        return self.world.url

    @property
    def api_url(self) -> str:
        """Root of the REST API, for GITHUB_API_URL."""
        return self.world.api_url

    @property
    def pages_template(self) -> str:
        """For PAGES_URL: the address of a site with `{owner}` and `{repo}` in it."""
        return self.world.pages_template

    def create_repository(self, owner: str, name: str, work_tree: Path | None = None) -> Repository:
        """Create a repository without a request; with a `work_tree` it shows that folder's present content."""
        repository = self.world.create_repository(self.world.account(owner), name)
        if work_tree:
            repository.work_tree = work_tree.resolve()
            self.engine.refresh(repository)
        return repository

    def repository(self, full_name: str) -> Repository | None:
        """A repository's record, or None."""
        owner, _, name = full_name.partition("/")
        return self.world.repository(owner, name)

    def runs(self) -> Sequence[Run]:
        """All runs in the order of their start, as live records."""
        with self.world.lock:
            return tuple(self.world.runs.values())

    def calls(self, since: int = 0) -> Counts:
        """Count the calls; `since` is a length of `log()` seen earlier."""
        return self.ledger.counts(since)

    def log(self) -> Sequence[Call]:
        """Every call in the order of the answers."""
        return tuple(self.ledger.calls)

    def wait_idle(self, timeout: float = 120.0) -> bool:
        """Wait until no run is queued or working; False if `timeout` seconds were not enough."""
        return self.engine.wait_idle(timeout)

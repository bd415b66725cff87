"""`Hub`: the stand-in as a context manager, on a free port of loopback."""

import asyncio
import socket
import threading
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import uvicorn

from scripts.localhub import git
from scripts.localhub.actions.engine import Engine
from scripts.localhub.app import build
from scripts.localhub.recorder import Recorder
from scripts.localhub.records import Account, App, Repository, Run
from scripts.localhub.traffic.calls import Call, Counts, Ledger
from scripts.localhub.traffic.faults import Faults
from scripts.localhub.traffic.latency import Latency
from scripts.localhub.traffic.limits import Limits
from scripts.localhub.traffic.middleware import Protocol
from scripts.localhub.traffic.tokens import ALL, Token
from scripts.localhub.world import World, fresh_value

JOBS = "github-actions[bot]"


@dataclass(frozen=True)
class Tokens:
    """The tokens that the parts of the system need, as an owner would make them."""

    relay: str
    """Fine-grained: Contents: write and Actions: read on the control repository."""
    target: str
    """Classic with `repo` and `workflow`: creates and fills the target repositories."""


class Hub:
    """GitHub on loopback. Use it in a `with` statement; nothing of it is left running afterwards.

    `world` holds the state and the switches; `faults` and `limits` say what goes wrong; `recorder` keeps
    exchanges.
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
        latency: Latency | None = None,
        runners: int = 4,
        port: int = 0,
    ) -> None:
        """Prepare a hub.

        `store` is a folder that it fills; `control` the checkout whose present content is the repository
        `control_repo`. `secrets` and `variables` are that repository's; the secret `TARGET_TOKEN` is the
        hub's own unless given. `environment` is added to the environment of its steps, where PAGES_URL is set
        anyway. `runners` runs work at a time. `port` 0 takes a free one.
        """
        self.world = World(store.resolve(), latency=latency or Latency(), control=control_repo.lower())
        self.ledger, self.limits = Ledger(), Limits()
        self.faults, self.recorder = Faults(), Recorder()
        self.engine = Engine(self.world, runners)
        owner, _, self._name = control_repo.partition("/")
        self._owner, self._control, self._port = owner, control, port
        for login in (owner, JOBS):
            self.add_account(login)
        self.tokens = Tokens(self._relay_token(control_repo), self._target_token(owner))
        self.world.secrets[control_repo.lower()] = {"TARGET_TOKEN": self.tokens.target, **(secrets or {})}
        self.world.variables[control_repo.lower()] = dict(variables or {})
        self.world.environment = dict(environment or {})

    def __enter__(self) -> Self:
        """Make the control repository and start to serve."""
        self.world.store.mkdir(parents=True, exist_ok=True)
        listener = socket.create_server(("127.0.0.1", self._port))
        self.world.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        if self._control:
            self.create_repository(f"{self._owner}/{self._name}", self._control)
        app = build(self.world, self.engine, self.ledger, self.limits, self.faults, self.recorder)
        config = uvicorn.Config(
            app, http=Protocol, ws="none", log_level="critical", access_log=False, lifespan="off",
            timeout_graceful_shutdown=1, timeout_keep_alive=60,
        )  # fmt: skip
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._serve, args=(listener,), name="localhub", daemon=True)
        self._thread.start()
        return self

    def _serve(self, listener: socket.socket) -> None:
        asyncio.run(self._server.serve(sockets=[listener]))

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Kill what runs and stop serving."""
        self.engine.stop()
        self._server.should_exit = True
        self._thread.join()

    @property
    def url(self) -> str:
        """Root of the web pages and of git; no slash at the end. For GITHUB_SERVER_URL."""
        return self.world.url

    @property
    def api_url(self) -> str:
        """Root of the REST API, for GITHUB_API_URL."""
        return self.world.api_url

    @property
    def pages_template(self) -> str:
        """For PAGES_URL: the address of a site with `{owner}` and `{repo}` in it."""
        return self.world.pages_template

    def add_account(self, login: str) -> Account:
        """A user."""
        return self.world.add_account(Account(login, self.world.next_id()))

    def add_organization(self, login: str, members: Sequence[str] = ()) -> Account:
        """An organisation in which `members` may create repositories."""
        return self.world.add_account(
            Account(login, self.world.next_id(), "Organization", frozenset(members))
        )

    def classic_token(self, login: str, *scopes: str) -> str:
        """A classic personal access token."""
        return self.world.add_token(
            Token(fresh_value("ghp_"), "classic", login, login, f"classic of {login}", frozenset(scopes))
        )

    def fine_grained_token(
        self, login: str, permissions: Mapping[str, str], *, owner: str = "", repositories: Sequence[str] = ()
    ) -> str:
        """A fine-grained personal access token for the resources of `owner` (default: of `login`)."""
        return self.world.add_token(
            Token(
                value=fresh_value("github_pat_"),
                kind="fine-grained",
                login=login,
                owner=owner or login,
                label=f"fine-grained of {login}",
                permissions=defaultdict(str, permissions),
                repositories=frozenset(name.lower() for name in repositories) or ALL,
            )
        )

    def add_app(self, owner: str, permissions: Mapping[str, str]) -> tuple[str, str]:
        """A GitHub App that is installed at `owner`; its number and its private key in PEM."""
        from cryptography.hazmat.primitives import serialization as forms  # slow, rarely needed
        from cryptography.hazmat.primitives.asymmetric import rsa

        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        public = key.public_key().public_bytes(forms.Encoding.PEM, forms.PublicFormat.SubjectPublicKeyInfo)
        private = key.private_bytes(forms.Encoding.PEM, forms.PrivateFormat.PKCS8, forms.NoEncryption())
        app = App(self.world.next_id(), owner, public, permissions)
        self.world.apps[str(app.id)] = app
        self.add_account(app.bot)
        return str(app.id), private.decode()

    def installation_token(self, owner: str, permissions: Mapping[str, str]) -> str:
        """A token of an app's installation, without the exchange that leads to it."""
        bot = self.add_account(f"app-of-{owner}[bot]")
        value, label = fresh_value("ghs_"), f"installation at {owner}"
        rights = defaultdict(str, permissions)
        return self.world.add_token(Token(value, "app", bot.login, owner, label, permissions=rights))

    def revoke(self, token: str) -> None:
        """Make a token invalid, as if it had expired."""
        self.world.tokens.pop(token, None)

    def create_repository(self, full_name: str, work_tree: Path | None = None) -> Repository:
        """Create a repository without a request; with a `work_tree` it shows that folder as it is."""
        owner, _, name = full_name.partition("/")
        repository = self.world.create_repository(self.world.account(owner), name)
        if work_tree:
            repository.work_tree = work_tree.resolve()
            git.leave_out(repository.folder, repository.work_tree, self.world.store)
            self.engine.prepare(repository)
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

    def _relay_token(self, control: str) -> str:
        token = Token(
            value=fresh_value("github_pat_"),
            kind="fine-grained",
            login=self._owner,
            owner=self._owner,
            label="relay token",
            permissions=defaultdict(str, contents="write", actions="read"),
            repositories=frozenset({control.lower()}),
        )
        return self.world.add_token(token)

    def _target_token(self, owner: str) -> str:
        scopes = frozenset({"repo", "workflow"})
        return self.world.add_token(
            Token(fresh_value("ghp_"), "classic", owner, owner, "target token", scopes)
        )

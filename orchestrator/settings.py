"""The orchestrator's configuration, read once from the environment by the entry point."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, cast
from urllib.parse import parse_qsl

from pydantic import SecretStr

from orchestrator.errors import SettingsError
from orchestrator.text.addresses import split_address

DEFAULT_MODEL = "gpt-5-mini"
"""Used if no `…_MODEL` is set."""

NO_KEY = "none"
"""Sent to an endpoint that has a `…_BASE_URL` but no key: a local server."""

_TOKEN = ("[!-~]*", "one token, without spaces or line breaks")

OnModelFailure = Literal["fail", "offline"]


@dataclass(frozen=True)
class Provider:
    """One OpenAI-compatible endpoint."""

    model: str
    api_key: SecretStr
    base_url: str | None = None  # None means api.openai.com.
    query: Mapping[str, str] = field(default_factory=dict)
    """Sent with every request, such as Azure's `api-version`."""
    max_tokens: int | None = None
    """Output limit of an answer; None: asked for only where the endpoint demands one or cuts early."""
    setting: str = field(default="OPENAI", compare=False)  # the beginning of its settings' names


@dataclass(frozen=True)
class Settings:
    """All settings; each job's environment has only its own part of them."""

    control_repo: str = ""  # OWNER/NAME of the repository that runs the workflow
    target_owner: str = ""
    api_url: str = "https://api.github.com"
    server_url: str = "https://github.com"
    pages_url: str = "https://{owner}.github.io/{repo}/"  # template of a project site's address
    run_id: str = ""  # of the workflow run; empty on other machines
    run_url: str | None = None
    target_token: SecretStr = field(default_factory=lambda: SecretStr(""))
    """Writes to target repositories; in the publish job only."""
    github_token: SecretStr = field(default_factory=lambda: SecretStr(""))
    """The run's own token: reads the control repository."""
    providers: tuple[Provider, ...] = ()
    """In the order in which they are tried. Empty: the offline generator is used."""
    on_model_failure: OnModelFailure = "fail"
    model_idle_seconds: float = 90.0
    """Silence in the middle of an answer that ends the call; the first piece may take all the time left."""
    candidates: int = 1
    """First versions of an app that are asked for in parallel; the one that verifies best goes on."""
    allow_private_urls: bool = False
    prices: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    """Model → dollars per million prompt and completion tokens."""
    task_seconds: float = 600.0  # from receipt to callback: evaluators wait ten minutes
    cdn_mirror: str | None = None  # a node_modules folder used in place of CDNs that cannot be reached
    debug: bool = False

    @property
    def credentials(self) -> tuple[str, ...]:
        """The names of the secrets that this process has, for the log."""
        present = {
            "OPENAI_API_KEY": any(p.api_key.get_secret_value() != NO_KEY for p in self.providers),
            "TARGET_TOKEN": bool(self.target_token.get_secret_value()),
            "GITHUB_TOKEN": bool(self.github_token.get_secret_value()),
        }
        return tuple(name for name, is_set in present.items() if is_set)


def read_settings(env: Mapping[str, str]) -> Settings:
    """Read the settings from an environment.

    Raises:
        SettingsError: a variable has a wrong value; the message names it.
    """
    control_repo = env.get("CONTROL_REPO") or env.get("GITHUB_REPOSITORY", "")
    on_failure = _text(env, "ON_MODEL_FAILURE", "|fail|offline", "fail or offline") or "fail"
    server = (env.get("GITHUB_SERVER_URL") or Settings.server_url).rstrip("/")
    run_id = env.get("GITHUB_RUN_ID", "")
    return Settings(
        control_repo=control_repo,
        target_owner=_owner(env) or control_repo.split("/")[0],
        api_url=(env.get("GITHUB_API_URL") or Settings.api_url).rstrip("/"),
        server_url=server,
        pages_url=_pages_template(env),
        run_id=run_id,
        run_url=f"{server}/{control_repo}/actions/runs/{run_id}" if run_id and control_repo else None,
        target_token=SecretStr(_text(env, "TARGET_TOKEN", *_TOKEN)),
        github_token=SecretStr(_text(env, "GITHUB_TOKEN", *_TOKEN)),
        providers=tuple(p for p in (_provider(env, "OPENAI_"), _provider(env, "FALLBACK_")) if p),
        model_idle_seconds=_number(env, "MODEL_IDLE_SECONDS", Settings.model_idle_seconds),
        candidates=_count(env, "CANDIDATES", 8) or 1,
        on_model_failure=cast("OnModelFailure", on_failure),
        allow_private_urls=_flag(env, "ALLOW_PRIVATE_URLS"),
        prices=_prices(env),
        task_seconds=_number(env, "TASK_SECONDS", Settings.task_seconds),
        cdn_mirror=env.get("CDN_MIRROR") or None,
        debug=_flag(env, "DEBUG"),
    )


def _owner(env: Mapping[str, str]) -> str:
    name = "TARGET_OWNER" if env.get("TARGET_OWNER", "").strip() else "GITHUB_USERNAME"
    return _text(env, name, "|[A-Za-z0-9][A-Za-z0-9_-]*", "the name of a GitHub account")


def _text(env: Mapping[str, str], name: str, pattern: str, expected: str) -> str:
    """A value without the space around it (a pasted token often ends with a line break)."""
    value = env.get(name, "").strip()
    if not re.fullmatch(pattern, value):
        raise SettingsError(name, expected)
    return value


def _provider(env: Mapping[str, str], prefix: str) -> Provider | None:
    """An endpoint is set by its key, its address, or both."""
    key = _text(env, f"{prefix}API_KEY", "[ -~]*", "one line of plain characters")
    address = env.get(f"{prefix}BASE_URL", "").strip()
    if not key and not address:
        return None
    model = env.get(f"{prefix}MODEL", "").strip() or DEFAULT_MODEL
    base_url, query = _base_url(f"{prefix}BASE_URL", address) if address else (None, {})
    limit = _count(env, f"{prefix}MAX_TOKENS", 1_000_000)
    return Provider(model, SecretStr(key or NO_KEY), base_url, query, limit, prefix.removesuffix("_"))


def _base_url(name: str, address: str) -> tuple[str, dict[str, str]]:
    """The address without query and without the path of a call, which the client adds itself."""
    parts = split_address(address)
    if not parts or parts.scheme not in {"http", "https"} or not parts.hostname:
        raise SettingsError(name, "an address that begins with https:// or http://")
    path = parts.path.rstrip("/").removesuffix("/chat/completions")
    return parts._replace(path=path, query="", fragment="").geturl(), dict(parse_qsl(parts.query))


def _pages_template(env: Mapping[str, str]) -> str:
    template = env.get("PAGES_URL") or Settings.pages_url
    bare = template.replace("{owner}", "").replace("{repo}", "")
    if "{repo}" not in template or re.search("[{}]", bare) or not bare.startswith(("http://", "https://")):
        raise SettingsError("PAGES_URL", "an address with {owner} and {repo} in it")
    return template


def _prices(env: Mapping[str, str]) -> dict[str, tuple[float, float]]:
    """`MODEL_PRICES`: `model=prompt/completion, …` in dollars per million tokens."""
    prices = {}
    for entry in filter(None, (part.strip() for part in env.get("MODEL_PRICES", "").split(","))):
        try:
            model, _, pair = entry.rpartition("=")
            prompt, completion = (float(number) for number in pair.split("/"))
        except ValueError as error:
            raise SettingsError("MODEL_PRICES", "entries such as model=0.25/2.00") from error
        prices[model.strip()] = (prompt, completion)
    return prices


def _count(env: Mapping[str, str], name: str, most: int) -> int | None:
    expected = f"a whole number from 1 to {most}"
    value = _text(env, name, "[0-9]{0,9}", expected)
    if value and not 0 < int(value) <= most:
        raise SettingsError(name, expected)
    return int(value) if value else None


def _number(env: Mapping[str, str], name: str, default: float) -> float:
    try:
        number = float(env.get(name) or default)
    except ValueError as error:
        raise SettingsError(name, "a number of seconds") from error
    if not 0 < number < 86_400:
        raise SettingsError(name, "a number of seconds, at most a day's")
    return number


def _flag(env: Mapping[str, str], name: str) -> bool:
    return _text(env, name, "(?i)|0|1|false|true|no|yes", "1 or 0").lower() in {"1", "true", "yes"}

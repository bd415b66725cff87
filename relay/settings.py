"""The relay's configuration, read once from the environment by the entry point."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from pydantic import SecretStr

from orchestrator.errors import SettingsError

_REPOSITORY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*/(?!\.{1,2}$)[A-Za-z0-9._-]+")


@dataclass(frozen=True)
class Settings:
    """Whom to trust, where the events go, and the limits."""

    github_token: SecretStr
    """Needs Contents: write (events) and Actions: read (status) on the control repository."""
    control_repo: str
    """OWNER/NAME of the repository that runs the workflow."""
    allowed_secrets: tuple[SecretStr, ...]
    target_owner: str
    """Account of the target repositories: the control repository's unless TARGET_OWNER says otherwise."""
    api_url: str = "https://api.github.com"
    server_url: str = "https://github.com"
    pages_url: str = "https://{owner}.github.io/{repo}/"
    public_url: str | None = None
    """The relay's own address for `status_url`; None takes it from the request."""
    host: str = "127.0.0.1"
    port: int = 8000
    """0 takes a free one, which the log names."""
    debug: bool = False
    max_body_bytes: int = 10_000_000
    body_seconds: float = 30.0
    """How long a body may take to arrive."""
    answer_seconds: float = 10.0
    """From the body's last byte to the answer."""
    connections: int = 64
    """Calls to GitHub at a time; GitHub allows 100."""
    points_per_minute: int = 700
    """GitHub allows 900 (a POST is 5, a GET 1); the rest is for the runs that use the same account."""
    posts_per_minute: int = 75
    """GitHub allows about 80 that create content, and silently drops runs over 500 in ten seconds."""


def read_settings(env: Mapping[str, str]) -> Settings:
    """Read the settings from an environment.

    Raises:
        SettingsError: a variable is missing or holds something else than it should; the message names it.
    """
    control_repo = _control_repo(env)
    return Settings(
        github_token=_token(env),
        control_repo=control_repo,
        allowed_secrets=_secrets(env),
        target_owner=_owner(env, control_repo),
        api_url=_address(env, "GITHUB_API_URL", Settings.api_url),
        server_url=_address(env, "GITHUB_SERVER_URL", Settings.server_url),
        pages_url=_pages_template(env),
        public_url=_address(env, "PUBLIC_URL", "") or None,
        host=_text(env, "API_HOST") or Settings.host,
        port=_whole(env, "API_PORT", Settings.port, 0, 65535),
        debug=_flag(env, "DEBUG"),
        max_body_bytes=_whole(env, "MAX_BODY_BYTES", Settings.max_body_bytes, 1_000, 40_000_000),
        body_seconds=_number(env, "BODY_SECONDS", Settings.body_seconds, 1, 600),
        answer_seconds=_number(env, "ANSWER_SECONDS", Settings.answer_seconds, 1, 600),
        connections=_whole(env, "GITHUB_CONNECTIONS", Settings.connections, 1, 100),
        points_per_minute=_whole(env, "GITHUB_POINTS_PER_MINUTE", Settings.points_per_minute, 10, 10_000_000),
        posts_per_minute=_whole(env, "GITHUB_POSTS_PER_MINUTE", Settings.posts_per_minute, 2, 10_000_000),
    )


def _text(env: Mapping[str, str], name: str) -> str:
    return env.get(name, "").strip()


def _token(env: Mapping[str, str]) -> SecretStr:
    token = _text(env, "GITHUB_TOKEN")
    if not token or not token.isascii() or not token.isprintable() or " " in token:
        raise SettingsError("GITHUB_TOKEN", "a token that may write the contents of the control repository")
    return SecretStr(token)


def _control_repo(env: Mapping[str, str]) -> str:
    repository = _text(env, "CONTROL_REPO")
    if not _REPOSITORY.fullmatch(repository):
        raise SettingsError("CONTROL_REPO", "OWNER/NAME of the repository that runs the workflow")
    return repository


def _owner(env: Mapping[str, str], control_repo: str) -> str:
    name = next((name for name in ("TARGET_OWNER", "GITHUB_USERNAME") if _text(env, name)), "")
    owner = _text(env, name) or control_repo.split("/", maxsplit=1)[0]
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]*", owner):
        raise SettingsError(name, "the name of a GitHub account")
    return owner


def _secrets(env: Mapping[str, str]) -> tuple[SecretStr, ...]:
    secrets = [part.strip() for part in env.get("ALLOWED_SECRETS", "").split(",")]
    if not any(secrets):
        raise SettingsError("ALLOWED_SECRETS", "at least one shared secret, several separated by commas")
    return tuple(SecretStr(secret) for secret in secrets if secret)


def _address(env: Mapping[str, str], name: str, default: str) -> str:
    address = (_text(env, name) or default).rstrip("/")
    if address and not _can_be_called(address):
        raise SettingsError(name, "a plain http:// or https:// address without user or query")
    return address


def _can_be_called(address: str) -> bool:
    try:
        parts = urlsplit(address)
        readable = address.isascii() and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    return readable and re.fullmatch(r"https?://[^\s/?#@]+(/[^\s?#]*)?", address) is not None


def _pages_template(env: Mapping[str, str]) -> str:
    template = _text(env, "PAGES_URL") or Settings.pages_url
    bare = template.replace("{owner}", "").replace("{repo}", "")
    if (
        "{repo}" not in template
        or "{" in bare
        or "}" in bare
        or not template.startswith(("http://", "https://"))
    ):
        raise SettingsError("PAGES_URL", "an address with {repo}, and perhaps {owner}, in it")
    return template


def _number(env: Mapping[str, str], name: str, default: float, least: float, most: float) -> float:
    try:
        number = float(_text(env, name) or default)
    except ValueError as error:
        raise SettingsError(name, f"a number from {least:,} to {most:,}") from error
    if not least <= number <= most:
        raise SettingsError(name, f"a number from {least:,} to {most:,}")
    return number


def _whole(env: Mapping[str, str], name: str, default: int, least: int, most: int) -> int:
    number = _number(env, name, default, least, most)
    if number != int(number):
        raise SettingsError(name, f"a whole number from {least:,} to {most:,}")
    return int(number)


def _flag(env: Mapping[str, str], name: str) -> bool:
    value = _text(env, name).lower()
    if value not in {"", "0", "1", "false", "true", "no", "yes"}:
        raise SettingsError(name, "1 or 0")
    return value in {"1", "true", "yes"}

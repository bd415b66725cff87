"""The relay's configuration, read once from the environment by the entry point."""

import re
from collections.abc import Mapping
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError
from pydantic.fields import FieldInfo

from relay.errors import WrongSettings


def _split_secrets(text: object) -> list[str]:
    secrets = [secret for part in str(text).split(",") if (secret := part.strip())]
    if not secrets:
        raise ValueError("no secret")
    return secrets


def _check_token(token: SecretStr) -> SecretStr:
    if not re.fullmatch(r"[!-~]+", token.get_secret_value()):
        raise ValueError("white space or a character outside of ASCII")
    return token


def _check_address(address: str) -> str:
    address = address.rstrip("/")
    parts = urlsplit(address)
    plain = address.isascii() and re.fullmatch(r"https?://[^\s/?#@]+(/[^\s?#]*)?", address)
    if not plain or not parts.hostname or parts.port == 0:
        raise ValueError("not a plain address")
    return address


def _check_template(template: str) -> str:
    rest = template.replace("{owner}", "").replace("{repo}", "")
    if "{repo}" not in template or re.search("[{}]", rest) or not re.match("https?://", template):
        raise ValueError("not a template")
    return template


_Token = Annotated[SecretStr, AfterValidator(_check_token)]
_Secrets = Annotated[tuple[SecretStr, ...], BeforeValidator(_split_secrets)]
_Address = Annotated[str, AfterValidator(_check_address)]
_Template = Annotated[str, AfterValidator(_check_template)]
_Account = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]*$")]
_Repository = Annotated[
    str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]*/(\.{0,2}[A-Za-z0-9_-][A-Za-z0-9._-]*|\.{3,})$")
]


class Settings(BaseModel):
    """Whom to trust, where the events go, and the limits."""

    model_config = ConfigDict(frozen=True)

    github_token: _Token = Field(alias="GITHUB_TOKEN", description="Contents: write, Actions: read")
    control_repo: _Repository = Field(
        alias="CONTROL_REPO", description="OWNER/NAME of the control repository"
    )
    allowed_secrets: _Secrets = Field(alias="ALLOWED_SECRETS", description="separated by commas")
    target_owner: _Account = Field(
        "", alias="TARGET_OWNER", description="account of the apps (or GITHUB_USERNAME; default: OWNER)"
    )
    host: str = Field("127.0.0.1", alias="API_HOST", description="where to listen")
    port: int = Field(8000, alias="API_PORT", ge=0, le=65535, description="0 takes a free one, see the log")
    public_url: _Address | None = Field(None, alias="PUBLIC_URL", description="the relay's own address")
    api_url: _Address = Field("https://api.github.com", alias="GITHUB_API_URL")
    server_url: _Address = Field("https://github.com", alias="GITHUB_SERVER_URL")
    pages_url: _Template = Field("https://{owner}.github.io/{repo}/", alias="PAGES_URL")
    max_body_bytes: int = Field(10_000_000, alias="MAX_BODY_BYTES", ge=1_000, le=40_000_000)
    body_seconds: float = Field(30.0, alias="BODY_SECONDS", ge=1, le=600, description="for a body to arrive")
    answer_seconds: float = Field(
        10.0, alias="ANSWER_SECONDS", ge=1, le=600, description="from a body's end to the answer"
    )
    connections: int = Field(64, alias="GITHUB_CONNECTIONS", ge=1, le=100, description="calls at a time")
    points_per_minute: int = Field(700, alias="GITHUB_POINTS_PER_MINUTE", ge=10, le=10_000_000)
    """GitHub allows an account 900: 5 for a POST, 1 for a GET."""
    posts_per_minute: int = Field(75, alias="GITHUB_POSTS_PER_MINUTE", ge=2, le=10_000_000)
    """GitHub allows about 80 that create content."""
    debug: bool = Field(False, alias="DEBUG", description="1 logs more")


_EXPECTED = {
    "GITHUB_TOKEN": "a token that may write the contents of the control repository",
    "CONTROL_REPO": "OWNER/NAME of the repository that runs the workflow",
    "ALLOWED_SECRETS": "at least one shared secret, several separated by commas",
    "TARGET_OWNER": "the name of a GitHub account",
    "PAGES_URL": "an address with {repo}, and perhaps {owner}, in it",
    "DEBUG": "1 or 0",
}
"""What an error says of a setting that is neither an address nor a number."""


def read_settings(env: Mapping[str, str]) -> Settings:
    """Read the settings from an environment.

    Raises:
        WrongSettings: variables are missing or hold something else than they should; all are named.
    """
    values = {name: text for name, value in env.items() if (text := value.strip())}
    owner = values.get("GITHUB_USERNAME") or values.get("CONTROL_REPO", "").partition("/")[0]
    if owner:
        values.setdefault("TARGET_OWNER", owner)
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        wrong = {problem["loc"][0] for problem in error.errors(include_url=False, include_input=False)}
    fields = [field for field in Settings.model_fields.values() if field.alias in wrong]
    raise WrongSettings({field.alias or "": _expected(field) for field in fields})


def describe_settings() -> str:
    """A line for each setting, for `--help`."""
    return "\n".join(
        f"  {field.alias:<24}  {field.description or ''}"
        + ("" if field.is_required() or field.default in {"", None} else f" (default {field.default})")
        for field in Settings.model_fields.values()
    )


def _expected(field: FieldInfo) -> str:
    if field.alias in _EXPECTED:
        return _EXPECTED[field.alias]
    limits = {type(limit).__name__: limit for limit in field.metadata}
    if "Ge" not in limits:
        return "a plain http:// or https:// address without user or query"
    whole = "whole " if field.annotation is int else ""
    return f"a {whole}number from {limits['Ge'].ge:,} to {limits['Le'].le:,}"

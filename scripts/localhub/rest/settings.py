"""What an owner sets up: Actions on or off, secrets, variables, rulesets."""

import base64
import re
from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any

from fastapi import APIRouter, Body, Response
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, SealedBox
from pydantic import BaseModel, Field

from scripts.localhub.errors import ApiError, not_found
from scripts.localhub.traffic.access import (
    AdministrationWrite,
    BodyText,
    Context,
    Json,
    SecretsRead,
    SecretsWrite,
    VariablesWrite,
    Visible,
)

router = APIRouter(prefix="/repos/{owner}/{name}")

NewName = Annotated[str, Body(embed=True, alias="name")]  # `name` is the repository's

KEY_ID = "568250167242549743"


@cache
def _private_key() -> PrivateKey:
    return PrivateKey.generate()


@router.put("/actions/permissions", status_code=204)
def set_actions_permissions(at: AdministrationWrite, enabled: Annotated[bool, Body(embed=True)]) -> None:
    """Turn Actions on or off."""
    at.repository.actions_enabled = enabled


@router.get("/actions/secrets/public-key")
def read_public_key(_: SecretsRead) -> Json:
    """The key with which the values of secrets are sealed."""
    return {"key_id": KEY_ID, "key": base64.b64encode(bytes(_private_key().public_key)).decode()}


@router.put("/actions/secrets/{secret}", status_code=201)
def store_secret(at: SecretsWrite, secret: str, encrypted_value: BodyText, key_id: BodyText) -> Response:
    """Create or update a secret from its value in a sealed box."""
    del key_id  # there is one key
    try:
        opened = SealedBox(_private_key()).decrypt(base64.b64decode(encrypted_value)).decode()
    except (CryptoError, ValueError) as error:
        raise ApiError(422, "Bad request - improperly encrypted secret") from error
    if _store(at, at.state.secrets, secret, opened):
        return Response(status_code=204)
    return Response(b"{}", 201, media_type="application/json")


@router.post("/actions/variables", status_code=201)
def create_variable(at: VariablesWrite, variable: NewName, value: BodyText) -> Json:
    """Create a variable."""
    if variable.upper() in at.state.variables.get(at.repository.key, {}):
        raise ApiError(409, "Already exists - Variable already exists")
    _store(at, at.state.variables, variable, value)
    return {}


@router.patch("/actions/variables/{variable}", status_code=204)
def update_variable(at: VariablesWrite, variable: str, value: BodyText) -> None:
    """Change a variable."""
    if variable.upper() not in at.state.variables.get(at.repository.key, {}):
        raise not_found()
    _store(at, at.state.variables, variable, value)


def _store(at: Context, kept: dict[str, Mapping[str, str]], name: str, value: str) -> bool:
    """Keep a value of the repository, and tell whether its name was there before; 422 for a wrong name."""
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name) or name.upper().startswith("GITHUB_"):
        raise ApiError(422, "Name is invalid: letters, digits and underscores, not beginning with GITHUB_")
    before = kept.get(at.repository.key, {})
    kept[at.repository.key] = {**before, name.upper(): value}
    return name.upper() in before


class NewRuleset(BaseModel):
    """The body of a new ruleset."""

    name: str
    enforcement: str
    target: str = "branch"
    conditions: dict[str, Any] = Field(default_factory=dict)
    rules: list[dict[str, Any]] = Field(default_factory=list)


@router.get("/rulesets")
def list_rulesets(at: Visible) -> list[Json]:
    """The rulesets of a repository."""
    return at.repository.rulesets


@router.post("/rulesets", status_code=201)
def create_ruleset(at: AdministrationWrite, body: NewRuleset) -> Json:
    """Add a ruleset; it is kept, not enforced."""
    rulesets = at.repository.rulesets
    if any(ruleset["name"] == body.name for ruleset in rulesets):
        raise ApiError(422, "Validation Failed: Name must be unique")
    source = {"source_type": "Repository", "source": at.repository.full_name}
    rulesets.append({"id": at.state.next_id(), **source, **body.model_dump()})
    return rulesets[-1]

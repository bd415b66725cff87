"""What an owner sets up: Actions on or off, secrets, variables, rulesets."""

import base64
import re
from functools import cache
from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Response
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, SealedBox
from pydantic import BaseModel, Field

from scripts.localhub.errors import ApiError, not_found
from scripts.localhub.models import Repository
from scripts.localhub.rest.dispatches import Writable, find_workflow
from scripts.localhub.traffic.access import BodyText, Context, Json, needs, visible

router = APIRouter(prefix="/repos/{owner}/{name}")

Administered = Annotated[Context, Depends(needs("administration", "write"))]
SecretsWritable = Annotated[Context, Depends(needs("secrets", "write"))]
VariablesWritable = Annotated[Context, Depends(needs("variables", "write"))]
NewName = Annotated[str, Body(embed=True, alias="name")]  # `name` is the repository's

KEY_ID = "568250167242549743"


@cache
def _private_key() -> PrivateKey:
    return PrivateKey.generate()


@router.put("/actions/permissions", status_code=204)
def set_actions_permissions(at: Administered, enabled: Annotated[bool, Body(embed=True)]) -> Response:
    """Turn Actions on or off."""
    at.repository.actions_enabled = enabled
    return Response(status_code=204)


@router.put("/actions/workflows/{workflow}/enable", status_code=204)
def enable_workflow(at: Writable, workflow: str) -> Response:
    """Enable one workflow."""
    at.engine.refresh(at.repository)
    at.repository.disabled_workflows.discard(find_workflow(at.repository, workflow)[0])
    return Response(status_code=204)


@router.get("/actions/secrets/public-key", dependencies=[Depends(needs("secrets", "read"))])
def read_public_key() -> dict[str, str]:
    """The key with which the values of secrets are sealed."""
    return {"key_id": KEY_ID, "key": base64.b64encode(bytes(_private_key().public_key)).decode()}


@router.put("/actions/secrets/{secret}", status_code=201)
def store_secret(at: SecretsWritable, secret: str, encrypted_value: BodyText, key_id: BodyText) -> Response:
    """Create or update a secret from its value in a sealed box."""
    del key_id  # there is one key
    _check_name(secret)
    try:
        opened = SealedBox(_private_key()).decrypt(base64.b64decode(encrypted_value)).decode()
    except (CryptoError, ValueError) as error:
        raise ApiError(422, "Bad request - improperly encrypted secret") from error
    known = at.state.secrets.get(at.repository.key, {})
    at.state.secrets[at.repository.key] = {**known, secret.upper(): opened}
    if secret.upper() in known:
        return Response(status_code=204)
    return Response(b"{}", 201, media_type="application/json")


@router.post("/actions/variables", status_code=201)
def create_variable(at: VariablesWritable, variable: NewName, value: BodyText) -> Json:
    """Create a variable."""
    _check_name(variable)
    if variable.upper() in at.state.variables.get(at.repository.key, {}):
        raise ApiError(409, "Already exists - Variable already exists")
    _set_variable(at, variable, value)
    return {}


@router.patch("/actions/variables/{variable}", status_code=204)
def update_variable(at: VariablesWritable, variable: str, value: BodyText) -> Response:
    """Change a variable."""
    if variable.upper() not in at.state.variables.get(at.repository.key, {}):
        raise not_found()
    _set_variable(at, variable, value)
    return Response(status_code=204)


def _set_variable(at: Context, name: str, value: str) -> None:
    known = at.state.variables.get(at.repository.key, {})
    at.state.variables[at.repository.key] = {**known, name.upper(): value}


def _check_name(name: str) -> None:
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name) or name.upper().startswith("GITHUB_"):
        raise ApiError(422, "Name is invalid: letters, digits and underscores, not beginning with GITHUB_")


class NewRuleset(BaseModel):
    """The body of a new ruleset."""

    name: str
    enforcement: str
    target: str = "branch"
    conditions: dict[str, Any] = Field(default_factory=dict)
    rules: list[dict[str, Any]] = Field(default_factory=list)


@router.get("/rulesets")
def list_rulesets(repository: Annotated[Repository, Depends(visible)]) -> list[Json]:
    """The rulesets of a repository."""
    return repository.rulesets


@router.post("/rulesets", status_code=201)
def create_ruleset(at: Administered, body: NewRuleset) -> Json:
    """Add a ruleset; it is kept, not enforced."""
    rulesets = at.repository.rulesets
    if any(ruleset["name"] == body.name for ruleset in rulesets):
        raise ApiError(422, "Validation Failed: Name must be unique")
    source = {"source_type": "Repository", "source": at.repository.full_name}
    rulesets.append({"id": at.state.next_id(), **source, **body.model_dump()})
    return rulesets[-1]

"""GitHub Apps: an app authenticates with a signed token and gets an installation's token for it."""

from collections import defaultdict
from datetime import timedelta
from typing import Annotated, Any

import jwt
from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field

from scripts.localhub.errors import ApiError, not_found
from scripts.localhub.models import App, now, timestamp
from scripts.localhub.rest import serializers as shapes
from scripts.localhub.state import random_token
from scripts.localhub.traffic.access import CurrentState, state_of, token_value
from scripts.localhub.traffic.tokens import Token

router = APIRouter()

HOUR = timedelta(hours=1)


def signing_app(request: Request) -> App:
    """The app that signed the request.

    Raises:
        ApiError: 401, in GitHub's words.
    """
    proof = token_value(request) or ""
    try:
        issuer = str(jwt.decode(proof, options={"verify_signature": False}).get("iss"))
        app = state_of(request).apps[issuer]
        jwt.decode(proof, app.public_key, algorithms=["RS256"])
    except (jwt.InvalidTokenError, KeyError) as error:
        raise ApiError(401, "A JSON web token could not be decoded") from error
    return app


SigningApp = Annotated[App, Depends(signing_app)]


@router.get("/users/{login}/installation")
def installation(state: CurrentState, app: SigningApp, login: str) -> dict[str, Any]:
    """Where the app is installed; here, in one account."""
    if app.owner.lower() != login.lower():
        raise not_found()
    return {
        "id": app.id,
        "app_id": app.id,
        "account": shapes.account(state, state.account(app.owner)),
        "repository_selection": "all",
        "permissions": dict(app.permissions),
    }


class TokenRequest(BaseModel):
    """The permissions and repositories that the token is restricted to."""

    permissions: dict[str, str] = Field(default_factory=dict)
    repositories: list[str] = Field(default_factory=list)


@router.post("/app/installations/{number}/access_tokens", status_code=201)
def access_token(state: CurrentState, app: SigningApp, number: int, body: TokenRequest) -> dict[str, Any]:
    """A token that is valid for an hour."""
    if app.id != number:
        raise not_found()
    granted = body.permissions or dict(app.permissions)
    if any(app.permissions.get(name) not in {"write", level} for name, level in granted.items()):
        raise ApiError(422, "The permissions requested are not granted to this installation.")
    names = frozenset(f"{app.owner}/{name}".lower() for name in body.repositories) or None
    token = Token(
        random_token("ghs_"), "app", app.bot, app.owner, f"installation {app.id}",
        permissions=defaultdict(str, granted), repositories=names,
    )  # fmt: skip
    state.add_token(token)
    return {
        "token": token.value,
        "expires_at": timestamp(now() + HOUR),
        "permissions": granted,
        "repository_selection": "selected" if names else "all",
    }

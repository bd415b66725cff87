"""GitHub Apps: an app proves itself with a signed token and gets an installation's token for it."""

from collections import defaultdict
from datetime import timedelta
from typing import Any

import jwt
from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from scripts.localhub import serializers as shapes
from scripts.localhub.errors import ApiError, not_found
from scripts.localhub.records import App, now, stamp
from scripts.localhub.traffic.access import presented, world_of
from scripts.localhub.traffic.tokens import ALL, Token
from scripts.localhub.world import fresh_value

router = APIRouter()

HOUR = timedelta(hours=1)


def _app(request: Request) -> App:
    """The app that signed the request.

    Raises:
        ApiError: 401, in GitHub's words.
    """
    proof = presented(request) or ""
    try:
        issuer = str(jwt.decode(proof, options={"verify_signature": False}).get("iss"))
        app = world_of(request).apps[issuer]
        jwt.decode(proof, app.public_key, algorithms=["RS256"])
    except (jwt.InvalidTokenError, KeyError) as error:
        raise ApiError(401, "A JSON web token could not be decoded") from error
    return app


@router.get("/users/{login}/installation")
@router.get("/orgs/{login}/installation")
@router.get("/repos/{login}/{name}/installation")
def installation(request: Request, login: str) -> dict[str, Any]:
    """Where the app is installed; here, in one account."""
    app, world = _app(request), world_of(request)
    if app.owner.lower() != login.lower():
        raise not_found()
    return {
        "id": app.id,
        "app_id": app.id,
        "account": shapes.account(world, world.account(app.owner)),
        "repository_selection": "all",
        "permissions": dict(app.permissions),
    }


class Wanted(BaseModel):
    """What the token is narrowed to."""

    permissions: dict[str, str] = Field(default_factory=dict)
    repositories: list[str] = Field(default_factory=list)


@router.post("/app/installations/{number}/access_tokens", status_code=201)
def access_token(request: Request, number: int, body: Wanted) -> dict[str, Any]:
    """A token that lives for an hour."""
    app, world = _app(request), world_of(request)
    if app.id != number:
        raise not_found()
    granted = body.permissions or dict(app.permissions)
    if any(app.permissions.get(name) not in {"write", level} for name, level in granted.items()):
        raise ApiError(422, "The permissions requested are not granted to this installation.")
    names = frozenset(f"{app.owner}/{name}".lower() for name in body.repositories)
    token = Token(
        value=fresh_value("ghs_"), kind="app", login=app.bot, owner=app.owner, label=f"installation {app.id}",
        permissions=defaultdict(str, granted), repositories=names or ALL, expires_at=now() + HOUR,
    )  # fmt: skip
    world.add_token(token)
    return {
        "token": token.value,
        "expires_at": stamp(token.expires_at),
        "permissions": granted,
        "repository_selection": "selected" if names else "all",
    }

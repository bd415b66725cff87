"""Accounts and the rate limit."""

from typing import Any

from fastapi import APIRouter, Request

from scripts.localhub import serializers as shapes
from scripts.localhub.errors import ApiError
from scripts.localhub.traffic.access import bearer, signed_in, world_of

router = APIRouter()


@router.get("/user")
def me(request: Request) -> dict[str, Any]:
    """The user behind the token; an installation or a job is none."""
    token = signed_in(request)
    if token.kind in {"app", "job"}:
        raise ApiError(403, token.refusal)
    world = world_of(request)
    return shapes.public_account(world, world.account(token.login))


@router.get("/users/{login}")
def user(request: Request, login: str) -> dict[str, Any]:
    """Any account."""
    world = world_of(request)
    return shapes.public_account(world, world.account(login))


@router.get("/rate_limit")
def rate_limit(request: Request) -> dict[str, Any]:
    """What is left; asking costs nothing."""
    core: dict[str, Any] = request.app.state.limits.core(bearer(request))
    search = core | {"limit": 30, "remaining": 30, "used": 0}
    return {"resources": {"core": core, "search": search}, "rate": core}

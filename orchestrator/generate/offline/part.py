"""The record of one part of a page, and the choice of the part's element for each id of a request."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from orchestrator.generate.offline.request import Request, plain


@dataclass(frozen=True)
class Part:
    """One part of a page: `templates/offline/NAME.html.jinja` with `NAME.js`, and its parameters."""

    name: str
    params: Mapping[str, Any]
    """JSON, for template and script alike."""
    summary: str
    """What it does, for the README: a verb phrase after "This page"."""
    usage: str
    ids: frozenset[str] = frozenset()
    """The ids of the request that it fills."""
    words: str = ""
    """The words of a brief that this part answers, besides those of its ids, files and columns."""
    title: str = ""
    files: frozenset[str] = frozenset()
    """The attachments that it shows or reads."""
    scripts: tuple[str, ...] = ()
    """Scripts that it needs besides its own."""
    made: Mapping[str, bytes] = field(default_factory=dict)
    """Files that it needs besides the page."""


@dataclass(frozen=True)
class Role:
    """What an element can be for, by the words of its id, or else by the words around the id."""

    name: str
    own: str
    around: str
    tags: tuple[str, ...] = ()
    """The tags that code may expect of it; empty: any but a select, a form or a table."""


def assign(request: Request, roles: Sequence[Role], taken: frozenset[str]) -> dict[str, str]:
    """The role of each id that has one. Earlier roles win; an id's own words count before those around."""
    found = {name: _role_of(request, name, roles) for name in request.ids if name not in taken}
    return {name: role for name, role in found.items() if role}


def first_ids(request: Request, roles: Sequence[Role], taken: frozenset[str]) -> dict[str, str | None]:
    """The first id for each role, None where there is none."""
    assigned = assign(request, roles, taken)
    return {role.name: next(iter(with_role(assigned, role.name)), None) for role in roles}


def with_role(assigned: Mapping[str, str], role: str) -> tuple[str, ...]:
    """The ids that were given a role, in the order of the request."""
    return tuple(name for name, found in assigned.items() if found == role)


def _role_of(request: Request, name: str, roles: Sequence[Role]) -> str | None:
    tag = request.tag(name)
    fitting = [role for role in roles if _fits(role, tag)]
    own = (role.name for role in fitting if re.search(rf"\b(?:{role.own})", plain(name)))
    before = request.before(name)
    near = (role for text in (before, request.near(name)) for role in fitting if _matches(role, text))
    return next(own, None) or next((role.name for role in near), None)


def _matches(role: Role, text: str) -> bool:
    return bool(role.around) and re.search(role.around, text, re.IGNORECASE) is not None


def _fits(role: Role, tag: str | None) -> bool:
    return tag is None or (tag in role.tags if role.tags else tag not in {"select", "form", "table"})

"""The record of one part of a page, and the choice of the part's element for each id of a request."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from orchestrator.generate.offline.request import Request, plain


@dataclass(frozen=True)
class Part:
    """One part of a page: `templates/offline/NAME.html.jinja` with `NAME.js`, and its parameters."""

    name: str
    params: Mapping[str, Any]  # JSON, for template and script alike
    summary: str  # what it does, for the README: a verb phrase after "This page"
    usage: str
    ids: frozenset[str] = frozenset()  # those of the request that it fills
    words: str = ""  # of a brief that it answers, besides those of its ids, files and columns
    title: str = ""
    files: frozenset[str] = frozenset()  # the attachments that it shows or reads
    made: Mapping[str, bytes] = field(default_factory=dict)  # files that it needs besides the page


@dataclass(frozen=True)
class Role:
    """What an element can be for, by the words of its id, or else by the words around the id.

    `tags` are those that code may expect of it; empty: any but a select, a form or a table.
    """

    name: str
    own: str
    around: str
    tags: tuple[str, ...] = ()


def ids_by_role(request: Request, roles: Sequence[Role], taken: frozenset[str]) -> dict[str, list[str]]:
    """The ids for each role, in the request's order; an id's own words count before those around it."""
    found: dict[str, list[str]] = {role.name: [] for role in roles}
    for name in request.ids:
        role = None if name in taken else _role_of(request, name, roles)
        if role:
            found[role.name].append(name)
    return found


def first_ids(request: Request, roles: Sequence[Role], taken: frozenset[str]) -> dict[str, str | None]:
    """The first id for each role, None where there is none."""
    return {role: next(iter(ids), None) for role, ids in ids_by_role(request, roles, taken).items()}


def _role_of(request: Request, name: str, roles: Sequence[Role]) -> Role | None:
    """The first role that fits."""
    tag = request.tag(name)
    others = ("select", "form", "table")
    fitting = [role for role in roles if not tag or (tag in role.tags if role.tags else tag not in others)]
    own = (role for role in fitting if re.search(rf"\b(?:{role.own})", plain(name)))
    near = (
        role
        for text in (request.before(name), request.near(name))
        for role in fitting
        if re.search(role.around, text, re.IGNORECASE)
    )
    return next(chain(own, near), None)

"""The record of one part of a page, and the choice of the part's element for each id of a request."""

import re
from collections.abc import Mapping
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


Roles = Mapping[str, tuple[str, str]]
"""What elements can be for → patterns of the words of an id of its own, or else of the words around it."""


def ids_by_role(request: Request, roles: Roles, taken: frozenset[str]) -> dict[str, list[str]]:
    """The ids for each role, in the request's order; an id's own words count before those around it."""
    found = {name: _role_of(request, name, roles) for name in request.ids if name not in taken}
    return {role: [name for name in found if found[name] == role] for role in roles}


def first_ids(request: Request, roles: Roles, taken: frozenset[str]) -> dict[str, str | None]:
    """The first id for each role, None where there is none."""
    return {role: next(iter(ids), None) for role, ids in ids_by_role(request, roles, taken).items()}


def _role_of(request: Request, name: str, roles: Roles) -> str | None:
    """The first role that fits."""
    own = (role for role in roles if re.search(rf"\b(?:{roles[role][0]})", plain(name)))
    texts = (request.before(name), request.near(name))
    near = (role for text in texts for role in roles if re.search(roles[role][1], text, re.IGNORECASE))
    return next(chain(own, near), None)

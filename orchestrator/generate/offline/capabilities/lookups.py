"""Looking up a GitHub user: a form, and elements for what GitHub answers."""

import re
from collections.abc import Iterable

from orchestrator.generate.offline.capabilities.rows.conditions import is_derived
from orchestrator.generate.offline.feature import Ask, Capability, Feature, Known, standing
from orchestrator.generate.offline.keeping import storage_key

_FIELDS = ("repos", "followers", "following", "bio", "location", "company")
_SHOWN = ("created", "age", "status", "name", "avatar", "field", "button", "list", *_FIELDS)


def find_github(ask: Ask, known: Known) -> Iterable[Feature]:
    """One lookup for the app; later rounds add what it shows, and where it keeps the last answer."""
    before = standing(known, "github")
    if not before and not ask.words.says(
        r"\bgit ?hub\b[^.]{0,200}\b(user|account|profile|login)|github-user"
    ):
        return
    forms = ask.ids("github-form")
    params: dict[str, str | None] = (
        dict(before.params) if before else {"id": forms[0] if forms else "github-user", "token": "token"}
    )
    for shown in _SHOWN:
        names = [name for name in ask.ids(f"github-{shown}") if not is_derived(ask.near(name))]
        params[f"{shown}_id"] = params.get(f"{shown}_id") or next(iter(names), None)
    if not params["created_id"] and not any(params[f"{shown}_id"] for shown in ("age", "list", *_FIELDS)):
        params["created_id"] = "github-created-at"
    token = re.search(r"\?(\w*token\w*)\b", ask.words.prose)
    params["token"] = token[1] if token else params["token"]
    params["cache"] = storage_key(ask.words, str(params["id"])) or params.get("cache")
    yield Feature("github", params)


def _covers(feature: Feature) -> str:
    sorts = r"|\brepositories\b|\bsort\w*" if feature.params.get("list_id") else ""
    return r"git ?hub|lookup|search|account|local ?storage|\bcache|creation date|\?\w*token|\btoken\b" + sorts


LOOKUPS = (
    Capability(
        "github", find_github, _covers, "github", "looks up a GitHub user and shows what GitHub answers"
    ),
)

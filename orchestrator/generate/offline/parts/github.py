"""A GitHub user lookup: a form, and elements for what GitHub answers."""

import re
from collections.abc import Mapping

from orchestrator.generate.offline.part import Part, first_ids
from orchestrator.generate.offline.request import Request

FIELDS = {
    "name": "Name", "created": "Account created", "age": "Account age", "repos": "Public repositories",
    "followers": "Followers",
}  # fmt: skip

ROLES = {
    "status": (r".*(status|alert|message|notice)", r"aria-live|\bstatus\b|\balert\b"),
    "age": (r".*\bage\b", r"account age|whole years"),
    "created": (r".*(created|creation|joined|since)", r"creation date|\bcreated\b|member since"),
    "repos": (r".*(repos|repositories)( count)?$", r"number of public repositories"),
    "followers": (r".*followers", r"\bfollowers\b"),
    "name": (r".*(display|full|profile) name|name$", r"(display|full) name"),
    "avatar": (r".*(avatar|photo)", r"\bavatar\b"),
    "field": (r".*(input|field|username|login)$", r"\b(input|text field)\b"),
    "button": (r".*(button|btn|submit|search|fetch)$", r"\bbutton\b"),
    "form": (r".*(github user|form|lookup)", r"\bform\b"),
}
_STORED = re.compile(r"""(?:localStorage[^"'`]{0,60}|(?:set|get)Item\(\\?)["'`]([\w:.-]{1,100})\\?["'`]""")

WORDS = """
    username profile account lookup look search form retrieve optionally token parameter query auth api
    rest creation date yyyy mm dd yyyy-mm-dd utc shown aria-live aria polite alert status region report
    start success succeed succeeds fail failure error age whole years alongside cache last successful
    localstorage local storage repopulate restore populate under key public followers avatar image
    submit enter given number format rate limit raise login
"""


def find(request: Request, _files: Mapping[str, bytes], taken: frozenset[str]) -> Part | None:
    """One lookup for the app; every round adds what it shows."""
    asked = r"\bgit ?hub\b[^.]{0,120}\b(user(name)?|account|profile|login)s?\b|github-user"
    if not request.says(asked) and not re.search(r"api\.github\.com/users", request.code):
        return None
    first = first_ids(request, ROLES, taken)
    if not any(first[name] for name in FIELDS):
        first["created"] = "github-created-at"
    stored = _STORED.search(request.prose) or _STORED.search(request.code)
    token = re.search(r"\?(\w*token\w*)\b", request.prose)
    shown = [{"key": key, "id": first[key], "label": FIELDS[key]} for key in FIELDS if first[key]]
    params = {
        "form": first["form"] or "github-user", "field": first["field"] or "github-username",
        "button": first["button"], "status": first["status"] or "github-message", "avatar": first["avatar"],
        "fields": shown, "token": token[1] if token else "token", "cache": stored[1] if stored else None,
    }  # fmt: skip
    usage = (
        "Type a GitHub user name and press Look up; a line reports how the lookup went. "
        f"Add ?{params['token']}=TOKEN to the page's address to raise GitHub's hourly limit."
    )
    return Part(
        "github", params, "looks up a GitHub user", usage, title="GitHub user lookup",
        ids=frozenset(filter(None, first.values())), words=WORDS,
    )  # fmt: skip

"""Everything that must be right before anything is stored, by the code of `orchestrator preflight`."""

import re
from collections.abc import Mapping

from orchestrator.commands.preflight import find_problems
from orchestrator.errors import SettingsError
from orchestrator.publish.github.api import Api
from orchestrator.publish.github.token_check import (
    CONTENTS,
    SCOPES,
    Probe,
    account_problems,
    look_up_account,
    permission_problems,
)
from orchestrator.settings import read_settings

SETUP: Mapping[str, Probe] = {
    "administration=write": ("PUT", "actions/permissions", {}),
    "actions=write": ("PUT", "actions/workflows/0/enable", None),
    "secrets=write": ("PUT", "actions/secrets/GITHUB_PROBE", {}),
    "variables=write": ("PATCH", "actions/variables/GITHUB_PROBE", {}),
}
RELAY: Mapping[str, Probe] = {
    "contents=write": CONTENTS,
    "actions=read": ("GET", "actions/runs?per_page=1", None),
}
_GROUPS = ("TARGET_", "OPENAI_", "FALLBACK_", "ON_MODEL_", "MODEL_", "CANDIDATES", "GITHUB_TOKEN", "GH_TOKEN")
"""Settings that are read together, by the beginning of their names: a wrong one hides nothing of others."""


def all_problems(values: Mapping[str, str], control: str, setup: Api, relay: Api, server: str) -> list[str]:
    """What is wrong, each with its name and where it is mended; `setup` and `relay` carry those tokens."""
    right, problems = _right_values(values, control)
    found = find_problems(read_settings({**right, "CONTROL_REPO": control}))
    # a token of a wrong form was named, and the App's is tried by the first task
    is_set = values.keys() & {"TARGET_TOKEN", "APP_PRIVATE_KEY"}
    problems += [problem for problem in found if not (is_set and ": not set" in problem)]
    name = "GH_TOKEN" if values.get("GH_TOKEN") else "TARGET_TOKEN"
    if name in right:
        problems += [f"{name}: {problem}" for problem in _setup_problems(setup, control, server, name)]
    if "GITHUB_TOKEN" in right:
        lacking = permission_problems(relay, control, server, RELAY)
        problems += [f"GITHUB_TOKEN (the relay's): {problem}" for problem in lacking]
    return list(dict.fromkeys(problems))


def _right_values(values: Mapping[str, str], control: str) -> tuple[dict[str, str], list[str]]:
    """The values without those groups in which one has a wrong form, and what is wrong with these."""
    right, problems = dict(values), []
    for beginning in _GROUPS:
        group = {name: value for name, value in right.items() if name.startswith(beginning)}
        try:
            read_settings({**group, "CONTROL_REPO": control})
            if not re.fullmatch("[!-~]*", group.get("GH_TOKEN", "")):
                raise SettingsError("GH_TOKEN", "one token, without spaces or line breaks")
        except SettingsError as error:
            problems.append(f"{error}; correct it in .env or in the environment")
            right = {name: value for name, value in right.items() if name not in group}
    return right, problems


def _setup_problems(api: Api, control: str, server: str, name: str) -> list[str]:
    """Whether the token may set up the control repository."""
    scopes = SCOPES if name == "TARGET_TOKEN" else ("repo",)
    if problems := account_problems(look_up_account(api), server, scopes):
        return problems
    reply = api.call("GET", f"/repos/{control}", what=f"look up {control}")
    if reply.status != 200:
        return [f"{control} does not exist or is hidden from it; copy this repository on {server} first"]
    if not reply.fields.get("permissions", {}).get("admin"):
        return [f"its account does not administer {control}; name a copy of your own, as OWNER/NAME"]
    return permission_problems(api, control, server, SETUP)

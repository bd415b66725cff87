"""What is changed in the control repository, each step such that it may be repeated."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from github.PublicKey import encrypt

from orchestrator.publish.errors import Refused
from orchestrator.publish.github.api import Api, Reply

WORKFLOWS = ("task.yml", "recover.yml")

RULESET = {
    "name": "protect the default branch",
    "target": "branch",
    "enforcement": "active",
    "conditions": {"ref_name": {"include": ["~DEFAULT_BRANCH"], "exclude": []}},
    "rules": [
        {"type": "deletion"},
        {"type": "non_fast_forward"},
        {
            "type": "pull_request",
            "parameters": {
                "required_approving_review_count": 0,
                "dismiss_stale_reviews_on_push": False,
                "require_code_owner_review": False,
                "require_last_push_approval": False,
                "required_review_thread_resolution": False,
            },
        },
    ],
}
"""Changes come by pull request, also the owner's: the relay's token acts as the owner, and may open none."""


@dataclass(frozen=True)
class Control:
    """The control repository, OWNER/NAME, behind the owner's token."""

    api: Api
    name: str

    def prepare(self, secrets: Mapping[str, str], variables: Mapping[str, str]) -> Iterator[str]:
        """Do everything, and yield a line for each thing done.

        Raises:
            PublishError: GitHub refuses, or cannot be reached.
        """
        enabled = {"enabled": True, "allowed_actions": "all"}
        self.send("PUT", "/actions/permissions", enabled, "enable Actions")
        for workflow in WORKFLOWS:
            self.send("PUT", f"/actions/workflows/{workflow}/enable", None, f"enable {workflow}")
        yield f"enabled    Actions, {', '.join(WORKFLOWS)}"
        key = self.send("GET", "/actions/secrets/public-key", None, "read the key for secrets").fields
        for name, value in secrets.items():
            body = {"encrypted_value": encrypt(str(key["key"]), value), "key_id": str(key["key_id"])}
            self.send("PUT", f"/actions/secrets/{name}", body, f"store the secret {name}")
        yield f"secrets    {', '.join(secrets)}"
        for name, value in variables.items():
            path, what = f"/actions/variables/{name}", f"store the variable {name}"
            if self.send("PATCH", path, {"value": value}, what, also=404).status == 404:
                self.send("POST", "/actions/variables", {"name": name, "value": value}, what)
        yield f"variables  {', '.join(variables) or 'none'}"
        yield f"ruleset    {self._protect()}"

    def _protect(self) -> str:
        listed = self.send("GET", "/rulesets", None, "list the rulesets").data
        if any(ruleset.get("name") == RULESET["name"] for ruleset in listed or ()):
            return "kept as it is"
        reply = self.send("POST", "/rulesets", RULESET, "write the ruleset", also=403)
        if reply.status == 403:  # private repositories have rulesets on paid plans alone
            return f"not written, so do not host the relay: {reply.message}"
        return "written: the default branch changes by pull request only"

    def send(self, method: str, path: str, body: dict[str, Any] | None, what: str, also: int = 200) -> Reply:
        """One call below the repository that must succeed; `also` is another status that is accepted.

        Raises:
            Refused: GitHub answered something else.
        """
        reply = self.api.call(method, f"/repos/{self.name}{path}", body, what=what)
        if reply.status >= 300 and reply.status != also:
            raise Refused(what, reply.outcome)
        return reply

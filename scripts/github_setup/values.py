"""Which values are set up, and where they come from."""

import re
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from dotenv import dotenv_values

from orchestrator.errors import SettingsError

CHECKOUT = Path(__file__).resolve().parents[2]
WORKFLOW = CHECKOUT / ".github/workflows/task.yml"

ASKED = {
    "TARGET_TOKEN": "TARGET_TOKEN, from https://github.com/settings/tokens/new?scopes=repo,workflow",
    "OPENAI_API_KEY": "OPENAI_API_KEY (empty: no model, the offline generator writes the apps)",
}
"""What is asked for on a terminal, with the question."""

_REPOSITORY = re.compile(r"(?:.*[/:])?([A-Za-z0-9][\w-]*/[\w.-]+?)(?:\.git)?/?")


@dataclass(frozen=True)
class Values:
    """What the control repository is to hold."""

    secrets: Mapping[str, str]
    variables: Mapping[str, str]
    all: Mapping[str, str]
    """The same and whatever else the environment holds."""

    @property
    def setup_token(self) -> str:
        """The token that changes the control repository."""
        return self.all.get("GH_TOKEN") or self.all.get("TARGET_TOKEN", "")


def read_values(environ: Mapping[str, str], ask: Callable[[str], str] | None) -> Values:
    """The values of the environment, of `.env`, and of the answers that `ask` gets."""
    known = {**_env_file(), **environ}
    if ask and not known.get("APP_PRIVATE_KEY"):
        known |= {name: ask(question) for name, question in ASKED.items() if not _is_given(name, known)}
    known = {name: value.strip() for name, value in known.items() if value.strip()}
    return Values(_chosen("secrets", known), _chosen("vars", known), known)


def find_repository(name: str | None) -> str:
    """OWNER/NAME of the control repository, as given or as the git remote `origin` says.

    Raises:
        SettingsError: neither names one.
    """
    if name is None:
        command = ["git", "remote", "get-url", "origin"]
        name = subprocess.run(
            command, cwd=CHECKOUT, check=False, capture_output=True, text=True
        ).stdout.strip()
    found = _REPOSITORY.fullmatch(name)
    if not found:
        raise SettingsError("repository", "OWNER/NAME as an argument, or a git remote origin on GitHub")
    return found[1]


def _is_given(name: str, known: Mapping[str, str]) -> bool:
    """A model on a server that asks for no key needs none."""
    return bool(known.get(name)) or (name == "OPENAI_API_KEY" and bool(known.get("OPENAI_BASE_URL")))


def _chosen(context: str, known: Mapping[str, str]) -> dict[str, str]:
    """Those that the workflow reads from this context."""
    names = re.findall(rf"\b{context}\.([A-Z_]+)", WORKFLOW.read_text("utf-8"))
    return {name: known[name] for name in dict.fromkeys(names) if name in known}


def _env_file() -> dict[str, str]:
    return {name: value for name, value in dotenv_values(CHECKOUT / ".env").items() if value}

"""Which values are set up, and where they come from."""

import re
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

from dotenv import dotenv_values

from orchestrator.errors import SettingsError

CHECKOUT = Path(__file__).resolve().parents[2]

_REPOSITORY = re.compile(r"(?:.*[/:])?([A-Za-z0-9][\w-]*/[\w.-]+?)(?:\.git)?/?")


def read_values(environ: Mapping[str, str], ask: Callable[[str], str] | None) -> dict[str, str]:
    """The values of the environment, of `.env`, and of the answers that `ask` gets; no empty ones."""
    known = {**_env_file(), **environ}
    if ask and not known.get("APP_PRIVATE_KEY"):
        if not known.get("TARGET_TOKEN"):
            page = "https://github.com/settings/tokens/new?scopes=repo,workflow"
            known["TARGET_TOKEN"] = ask(f"TARGET_TOKEN, from {page}")
        if not known.get("OPENAI_API_KEY") and not known.get("OPENAI_BASE_URL"):
            none = "empty: no model, the offline generator writes the apps"
            known["OPENAI_API_KEY"] = ask(f"OPENAI_API_KEY ({none})")
    return {name: value.strip() for name, value in known.items() if value.strip()}


def read_by_workflow(context: str, values: Mapping[str, str]) -> dict[str, str]:
    """Those of the values that task.yml reads from `secrets` or `vars`."""
    workflow = (CHECKOUT / ".github/workflows/task.yml").read_text("utf-8")
    names = re.findall(rf"\b{context}\.([A-Z_]+)", workflow)
    return {name: values[name] for name in dict.fromkeys(names) if name in values}


def find_repository(name: str | None) -> str:
    """OWNER/NAME of the control repository, as given or as the git remote `origin` says.

    Raises:
        SettingsError: neither names one.
    """
    if name is None:
        command = ["git", "-C", str(CHECKOUT), "remote", "get-url", "origin"]
        name = subprocess.run(command, check=False, capture_output=True, text=True).stdout.strip()
    found = _REPOSITORY.fullmatch(name)
    if not found:
        raise SettingsError("repository", "OWNER/NAME as an argument, or a git remote origin on GitHub")
    return found[1]


def _env_file() -> dict[str, str]:
    return {name: value for name, value in dotenv_values(CHECKOUT / ".env").items() if value}

"""The environment in which git runs as a child process."""

import os
from pathlib import Path
from urllib.parse import urlsplit

from orchestrator.runtime.masking import basic

_INHERITED = (
    *("PATH", "SSL_CERT_FILE", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY"),
    *("http_proxy", "https_proxy", "no_proxy"),
)


def git_environment(home: Path) -> dict[str, str]:
    """No configuration of the user or machine, no prompt, no protocol but HTTP, no secret."""
    return {
        **{name: os.environ[name] for name in _INHERITED if name in os.environ},
        "GIT_ALLOW_PROTOCOL": "http:https",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_TERMINAL_PROMPT": "0",
        "HOME": str(home),
        "LC_ALL": "C",
    }


def credentials(url: str, token: str) -> dict[str, str]:
    """The token for the server of `url` as an extra header: not in a URL, an argument or a file."""
    if not token:
        return {}
    parts = urlsplit(url)
    settings = {
        f"http.{parts.scheme}://{parts.netloc}/.extraHeader": f"Authorization: Basic {basic(token)}",
        # below 1,000 bytes a second for 20 s, git gives up by itself
        "http.lowSpeedLimit": "1000",
        "http.lowSpeedTime": "20",
    }
    env = {"GIT_CONFIG_COUNT": str(len(settings))}
    for number, (key, value) in enumerate(settings.items()):
        env |= {f"GIT_CONFIG_KEY_{number}": key, f"GIT_CONFIG_VALUE_{number}": value}
    return env

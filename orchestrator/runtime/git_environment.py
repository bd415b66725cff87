"""The environment in which git runs as a child process."""

import os
from pathlib import Path

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

"""A local stand-in for GitHub on loopback: REST, git, Actions and Pages over a directory."""

from scripts.localhub.models import Account
from scripts.localhub.server import Hub
from scripts.localhub.state import LIKE_GITHUB, Latency

__all__ = ["LIKE_GITHUB", "Account", "Hub", "Latency"]

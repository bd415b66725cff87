"""A local stand-in for GitHub on loopback: REST, git, Actions and Pages over a directory."""

from scripts.localhub.server import Hub
from scripts.localhub.state import Latency

__all__ = ["Hub", "Latency"]

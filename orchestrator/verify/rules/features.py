"""Rules about what a page can do: responsive, dark mode, animations."""

import re

from orchestrator.verify.rules.asked import Asked
from orchestrator.verify.scripts import call
from orchestrator.verify.ways import InPage, Way


def responsive(_match: re.Match[str], _asked: Asked) -> Way:
    """A viewport declaration and a layout that gives way."""
    return InPage(call("features/responsive"), "a viewport meta tag and a layout that adapts", explains=True)


def dark_mode(_match: re.Match[str], _asked: Asked) -> Way:
    """A control that makes the page dark or light, or colours that follow the system's preference."""
    return InPage(call("features/dark"), "a control, or the system's preference, switches between light and dark",
                  explains=True, alone=True)  # fmt: skip


def animations(_match: re.Match[str], _asked: Asked) -> Way:
    """Transitions, keyframes, smooth scrolling or scripted animation in the page's styles."""
    return InPage(call("features/animations"), "transitions, animations or smooth scrolling", explains=True)

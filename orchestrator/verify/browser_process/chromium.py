"""Finds an installed Chromium."""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

NAMES = ("google-chrome", "google-chrome-stable", "chromium", "chromium-browser", "chrome")

_MAC_CHROME = Path("/Applications/Google Chrome.app")


class Chromium(NamedTuple):
    """Either Playwright's channel name or the path of an executable."""

    channel: str | None
    executable: str | None


def find_chromium(env: Mapping[str, str]) -> Chromium | None:
    """CHROMIUM_PATH, else a browser on PATH, else the one that `playwright install` put into the cache.

    A CHROMIUM_PATH that names nothing executable means that there is none: who sets it wants no other.
    """
    stated = env.get("CHROMIUM_PATH")
    if stated:
        return Chromium(None, stated) if os.access(stated, os.X_OK) else None
    for name in NAMES:
        found = shutil.which(name, path=env.get("PATH", ""))
        if found:
            return Chromium("chrome", None) if name.startswith("google") else Chromium(None, found)
    return Chromium("chrome", None) if _MAC_CHROME.exists() else _of_playwright(env)


def sandboxed() -> bool:
    """Whether Chromium's sandbox can be on: it refuses to start as root."""
    return os.name != "posix" or os.geteuid() != 0


def _of_playwright(env: Mapping[str, str]) -> Chromium | None:
    home, stated = Path(env.get("HOME", "/nonexistent")), env.get("PLAYWRIGHT_BROWSERS_PATH")
    usual = (home / ".cache/ms-playwright", home / "Library/Caches/ms-playwright")
    patterns = ("chromium-*/chrome-linux*/chrome", "chromium-*/chrome-mac*/*.app/Contents/MacOS/*")
    folders = [Path(stated)] if stated else usual
    found = (sorted(folder.glob(pattern)) for folder in folders for pattern in patterns)
    return next((Chromium(None, str(programs[-1])) for programs in found if programs), None)

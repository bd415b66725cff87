"""Ending a child with everything that it started: act gives each step a session of its own."""

import os
import signal
import subprocess
from collections import defaultdict
from pathlib import Path

PROC = Path("/proc")


def end_family(pid: int, mark: str) -> None:
    """Kill `pid`, its descendants, and whatever bears `mark` in its environment, until none is left.

    A process that was orphaned is no descendant any more, but it has inherited the mark.
    """
    _signal(pid, signal.SIGSTOP)  # it must not start more while we look
    while family := (_descendants(pid) | _marked(mark)) - {pid, os.getpid()}:
        for one in family:
            _signal(one, signal.SIGKILL)
        if not PROC.is_dir():
            break
    _signal(pid, signal.SIGKILL)


def _signal(pid: int, number: signal.Signals) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return


def _descendants(pid: int) -> set[int]:
    children = defaultdict(set)
    for child, parent in _parents().items():
        children[parent].add(child)
    found: set[int] = set()
    waiting = [pid]
    while waiting:
        fresh = children[waiting.pop()] - found
        found |= fresh
        waiting += fresh
    return found


def _parents() -> dict[int, int]:
    """Process → its parent, of all that are alive; zombies are dead already."""
    if not PROC.is_dir():
        listing = subprocess.run(
            ["ps", "-axo", "pid=,ppid="], capture_output=True, check=True, text=True
        ).stdout
        return {int(child): int(parent) for child, parent in map(str.split, listing.splitlines())}
    found = {}
    for entry in PROC.glob("[0-9]*/stat"):
        try:
            state, parent = entry.read_text("utf-8", "replace").rpartition(")")[2].split()[:2]
        except OSError:
            continue  # it ended while we looked
        if state not in {"Z", "X"}:
            found[int(entry.parent.name)] = int(parent)
    return found


def _marked(mark: str) -> set[int]:
    """The processes whose environment holds `mark`; another user's are out of reach and none of ours."""
    found = set()
    for pid in _parents() if PROC.is_dir() else ():
        try:
            if mark.encode() in (PROC / str(pid) / "environ").read_bytes():
                found.add(pid)
        except OSError:
            continue
    return found

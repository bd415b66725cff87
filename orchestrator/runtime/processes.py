"""Ending a child process together with everything that it started."""

import contextlib
import os
import signal
import subprocess

import psutil

ROUNDS = 200
ROUND_SECONDS = 0.01
"""How often, and how long each time, to wait until all processes are gone."""


def end_family(head: subprocess.Popen[bytes], mark: str) -> None:
    """Kill a child, its descendants, and all processes that have `mark` as a value in their environment.

    Orphans are no descendants any more, but they have inherited the mark. When this returns none of them
    runs; the child itself must still be waited for.
    """
    if head.poll() is None:
        head.send_signal(signal.SIGSTOP)  # it must not start more meanwhile
    for _ in range(ROUNDS):
        below = descendants(head.pid) if head.poll() is None else ()
        family = {one for one in (*below, *_marked(mark)) if one.pid not in {head.pid, os.getpid()}}
        if not family:
            break
        for process in family:
            with contextlib.suppress(psutil.Error):
                process.kill()
        psutil.wait_procs(family, timeout=ROUND_SECONDS)  # zombies of the stopped child stay
    head.kill()


def descendants(pid: int) -> list[psutil.Process]:
    """All running processes below `pid`."""
    try:
        return [process for process in psutil.Process(pid).children(recursive=True) if is_alive(process)]
    except psutil.Error:
        return []


def is_alive(process: psutil.Process) -> bool:
    """Whether a process runs; a zombie does not."""
    try:
        return process.status() not in {psutil.STATUS_ZOMBIE, psutil.STATUS_DEAD}
    except psutil.Error:
        return False


def _marked(mark: str) -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):  # another user's environment cannot be read
            if mark in process.environ().values():
                found.append(process)
    return found

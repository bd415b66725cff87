"""Ending a child with everything that it started, whatever sessions those opened."""

import contextlib
import os
import signal
import subprocess

import psutil

ROUNDS = 200
ROUND_SECONDS = 0.01
"""How often, and after how long, it is looked whether all are gone; the kernel may hold one for longer."""


def end_family(head: subprocess.Popen[bytes], mark: str) -> None:
    """Kill a child, its descendants, and whatever has `mark` as a value in its environment.

    An orphan is no descendant any more, but it has inherited the mark. When this returns none of them runs;
    the child itself still has to be waited for.
    """
    if head.poll() is None:
        head.send_signal(signal.SIGSTOP)  # it must not start more while we look
    for _ in range(ROUNDS):
        below = descendants(head.pid) if head.poll() is None else ()
        family = {one for one in (*below, *_marked(mark)) if one.pid not in {head.pid, os.getpid()}}
        if not family:
            break
        for process in family:
            with contextlib.suppress(psutil.Error):
                process.kill()
        psutil.wait_procs(family, timeout=ROUND_SECONDS)  # a zombie of the suspended child stays
    head.kill()


def descendants(pid: int) -> list[psutil.Process]:
    """All processes below `pid` that run; a zombie does not."""
    try:
        return [process for process in psutil.Process(pid).children(recursive=True) if is_alive(process)]
    except psutil.Error:
        return []


def is_alive(process: psutil.Process) -> bool:
    """Whether a process runs; one that only waits for its parent to notice does not."""
    try:
        return process.status() not in {psutil.STATUS_ZOMBIE, psutil.STATUS_DEAD}
    except psutil.Error:
        return False


def _marked(mark: str) -> list[psutil.Process]:
    """The processes whose environment holds `mark`; another user's are out of reach and none of ours."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            if mark in process.environ().values():
                found.append(process)
    return found

"""Every process that comes from this one, and the promise that none is left over.

A child whose parent died is handed to us (Linux's child subreaper): nothing escapes by double forking.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36
_LIBC = ctypes.CDLL(None, use_errno=True)


def adopt_orphans() -> None:
    """From now on, processes of our family that lose their parent become our children."""
    _LIBC.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def end_with_parent() -> None:
    """Called in a new child: it gets SIGTERM when its parent dies, however that happens."""
    _LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)


def descendants(ancestor: int) -> set[int]:
    """Ids of all living processes that come from `ancestor`, without itself."""
    children: dict[int, list[int]] = {}
    for pid, parent in _parents():
        children.setdefault(parent, []).append(pid)
    found: set[int] = set()
    waiting = [ancestor]
    while waiting:
        for child in children.get(waiting.pop(), []):
            if child not in found:
                found.add(child)
                waiting.append(child)
    return found


def end_all(patience: float) -> set[int]:
    """End every descendant: SIGTERM, after `patience` seconds SIGKILL. Gives those that needed it."""
    _signal(descendants(os.getpid()), signal.SIGTERM)
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        reap()
        if not descendants(os.getpid()):
            return set()
        time.sleep(0.05)
    stubborn = descendants(os.getpid())
    while left := descendants(os.getpid()):
        _signal(left, signal.SIGKILL)
        reap()
        time.sleep(0.02)
    return stubborn


def reap() -> None:
    """Take leave of children that ended, ours and adopted ones."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _signal(pids: Iterable[int], number: signal.Signals) -> None:
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)


def _parents() -> Iterator[tuple[int, int]]:
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            # The name stands in brackets and may hold anything; state and parent follow the last bracket.
            state, parent = (folder / "stat").read_text(errors="replace").rpartition(")")[2].split()[:2]
            if state != "Z":
                yield int(folder.name), int(parent)

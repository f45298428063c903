"""Talking to the person at the terminal: what goes on, how long it takes, what went wrong and what helps."""

from __future__ import annotations

import contextlib
import sys
import threading
import time
from typing import Iterator, NoReturn

FRAMES = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"


class Trouble(Exception):
    """Something the person can mend; the message says what is wrong and what to do."""


def say(line: str = "") -> None:
    """A line on stdout, at once."""
    print(line, flush=True)


def fail(error: Trouble) -> NoReturn:
    """End the command with the trouble's message."""
    print(f"\n{error}", file=sys.stderr, flush=True)
    raise SystemExit(1)


@contextlib.contextmanager
def progress(what: str) -> Iterator[None]:
    """Show `what` with the seconds so far while the block runs, and with its whole time at the end."""
    start = time.monotonic()
    done = threading.Event()
    if sys.stdout.isatty():
        painter = threading.Thread(target=_paint, args=(what, start, done), daemon=True)
        painter.start()
    else:
        painter = None
        say(f"… {what}")
    outcome = "✗"
    try:
        yield
        outcome = "✓"
    finally:
        done.set()
        if painter:
            painter.join()
            sys.stdout.write("\r\x1b[K")
        say(f"{outcome} {what} ({time.monotonic() - start:.0f} s)")


def _paint(what: str, start: float, done: threading.Event) -> None:
    frame = 0
    while not done.wait(0.1):
        sys.stdout.write(f"\r\x1b[K{FRAMES[frame % len(FRAMES)]} {what} ({time.monotonic() - start:.0f} s)")
        sys.stdout.flush()
        frame += 1

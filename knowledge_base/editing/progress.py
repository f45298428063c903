"""A bar on a terminal while something takes long; silent elsewhere."""

import sys
from typing import TextIO

WIDTH = 30


class Progress:
    """Call it with how many are done, of how many."""

    def __init__(self, what: str, stream: TextIO | None = None) -> None:
        self._what = what
        self._stream = stream or sys.stderr
        self._shown = -1

    def __call__(self, done: int, of: int) -> None:
        """Draw, at most once per percent."""
        percent = 100 * done // max(of, 1)
        if percent == self._shown or not self._stream.isatty():
            return
        self._shown = percent
        filled = WIDTH * done // max(of, 1)
        bar = "█" * filled + "░" * (WIDTH - filled)
        self._stream.write(f"\r{self._what} {bar} {percent:3} %" + ("\n" if done >= of else ""))
        self._stream.flush()

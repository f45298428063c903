"""Show what the processes print as it comes, each line with its process in front."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import BinaryIO

COLOURS = ("\x1b[36m", "\x1b[35m", "\x1b[33m", "\x1b[32m", "\x1b[34m")
PLAIN = "\x1b[0m"


class LogFollower:
    """Follows growing files from their present end on, through their rotation."""

    def __init__(self, logs: dict[str, Path]) -> None:
        self._width = max((len(name) for name in logs), default=0)
        self._sources = [_Source(name, path) for name, path in logs.items()]

    def show_new(self) -> None:
        """Print the whole lines that came since the last call."""
        coloured = sys.stdout.isatty()
        for number, source in enumerate(self._sources):
            head = f"{source.name:<{self._width}} |"
            if coloured:
                head = f"{COLOURS[number % len(COLOURS)]}{head}{PLAIN}"
            for line in source.new_lines():
                print(f"{head} {line}")
        sys.stdout.flush()


class _Source:
    def __init__(self, name: str, path: Path) -> None:
        self.name = name
        self._path = path
        self._file: BinaryIO = path.open("rb")
        self._file.seek(0, os.SEEK_END)
        self._rest = b""

    def new_lines(self) -> list[str]:
        data = self._rest + self._file.read()
        if self._was_replaced():
            self._file.close()
            self._file = self._path.open("rb")
            data += self._file.read()
        *whole, self._rest = data.split(b"\n")
        return [line.decode("utf-8", "replace").rstrip("\r") for line in whole]

    def _was_replaced(self) -> bool:
        try:
            return self._path.stat().st_ino != os.fstat(self._file.fileno()).st_ino
        except FileNotFoundError:
            return False


def tail(path: Path, lines: int = 25) -> str:
    """The last lines of a file."""
    try:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - 40_000))
            return "\n".join(file.read().decode("utf-8", "replace").splitlines()[-lines:])
    except OSError:
        return ""

"""Which files of a folder are articles, and which only look as if somebody would read them."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from knowledge_base.problems import LibraryUnavailable

GAPS_FILE = "known_gaps.yml"
_ENDING = ".md"

Stamp = tuple[int, int, int]
"""mtime in ns, size, inode."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What lies in a folder of articles at one moment."""

    stamps: Mapping[str, Stamp]
    """Of each `<topic>/<slug>.md`."""
    unread: tuple[str, ...]
    """Everything else, folders with a `/` at the end, but `.x`, `_x`, `#x` and `x~`."""


def look_into(folder: Path) -> Contents:
    """List the folder.

    Raises LibraryUnavailable when it cannot be read.
    """
    stamps: dict[str, Stamp] = {}
    unread: list[str] = []
    try:
        for name, place in _entries(folder):
            if place.is_dir():
                for inner, entry in _entries(folder / name):
                    seen = stamp(Path(entry.path)) if inner.endswith(_ENDING) else None
                    if seen:
                        stamps[f"{name}/{inner}"] = seen
                    else:
                        unread.append(f"{name}/{inner}{'/' if entry.is_dir() else ''}")
            elif name != GAPS_FILE:
                unread.append(name)
    except OSError as error:
        raise LibraryUnavailable(f"the folder of articles cannot be read: {error}") from error
    return Contents(stamps=dict(sorted(stamps.items())), unread=tuple(sorted(unread)))


def _entries(folder: Path) -> Iterator[tuple[str, os.DirEntry[str]]]:
    with os.scandir(folder) as found:
        for entry in found:
            if not entry.name.startswith((".", "_", "#")) and not entry.name.endswith("~"):
                yield entry.name, entry


def stamp(path: Path) -> Stamp | None:
    """What changes when a file is saved; None when there is none."""
    try:
        seen = path.stat()
    except OSError:
        return None
    return (seen.st_mtime_ns, seen.st_size, seen.st_ino)

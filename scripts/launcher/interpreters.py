"""Find a Python 3.11 by running candidates: what starts need not be what a name (a shim, a link) promises."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

WANTED = (3, 11)
PROBE = (
    "import sys, os\n"
    "import ssl, sqlite3, zlib, ctypes\n"
    "print('%d %d %s' % (sys.version_info[0], sys.version_info[1], os.path.realpath(sys.executable)))"
)
PROBE_SECONDS = 20


class Interpreter(NamedTuple):
    """A Python that started and said what it is."""

    version: tuple[int, int]
    path: Path


def candidates(environment: Mapping[str, str]) -> Iterator[Path]:
    """Paths that may be a Python, likeliest first, each once."""
    seen = set()
    for path in _all_candidates(environment):
        if path not in seen and os.access(path, os.X_OK):
            seen.add(path)
            yield path


def _all_candidates(environment: Mapping[str, str]) -> Iterator[Path]:
    if environment.get("CARE_PYTHON"):
        yield Path(environment["CARE_PYTHON"])
    yield Path(sys.executable)
    folders = [Path(folder) for folder in environment.get("PATH", "").split(os.pathsep) if folder]
    for name in ("python3.11", "python3", "python"):
        yield from (folder / name for folder in folders)
    home = Path(environment.get("HOME") or Path.home())
    pyenv = Path(environment.get("PYENV_ROOT") or home / ".pyenv")
    yield from sorted(pyenv.glob("versions/3.11*/bin/python"), reverse=True)
    data = Path(environment.get("XDG_DATA_HOME") or home / ".local" / "share")
    managed = [Path(".tools/python"), data / "uv" / "python"]
    if environment.get("UV_PYTHON_INSTALL_DIR"):
        managed.insert(0, Path(environment["UV_PYTHON_INSTALL_DIR"]))
    for folder in managed:
        yield from sorted(folder.glob("cpython-3.11*/bin/python3.11"), reverse=True)


def probe(path: Path) -> Interpreter | None:
    """What the candidate says it is, or None when it does not start or lacks a part of the library."""
    try:
        answer = subprocess.run(
            [str(path), "-I", "-c", PROBE],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=PROBE_SECONDS,
            check=True,
            encoding="utf-8",
        ).stdout
        major, minor, real = answer.strip().split(" ", 2)
        return Interpreter((int(major), int(minor)), Path(real))
    except (OSError, ValueError, subprocess.SubprocessError):
        return None


def find(environment: Mapping[str, str]) -> Path | None:
    """The absolute path of the first candidate that is a whole Python 3.11."""
    for path in candidates(environment):
        interpreter = probe(path)
        if interpreter and interpreter.version == WANTED:
            return interpreter.path
    return None

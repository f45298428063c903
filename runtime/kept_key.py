"""A random key that outlives restarts, in a file that only its owner may read."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

LENGTH = 32
"""Bytes."""


def kept_key(path: Path) -> bytes:
    """The key in the file; made with the file when there is none.

    Raises:
        OSError: the file can be neither read nor made.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_bytes()
    with os.fdopen(descriptor, "wb") as file:
        key = secrets.token_bytes(LENGTH)
        file.write(key)
    return key

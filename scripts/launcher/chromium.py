"""The browser that page tests drive: Debian's Chromium, installed where that may be done."""

from __future__ import annotations

import shutil

from launcher import debian
from launcher.terminal import Trouble, say

PACKAGE = "chromium"


def is_there() -> bool:
    """Whether a Chromium is on the path."""
    return shutil.which("chromium") is not None


def ensure() -> None:
    """Install it by apt when this is root; raises Trouble with the line to type otherwise."""
    if is_there():
        return
    if not debian.may_install():
        line = debian.remedy(PACKAGE)
        raise Trouble(
            f"The tests of the pages need Chromium. Type\n    {line}\nand run the same command again."
        )
    debian.install("Chromium", PACKAGE)


def mention() -> None:
    """Say what will be missing, without insisting."""
    if not is_there():
        say(f"Chromium is not there; tests of the pages will fail until: {debian.remedy(PACKAGE)}")

"""The browser that page tests drive: Debian's Chromium, installed where that may be done."""

from __future__ import annotations

import os
import shutil
import subprocess

from launcher.terminal import Trouble, progress, say

REMEDY = "sudo apt-get install -y chromium"


def is_there() -> bool:
    """Whether a Chromium is on the path."""
    return shutil.which("chromium") is not None


def ensure() -> None:
    """Install it by apt when this is root; raises Trouble with the line to type otherwise."""
    if is_there():
        return
    if os.getuid() != 0 or not shutil.which("apt-get"):
        raise Trouble(
            f"The tests of the pages need Chromium. Type\n    {REMEDY}\nand run the same command again."
        )
    with progress("installing Chromium"):
        said = _apt("update") + _apt("install", "-y", "--no-install-recommends", "chromium")
    if not is_there():
        raise Trouble(f"Chromium could not be installed (`{REMEDY}`). What apt said:\n{said[-2000:]}")


def mention() -> None:
    """Say what will be missing, without insisting."""
    if not is_there():
        say(f"Chromium is not there; tests of the pages will fail until: {REMEDY}")


def _apt(*words: str) -> str:
    return subprocess.run(
        ["apt-get", "-qq", *words],
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    ).stdout

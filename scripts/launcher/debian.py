"""Programs of Debian's that tests drive, installed by apt where that may be done."""

from __future__ import annotations

import os
import shutil
import subprocess

from launcher.terminal import Trouble, progress


def may_install() -> bool:
    """Whether this is root on a system with apt."""
    return os.getuid() == 0 and shutil.which("apt-get") is not None


def install(what: str, *packages: str) -> None:
    """Install them; raises Trouble with what apt said. `what` is for people."""
    with progress(f"installing {what}"):
        said = _apt("update") + _apt("install", "-y", "--no-install-recommends", *packages)
    if not all(_is_installed(package) for package in packages):
        raise Trouble(
            f"{what} could not be installed (`{remedy(*packages)}`). What apt said:\n{said[-2000:]}"
        )


def remedy(*packages: str) -> str:
    """The line to type."""
    return f"sudo apt-get install -y {' '.join(packages)}"


def _is_installed(package: str) -> bool:
    asked = ["dpkg-query", "-W", "-f=${Status}", package]
    return "ok installed" in subprocess.run(asked, capture_output=True, text=True).stdout


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

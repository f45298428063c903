"""The telephones that call the voice gateway in tests: baresip, sipp, and hosts of their own (ip netns)."""

from __future__ import annotations

import shutil

from launcher import debian
from launcher.terminal import say

PROGRAMS = {"baresip": "baresip-core", "sipp": "sip-tester", "ip": "iproute2"}


def missing() -> list[str]:
    """Packages that are not there."""
    return [package for program, package in PROGRAMS.items() if shutil.which(program) is None]


def ensure() -> None:
    """Install them by apt when this is root; elsewhere their tests skip, and say so by name."""
    packages = missing()
    if packages and debian.may_install():
        debian.install("telephones", *packages)
    elif packages:
        say(f"No telephones: tests/peers will skip until: {debian.remedy(*packages)}")

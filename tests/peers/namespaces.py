"""A network namespace with a cable to this one: a second host on the same machine, made and taken away by a test."""

from __future__ import annotations

import itertools
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

_COUNT = itertools.count()


@dataclass(frozen=True, slots=True)
class Host:
    """A host of its own."""

    name: str
    here: str
    """Our address, as it sees us."""
    there: str
    """Its own."""
    link: str
    """Our end of the cable."""

    def command(self, *words: str) -> list[str]:
        """Run there."""
        return ["ip", "netns", "exec", self.name, *words]


def needed(*programs: str) -> None:
    """Skip, and say how to get them, where peers are missing."""
    missing = [name for name in (*programs, "ip") if shutil.which(name) is None]
    if missing or os.getuid() != 0:
        packages = "baresip-core sip-tester iproute2"
        pytest.skip(
            f"needs root and {', '.join(missing) or 'nothing else'}: sudo apt-get install -y {packages}"
        )


@contextmanager
def host() -> Iterator[Host]:
    """Up while it is needed. Names hold our process id, so that test runs side by side do not meet."""
    number = next(_COUNT)
    net = 4 * ((os.getpid() * 31 + number) % 16_000)
    base = f"10.{77 + net // 65_536}.{net // 256 % 256}.{net % 256}".rsplit(".", 1)
    here, there = (f"{base[0]}.{int(base[1]) + last}" for last in (1, 2))
    name, link = f"fd{os.getpid()}n{number}", f"fd{os.getpid() % 100_000}v{number}"
    far = link + "p"
    try:
        _ip("netns", "add", name)
    except subprocess.CalledProcessError as error:
        pytest.skip(f"network namespaces cannot be made here: {error.stderr.strip()}")
    try:
        _ip("link", "add", link, "type", "veth", "peer", "name", far)
        _ip("link", "set", far, "netns", name)
        _ip("addr", "add", f"{here}/30", "dev", link)
        _ip("link", "set", link, "up")
        _ip("-n", name, "addr", "add", f"{there}/30", "dev", far)
        _ip("-n", name, "link", "set", far, "up")
        _ip("-n", name, "link", "set", "lo", "up")
        yield Host(name, here, there, link)
    finally:
        subprocess.run(["ip", "netns", "del", name], capture_output=True)
        subprocess.run(["ip", "link", "del", link], capture_output=True)


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True, text=True)

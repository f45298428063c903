"""Tests that drive real processes, sockets and browsers may fail on a busy machine without a fault of ours.

A few of them that failed are run once more, alone. What passes then is named in the output and written to
build/unsteady.txt, to be mended; what fails twice fails. Nothing else gets a second try.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

WITH_PROCESSES = (
    "tests/browser/",
    "tests/contract/",
    "tests/peers/",
    "tests/scenarios/",
    "tests/service/",
    "tests/unit/front_door/",
    "tests/unit/voice_gateway/",
    "tests/worlds/",
)
"""Where tests drive processes, sockets or workers; whatever else fails is a fault at once."""
MOST = 6
"""More than this many failures are no accident."""


def chosen(failed: Sequence[str]) -> list[str]:
    """The tests to run again: all that failed, or none."""
    accidents = [test for test in failed if test.startswith(WITH_PROCESSES)]
    return accidents if len(accidents) == len(failed) <= MOST else []


def failed_in(file: Path) -> list[str]:
    """What the run wrote down; nothing when it ended before it could."""
    return file.read_text(encoding="utf-8").splitlines() if file.exists() else []


def told(tests: Sequence[str], file: Path) -> str:
    """What to say of tests that passed at the second try; the list is kept in the file."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("".join(f"{test}\n" for test in tests), encoding="utf-8")
    return "\n".join(["passed only at the second try, please mend:", *(f"  {test}" for test in tests)])

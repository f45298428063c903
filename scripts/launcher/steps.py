"""Run named steps one after the other and sum up; a failed step does not hide the next one's news."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from launcher.prepare import child_environment
from launcher.terminal import say


class Outcome(StrEnum):
    """How a step ended."""

    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a step found."""

    outcome: Outcome
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Something to check, by name."""

    name: str
    run: Callable[[], Result]


def command(name: str, words: Sequence[str | Path], root: Path) -> Step:
    """A step that passes when the command exits with 0; its output is shown when it does not."""

    def run() -> Result:
        done = subprocess.run(
            [str(word) for word in words],
            cwd=root,
            env=child_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
        )
        return Result(outcome=Outcome.FAILED if done.returncode else Outcome.PASSED, text=done.stdout)

    return Step(name=name, run=run)


def run_all(steps: Sequence[Step], chosen: Sequence[str]) -> int:
    """Run the steps (only those named in `chosen`, if any); 1 when one failed, 2 when a name is unknown."""
    unknown = set(chosen) - {step.name for step in steps}
    if unknown:
        say(f"unknown: {', '.join(sorted(unknown))}; there are: {', '.join(step.name for step in steps)}")
        return 2
    outcomes = []
    unchecked = []
    for step in steps:
        if chosen and step.name not in chosen:
            continue
        start = time.monotonic()
        result = step.run()
        outcomes.append(result.outcome)
        if result.outcome is Outcome.SKIPPED:
            unchecked.append(f"NOT CHECKED: {step.name}: {result.text}")
        note = f": {result.text}" if result.outcome is Outcome.SKIPPED else ""
        say(f"{result.outcome:<8} {step.name} ({time.monotonic() - start:.0f} s){note}")
        if result.outcome is Outcome.FAILED:
            sys.stdout.write(result.text.rstrip() + "\n\n")
    passed, failed, skipped = (outcomes.count(outcome) for outcome in Outcome)
    for line in unchecked:
        say(line)
    say(f"checks: {passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed else 0

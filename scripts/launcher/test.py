"""`make test`: the tests of both environments.

What runs inside Rasa is tested there: tests/assistant_env. Arguments that name tests choose among them;
options go to both runs.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from launcher import bootstrap, chromium, prepare, second_try
from launcher.environments import Project
from launcher.terminal import Trouble, fail, say

IN_ASSISTANT = "tests/assistant_env"
WITHOUT_ASSISTANT = ("tests/unit", "tests/contract")
"""These start no assistant, so none is trained for them."""
FAILED = 1
"""pytest's exit status when tests failed."""
NO_TESTS_CHOSEN = 5
"""pytest's exit status when it ran nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run of pytest."""

    environment: str
    arguments: tuple[str, ...]


def main() -> int:
    """0 when something ran and all of it passed."""
    here = bootstrap.project()
    os.chdir(here.root)
    runs = plan(sys.argv[1:])
    try:
        _prepare(here, runs)
    except Trouble as error:
        fail(error)
    return judge([_pytest(here, run) for run in runs])


def plan(arguments: Sequence[str]) -> list[Run]:
    """Which runs the arguments ask for: both, when they name no test."""
    paths = [
        word for word in arguments if not word.startswith("-") and word.split("::")[0].startswith("tests")
    ]
    options = tuple(word for word in arguments if word not in paths)
    inside = tuple(path for path in paths if path.startswith(IN_ASSISTANT))
    outside = tuple(path for path in paths if not path.startswith(IN_ASSISTANT))
    runs = []
    if outside or not paths:
        chosen = outside or ("tests", f"--ignore={IN_ASSISTANT}")
        runs.append(Run(environment="services", arguments=(*chosen, *options)))
    if inside or not paths:
        runs.append(Run(environment="assistant", arguments=(*(inside or (IN_ASSISTANT,)), *options)))
    return runs


def judge(statuses: Sequence[int]) -> int:
    """A run that found nothing to run is fine only beside one that did."""
    ran = [status for status in statuses if status != NO_TESTS_CHOSEN]
    return max(ran) if ran else NO_TESTS_CHOSEN


def needs_assistant(runs: Sequence[Run]) -> bool:
    """Whether a trained assistant is needed for these runs."""
    paths = [word for run in runs for word in run.arguments if word.startswith("tests")]
    return not all(path.startswith(WITHOUT_ASSISTANT) for path in paths)


def _prepare(here: Project, runs: Sequence[Run]) -> None:
    if len(runs) == 2:
        chromium.ensure()
    else:
        chromium.mention()
    if needs_assistant(runs):
        prepare.train(here)


def _pytest(here: Project, run: Run) -> int:
    say(f"\npytest in the {run.environment} environment")
    status, failed = _run(here, run)
    again = second_try.chosen(failed)
    if status != FAILED or not again:
        return status
    say(f"\n{len(again)} with processes of their own failed: a second try, alone")
    status, _ = _run(here, Run(environment=run.environment, arguments=tuple(again)))
    if status == 0:
        say(second_try.told(again, here.root / "build" / "unsteady.txt"))
    return status


def _run(here: Project, run: Run) -> tuple[int, list[str]]:
    """pytest's exit status and the tests that failed."""
    command = [str(here.python(run.environment)), "-m", "pytest", "-q", *run.arguments]
    with tempfile.TemporaryDirectory(prefix="tests.") as folder:
        file = Path(folder) / "failed"
        environment = {**prepare.child_environment(), "FAILED_TESTS_FILE": str(file)}
        status = subprocess.run(command, cwd=here.root, env=environment).returncode
        return status, second_try.failed_in(file)


if __name__ == "__main__":
    sys.exit(main())

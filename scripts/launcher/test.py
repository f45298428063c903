"""`make test`: the tests of both environments.

What runs inside Rasa is tested there: tests/assistant_env. Arguments that name tests choose among them;
options go to every run. All tests run in three lanes at once, since those with processes of their own
mostly wait: conversations are followed live, sockets and browsers beside them, and everything else in a
third lane; what the other two said is shown when they are done.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from launcher import bootstrap, chromium, environments, prepare, second_try, telephones
from launcher.environments import Project
from launcher.terminal import Trouble, fail, say

IN_ASSISTANT = "tests/assistant_env"
TELEPHONES = "tests/peers"
WITH_SOCKETS = ("tests/browser", "tests/service")
"""Pages, devices and parts of the system; the whole systems that conversations need start apart from them."""
WITHOUT_ASSISTANT = ("tests/unit", "tests/contract", TELEPHONES)
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
    lane: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """What came of it."""

    run: Run
    status: int
    failed: tuple[str, ...]


def main() -> int:
    """0 when something ran and all of it passed."""
    here = bootstrap.project()
    os.chdir(here.root)
    runs = plan(sys.argv[1:])
    try:
        _prepare(here, runs)
    except Trouble as error:
        fail(error)
    return judge(_second_tries(here, _in_lanes(here, runs)))


def plan(arguments: Sequence[str]) -> list[Run]:
    """Which runs the arguments ask for: all, when they name no test. Those of the first lane are followed."""
    paths = [
        word for word in arguments if not word.startswith("-") and word.split("::")[0].startswith("tests")
    ]
    options = tuple(word for word in arguments if word not in paths)
    if not paths:
        apart = tuple(f"--ignore={folder}" for folder in (*WITH_SOCKETS, *WITHOUT_ASSISTANT, IN_ASSISTANT))
        return [
            Run(environment="services", arguments=("tests", *apart, *options)),
            Run(environment="services", arguments=(*WITH_SOCKETS, *options), lane=1),
            Run(environment="services", arguments=(*WITHOUT_ASSISTANT, *options), lane=2),
            Run(environment="assistant", arguments=(IN_ASSISTANT, *options), lane=2),
        ]
    inside = tuple(path for path in paths if path.startswith(IN_ASSISTANT))
    outside = tuple(path for path in paths if not path.startswith(IN_ASSISTANT))
    chosen = (("services", outside), ("assistant", inside))
    return [
        Run(environment=name, arguments=(*tests, *options), lane=lane)
        for lane, (name, tests) in enumerate(chosen)
        if tests
    ]


def judge(statuses: Sequence[int]) -> int:
    """A run that found nothing to run is fine only beside one that did."""
    ran = [status for status in statuses if status != NO_TESTS_CHOSEN]
    return max(ran) if ran else NO_TESTS_CHOSEN


def needs_assistant(runs: Sequence[Run]) -> bool:
    """Whether a trained assistant is needed for these runs."""
    return any(
        not paths or not all(path.startswith(WITHOUT_ASSISTANT) for path in paths)
        for paths in map(_paths, runs)
    )


def _paths(run: Run) -> list[str]:
    return [word for word in run.arguments if word.startswith("tests")]


def _prepare(here: Project, runs: Sequence[Run]) -> None:
    if len(runs) > 1:
        chromium.ensure()
    else:
        chromium.mention()
    if any(path.startswith(TELEPHONES) for run in runs for path in _paths(run)):
        telephones.ensure()
        environments.ensure_peers(here, environment=os.environ)
    if needs_assistant(runs):
        prepare.train(here)


def _in_lanes(here: Project, runs: Sequence[Run]) -> list[Ran]:
    """The first run's lane followed live, the others beside it, each shown when the first is over."""
    live = runs[0].lane
    others = sorted({run.lane for run in runs} - {live})
    with tempfile.TemporaryDirectory(prefix="tests.") as folder, ThreadPoolExecutor(len(others) or 1) as pool:
        beside = [
            pool.submit(_lane, here, [run for run in runs if run.lane == lane], Path(folder) / str(lane))
            for lane in others
        ]
        done = []
        for run in (run for run in runs if run.lane == live):
            _announce(run)
            done.append(_run(here, run))
        for lane in beside:
            for ran, said in lane.result():
                _announce(ran.run)
                say(said.read_text(encoding="utf-8", errors="replace"))
                done.append(ran)
    return done


def _lane(here: Project, runs: Sequence[Run], folder: Path) -> list[tuple[Ran, Path]]:
    """One run after the other, each with the file of what it said."""
    folder.mkdir()
    files = [folder / str(number) for number in range(len(runs))]
    return [(_run(here, run, said), said) for run, said in zip(runs, files, strict=True)]


def _announce(run: Run) -> None:
    say(f"\npytest in the {run.environment} environment: {' '.join(_paths(run))}")


def _second_tries(here: Project, done: Sequence[Ran]) -> list[int]:
    """Each run's exit status, after the second try of what may have one."""
    statuses = []
    for ran in done:
        again = second_try.chosen(ran.failed) if ran.status == FAILED else []
        if not again:
            statuses.append(ran.status)
            continue
        say(f"\n{len(again)} that drive processes or sockets failed: a second try, alone")
        second = _run(here, Run(environment=ran.run.environment, arguments=tuple(again)))
        if second.status == 0:
            say(second_try.told(again, here.root / "build" / "unsteady.txt"))
        statuses.append(second.status)
    return statuses


def _run(here: Project, run: Run, said: Path | None = None) -> Ran:
    """pytest, to the terminal or into a file."""
    command = [str(here.python(run.environment)), "-m", "pytest", "-q", *run.arguments]
    with tempfile.TemporaryDirectory(prefix="tests.") as folder:
        file = Path(folder) / "failed"
        environment = {**prepare.child_environment(), "FAILED_TESTS_FILE": str(file)}
        if said is None:
            status = subprocess.run(command, cwd=here.root, env=environment).returncode
        else:
            with said.open("wb") as out:
                status = subprocess.run(
                    command, cwd=here.root, env=environment, stdout=out, stderr=subprocess.STDOUT
                ).returncode
        return Ran(run=run, status=status, failed=tuple(second_try.failed_in(file)))


if __name__ == "__main__":
    sys.exit(main())

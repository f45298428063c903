"""`make run`: train where needed, start everything that exists, show it, and end it all on Ctrl-C."""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import time
from pathlib import Path
from types import FrameType
from typing import NoReturn

from launcher import bootstrap, family, prepare, processes, readiness, welcome
from launcher.environments import Project
from launcher.log_follower import LogFollower
from launcher.supervision import Supervisor
from launcher.terminal import Trouble, fail, say

ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stop(Exception):
    """The person asked to end (Ctrl-C, SIGTERM, a closed terminal)."""


def main() -> int:
    """0 after a stop that was asked for; 1 with a reason otherwise."""
    parser = argparse.ArgumentParser(prog="scripts/run", description=__doc__)
    parser.add_argument(
        "--ready-file", type=Path, help="write addresses and logins there, as JSON, once all serve"
    )
    parser.add_argument("--logs", type=Path, default=Path("var/log"), help="folder for what is logged")
    options = parser.parse_args()
    try:
        return run(bootstrap.project(), logs=options.logs, ready_file=options.ready_file)
    except Trouble as error:
        fail(error)


def run(project: Project, *, logs: Path = Path("var/log"), ready_file: Path | None = None) -> int:
    """Start what the project has and stay until told to end. Raises Trouble; nothing is left running then."""
    os.chdir(project.root)
    _listen_for_endings()
    try:
        chosen = processes.wanted(project, os.environ)
        processes.check_ports(chosen)
        if any(process.name == "assistant" for process in chosen):
            prepare.train(project)
    except Stop:
        return 0
    family.adopt_orphans()
    supervisor = Supervisor(python=project.python("services"), root=project.root, logs=project.root / logs)
    try:
        _serve(project, chosen, supervisor, ready_file)
    except Stop:
        return _end(supervisor)
    except Trouble:
        _end(supervisor)
        raise


def _serve(
    project: Project, chosen: list[processes.Process], supervisor: Supervisor, ready_file: Path | None
) -> NoReturn:
    """Returns never: ends by Stop or by Trouble."""
    environment = processes.shared_environment(chosen, supervisor.logs)
    supervisor.start(chosen, environment)
    readiness.wait(supervisor, chosen)
    follower = LogFollower({process.name: supervisor.log_of(process) for process in chosen})
    places = welcome.addresses(chosen)
    people = welcome.logins(project, chosen, environment)
    welcome.show(places, people)
    if ready_file:
        _write_whole(ready_file, json.dumps({"addresses": places, **people}))
    while not supervisor.has_ended():
        follower.show_new()
        time.sleep(0.25)
    raise Trouble(f"supervisor ended, so everything else was ended, too; its log is {supervisor.log}")


def _end(supervisor: Supervisor) -> int:
    """End all; a further Ctrl-C hurries."""
    _listen_for_endings()
    say("\nEnding …")
    try:
        killed = supervisor.stop()
    except Stop:
        supervisor.kill()
        say("Killed.")
        return 0
    say(f"Ended; {len(killed)} had to be killed." if killed else "Ended.")
    return 0


def _listen_for_endings() -> None:
    for number in ENDINGS:
        if number is not signal.SIGHUP or signal.getsignal(number) is not signal.SIG_IGN:  # nohup
            signal.signal(number, _raise_stop)


def _raise_stop(_number: int, _frame: FrameType | None) -> None:
    # Heard once: what ends things must not be torn out of its work by an impatient second signal mid-way.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    raise Stop


def _write_whole(path: Path, text: str) -> None:
    fresh = path.with_suffix(path.suffix + ".new")
    fresh.touch(mode=0o600)
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(path)


if __name__ == "__main__":
    sys.exit(main())

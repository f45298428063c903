"""How a script of scripts/ gets from whichever Python started it into the services environment."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import NoReturn

from launcher import environments, prepare
from launcher.terminal import Trouble, fail

SCRIPTS = Path(__file__).resolve().parent.parent


def project() -> environments.Project:
    """The project that these scripts belong to."""
    return environments.Project(SCRIPTS.parent)


def set_up(*, with_tests: bool) -> environments.Project:
    """Make the project's folder the current one and build what is missing; ends the command in trouble."""
    here = project()
    os.chdir(str(here.root))
    try:
        environments.ensure(here, with_tests=with_tests, environment=os.environ)
        prepare.export_sentence_model(here)
    except Trouble as error:
        fail(error)
    return here


def go_on_with(module: str, *, with_tests: bool) -> NoReturn:
    """Become `module`, with this command's arguments, in the services environment."""
    python = str(set_up(with_tests=with_tests).python("services"))
    os.environ["PYTHONPATH"] = str(SCRIPTS)
    os.execv(python, [python, "-m", module, *sys.argv[1:]])

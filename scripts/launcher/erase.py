"""`scripts/erase`: a conversation leaves the ledger, the assistant's memory and the actions' notes."""

import subprocess
import sys

from launcher import bootstrap, prepare
from launcher.environments import Project
from launcher.terminal import Trouble, fail


def main(project: Project, conversation: str) -> None:
    """Each process forgets what it keeps itself; one that still runs refuses.

    Raises:
        Trouble: a part refused; what was erased before stays erased, and it may be called again.
    """
    found = _run(project, "services", "front_door", "erase", conversation, "--only-id").strip()
    print("front door: words, facts, names and numbers erased in the ledger; order and times stay")
    print(_run(project, "assistant", "bot", "erase", found), end="")
    print(_run(project, "services", "actions", "erase", found), end="")
    print(_run(project, "services", "voice_gateway", "forget", found), end="")
    print(f"erased: conversation {found}; docs/operations.md names what is kept elsewhere")


def _run(project: Project, environment: str, *command: str) -> str:
    done = subprocess.run(
        [str(project.python(environment)), "-m", *command],
        cwd=project.root,
        env=prepare.child_environment(),
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise Trouble(f"{command[0]} did not erase (why stands above); stop everything, then call this again")
    return done.stdout


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit("usage: scripts/erase REFERENCE-OR-ID")
    try:
        main(bootstrap.project(), sys.argv[1])
    except Trouble as error:
        fail(error)

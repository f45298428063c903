"""`python -m front_door`: the process, and its commands.

python -m front_door                       serve
python -m front_door agents …              make, list and reset agents' accounts
python -m front_door export-questions      customers' questions as JSONL, for the editors' `gaps`
python -m front_door rebuild               make every projection of the ledger anew
python -m front_door erase CONVERSATION    blank everything a conversation holds of its customer
python -m front_door embed                 the line that puts the chat on a carrier's page
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable

import structlog
import uvloop

from desk.teams.directory import TeamsBroken
from front_door import commands
from front_door.app import create_app
from front_door.desk_console.commands import agents_command
from front_door.embed import embed
from front_door.ledger.port import LedgerUnavailable
from front_door.parts import build_parts
from front_door.settings import FrontDoorSettings
from runtime.internal_auth import TokenNeeded
from runtime.logs import configure
from runtime.settings import exit_with
from runtime.shutdown import PortTaken, serve

THREAD_SWITCH_S = 0.0005
"""The ledger's thread waits at most this long for its turn; Python's 5 ms would be felt in each append."""

Command = Callable[[list[str], FrontDoorSettings], int]

COMMANDS: dict[str, Command] = {
    "agents": lambda arguments, settings: agents_command(
        arguments, settings.desk_database, settings.organisation
    ),
    "export-questions": commands.export_questions,
    "rebuild": commands.rebuild,
    "erase": commands.erase,
    "embed": embed,
}


def main(arguments: list[str]) -> int:
    """Serve, or run one of the commands; the exit status."""
    settings = FrontDoorSettings.load_or_exit()
    if not arguments or arguments[0] == "serve":
        return _serve(settings)
    command = COMMANDS.get(arguments[0])
    if command is None:
        sys.stderr.write((__doc__ or "") + "\n")
        return 2
    try:
        return command(arguments[1:], settings)
    except LedgerUnavailable as error:
        exit_with(f"front_door: {error}")


def _serve(settings: FrontDoorSettings) -> int:
    configure("front_door", file=settings.log_file, level=settings.log_level)
    _warn(settings)
    sys.setswitchinterval(THREAD_SWITCH_S)
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(_run(settings))
    except TeamsBroken as error:
        exit_with(f"front_door: the care team's data in {settings.organisation} is to be mended:\n{error}")
    except (TokenNeeded, LedgerUnavailable) as error:
        exit_with(f"front_door: {error}")
    except PortTaken as error:
        exit_with(f"front_door: {error}; set FRONT_DOOR_PORT to another port")
    return 0


async def _run(settings: FrontDoorSettings) -> None:
    app = create_app(build_parts(settings))
    await serve(app, host=settings.host, port=settings.port, drain_seconds=settings.drain_s)


def _warn(settings: FrontDoorSettings) -> None:
    """What is open because nothing was set; fine for work on one machine."""
    log = structlog.get_logger()
    if not settings.internal_token:
        log.warning("token.missing", detail="internal addresses are open to this machine")
    if not settings.seal_key:
        log.warning("seal_key.missing", detail="secrets cannot be read by the action server")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

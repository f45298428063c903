"""`python -m actions`: the action process.

python -m actions                serve
python -m actions erase ID       forget what was done in a conversation; `scripts/erase` calls it
"""

from __future__ import annotations

import asyncio
import sys

import structlog

from actions.app import create_app
from actions.settings import ActionsSettings
from actions.turns.operations import SqliteOperations
from actions.turns.sqlite_file import OperationsUnavailable
from runtime.internal_auth import TokenNeeded, check_exposure
from runtime.logs import configure
from runtime.settings import exit_with
from runtime.shutdown import PortTaken, serve


def main(arguments: list[str]) -> int:
    """Serve until told to stop; 2 when it was set up wrongly."""
    settings = ActionsSettings.load_or_exit()
    if arguments:
        return _erase(arguments, settings)
    configure("actions", file=settings.log_file, level=settings.log_level)
    log = structlog.get_logger()
    try:
        check_exposure(settings.host, settings.internal_token)
        if not settings.internal_token:
            log.warning("token.missing", meaning="only this machine is answered; set CARE_INTERNAL_TOKEN")
        if not settings.seal_key:
            log.warning(
                "seal.missing", meaning="no PIN can be read; set CARE_SEAL_KEY as the front door has it"
            )
        asyncio.run(serve(create_app(settings), host=settings.host, port=settings.port))
    except (PortTaken, TokenNeeded) as error:
        exit_with(str(error))
    return 0


def _erase(arguments: list[str], settings: ActionsSettings) -> int:
    match arguments:
        case ["erase", conversation_id]:
            operations = SqliteOperations(settings.database)
            try:
                count = operations.erase(conversation_id)
            except OperationsUnavailable as error:
                exit_with(f"actions: {settings.database} cannot be erased from: {error}")
            finally:
                operations.close()
            sys.stdout.write(f"actions: {count} operations erased in {settings.database}\n")
            return 0
        case _:
            sys.stderr.write((__doc__ or "") + "\n")
            return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

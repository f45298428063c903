"""Commands on the ledger for the person who runs the front door."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Awaitable, Callable

from conversation.owner import Owner
from front_door.asked import questions_of
from front_door.ledger.port import UnknownConversation
from front_door.ledger.sole_server import sole_server
from front_door.ledger.sqlite_ledger import SqliteLedger
from front_door.ledger.sqlite_store import SqliteStore
from front_door.settings import FrontDoorSettings

ERASED = """\
Erased in the ledger: words, facts, names and numbers. Order and times stay.
Not erased, because other processes keep it: the assistant's and the actions' databases and the logs, and what
running processes hold in memory. docs/operations.md says how, for the conversation {conversation_id}.
"""


def export_questions(arguments: list[str], settings: FrontDoorSettings) -> int:
    """Customers' questions as JSONL on stdout, already redacted; lines as in `front_door.asked`."""
    parser = argparse.ArgumentParser(prog="python -m front_door export-questions")
    parser.add_argument("--intent", help="only those understood as this intent")
    wanted = parser.parse_args(arguments).intent

    async def export(ledger: SqliteLedger) -> int:
        for row in await ledger.open_conversations(frozenset(Owner)):
            for question in questions_of(await ledger.events(row.conversation_id)):
                if wanted in (None, question["intent"]):
                    sys.stdout.write(json.dumps(question, ensure_ascii=False) + "\n")
        return 0

    return _on_ledger(settings, export)


def rebuild(arguments: list[str], settings: FrontDoorSettings) -> int:
    """Make every projection anew from the events."""
    argparse.ArgumentParser(prog="python -m front_door rebuild").parse_args(arguments)

    async def run(ledger: SqliteLedger) -> int:
        count = await ledger.rebuild()
        sys.stdout.write(f"{count} conversations projected anew.\n")
        return 0

    with sole_server(settings.ledger_database):
        return _on_ledger(settings, run)


def erase(arguments: list[str], settings: FrontDoorSettings) -> int:
    """Blank a conversation."""
    parser = argparse.ArgumentParser(prog="python -m front_door erase")
    parser.add_argument("conversation", help="its id or reference")
    named = str(parser.parse_args(arguments).conversation)

    async def run(ledger: SqliteLedger) -> int:
        found = [row.conversation_id for row in await ledger.find(named)] or [named]
        try:
            await ledger.erase(found[0])
        except UnknownConversation:
            sys.stderr.write(f"There is no conversation {named}.\n")
            return 1
        sys.stdout.write(ERASED.format(conversation_id=found[0]))
        return 0

    with sole_server(settings.ledger_database):
        return _on_ledger(settings, run)


def _on_ledger(settings: FrontDoorSettings, work: Callable[[SqliteLedger], Awaitable[int]]) -> int:
    async def run() -> int:
        store = SqliteStore(settings.ledger_database, synchronous=settings.ledger_synchronous)
        store.start()
        try:
            return await work(SqliteLedger(store))
        finally:
            store.close()

    return asyncio.run(run())

"""Commands on the ledger for the person who runs the front door."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Awaitable, Callable

from conversation.owner import Owner
from front_door.asked import flags_of, questions_of
from front_door.ledger.port import UnknownConversation
from front_door.ledger.sole_server import sole_server
from front_door.ledger.sqlite_ledger import SqliteLedger
from front_door.ledger.sqlite_store import SqliteStore
from front_door.settings import FrontDoorSettings

ERASED = """\
front door: words, facts, names and numbers erased in {ledger}; order and times stay
Only the ledger was erased: `scripts/erase` reaches the assistant's and the actions' databases too, for the
conversation {conversation_id}. docs/operations.md names what is left.
"""


def export_questions(arguments: list[str], settings: FrontDoorSettings) -> int:
    """Customers' questions as JSONL on stdout, already redacted; lines as in `front_door.asked`."""
    parser = argparse.ArgumentParser(prog="python -m front_door export-questions")
    parser.add_argument("--intent", help="only those understood as this intent")
    wanted = parser.parse_args(arguments).intent

    async def export(ledger: SqliteLedger) -> int:
        for row in await ledger.open_conversations(frozenset(Owner)):
            events = await ledger.events(row.conversation_id)
            for question in [*questions_of(events), *flags_of(events)]:
                if wanted in (None, question.get("intent")):
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
    parser.add_argument("--only-id", action="store_true", help="print nothing but the conversation's id")
    chosen = parser.parse_args(arguments)
    named = str(chosen.conversation)

    async def run(ledger: SqliteLedger) -> int:
        found = [row.conversation_id for row in await ledger.find(named)] or [named]
        if len(found) > 1:
            sys.stderr.write(f"{named} names {len(found)} conversations; give the reference of one.\n")
            return 1
        try:
            await ledger.erase(found[0])
        except UnknownConversation:
            sys.stderr.write(f"There is no conversation {named}.\n")
            return 1
        told = "{conversation_id}\n" if chosen.only_id else ERASED
        sys.stdout.write(told.format(conversation_id=found[0], ledger=settings.ledger_database))
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

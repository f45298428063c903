"""`python -m bot erase ID`: the assistant forgets a conversation; `scripts/erase` calls it."""

from __future__ import annotations

import sqlite3
import sys

from bot.components.event_rows import EventRows
from bot.settings import Settings


def erase(arguments: list[str], settings: Settings) -> int:
    """Delete a conversation's events and answers. The assistant must not run: it holds trackers in memory."""
    if len(arguments) != 1:
        sys.stderr.write((__doc__ or "") + "\n")
        return 2
    try:
        rows = EventRows(settings.tracker_database)
        try:
            count = rows.erase(arguments[0])
        finally:
            rows.close()
    except sqlite3.Error as error:
        sys.stderr.write(f"assistant: {settings.tracker_database} cannot be erased from: {error}\n")
        return 1
    sys.stdout.write(f"assistant: {count} events and answers erased in {settings.tracker_database}\n")
    return 0

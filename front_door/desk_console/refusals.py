"""Failures of the ledger as refusals an agent can read."""

from __future__ import annotations

from collections.abc import Mapping

from conversation.owner import IllegalMove, Owner
from conversation.words import Words
from desk.wording import DeskWords
from front_door.desk_console.errors import DeskUnavailable, RequestRefused
from front_door.ledger.port import LedgerError, LedgerUnavailable, OwnerConflict, UnknownConversation

FAILURES = (LedgerError, IllegalMove, DeskUnavailable)
"""What a request may fail with; everything else is a fault of ours."""


class Refusals:
    """Makes a refusal from what went wrong."""

    def __init__(self, words: Words, desk_words: DeskWords) -> None:
        self._words = words
        self._desk = desk_words

    def plain(self, code: str, key: str | None = None, **values: str) -> RequestRefused:
        """A refusal whose sentence stands under `key` (or under its code)."""
        return RequestRefused(code, self._desk.refusal(key or code, **values))

    def of(self, error: Exception, names: Mapping[str, str], *, claiming: bool = False) -> RequestRefused:
        """A failure of the ledger as a refusal; `names` are the agents' by id."""
        match error:
            case UnknownConversation():
                return self.plain("unknown_conversation")
            case OwnerConflict():
                return self._conflict(error, names, claiming=claiming)
            case IllegalMove():
                return self.plain("illegal_move", owner=self._owner(error.before))
            case LedgerUnavailable() | DeskUnavailable():
                return self.plain("unavailable")
            case _:
                return self.plain("internal")

    def _conflict(self, error: OwnerConflict, names: Mapping[str, str], *, claiming: bool) -> RequestRefused:
        if error.owner is Owner.AGENT and error.agent_id is not None:
            by = names.get(error.agent_id, error.agent_id)
            code = "already_claimed" if claiming else "not_yours"
            return RequestRefused(code, self._desk.refusal(code, by=by), by=by)
        if claiming or error.owner not in (Owner.QUEUE, Owner.PARKED):
            return self.plain("illegal_move", "moved_away", owner=self._owner(error.owner))
        return self.plain("not_yours", "not_held")

    def _owner(self, owner: Owner) -> str:
        return self._words.name("owner", owner)

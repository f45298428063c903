"""Warns an agent who is about to ask what is known: looks at the newest draft only."""

from __future__ import annotations

import asyncio

import structlog

from conversation.desk_protocol import AlreadyKnown
from conversation.desk_requests import Draft
from front_door.desk_console.connection import Connection
from front_door.desk_console.ports import DeskConversations, QuestionWatch
from front_door.desk_console.refusals import FAILURES

log = structlog.get_logger(__name__)


class DraftWatch:
    """One page's drafts. While one is being looked at, only the newest of the others is kept."""

    def __init__(self, page: Connection, conversations: DeskConversations, questions: QuestionWatch) -> None:
        self._page = page
        self._conversations = conversations
        self._questions = questions
        self._newest: Draft | None = None
        self._wake = asyncio.Event()
        self._shown: dict[str, AlreadyKnown] = {}

    def put(self, draft: Draft) -> None:
        """Look at this draft as soon as the one before is done."""
        self._newest = draft
        self._wake.set()

    async def run(self) -> None:
        """Look at drafts until cancelled."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            draft, self._newest = self._newest, None
            if draft is not None:
                await self._look(draft)

    async def _look(self, draft: Draft) -> None:
        nothing = AlreadyKnown(conversation_id=draft.conversation_id, label="", value="", turn=None)
        try:
            warning = await self._known(draft) or nothing
        except FAILURES as error:
            log.warning("draft.unchecked", error=repr(error), conversation_id=draft.conversation_id)
            return
        if self._shown.get(draft.conversation_id, nothing) != warning:
            self._shown[draft.conversation_id] = warning
            self._page.send(warning)

    async def _known(self, draft: Draft) -> AlreadyKnown | None:
        packet = await self._conversations.packet(draft.conversation_id)
        facts = {fact.name: fact for fact in packet.facts}
        name = await self._questions.asked_fact(draft.text, list(facts))
        if name is None:
            return None
        fact = facts[name]
        return AlreadyKnown(
            conversation_id=draft.conversation_id, label=fact.label, value=fact.value, turn=fact.turn
        )

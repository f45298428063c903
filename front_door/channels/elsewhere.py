"""An agent answers in a conversation that no device shows: the customer's other devices are told at once."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Protocol

from conversation.events import Role
from conversation.payloads.turns import Reply
from front_door.conversations.conversations import Conversations
from front_door.conversations.hub import Appended, Hub, Item
from front_door.ledger.port import ConversationRow, LedgerError

STREAM = 100_000


class Listening(Protocol):
    """A device attached to a conversation."""

    async def answered_elsewhere(self, row: ConversationRow) -> None:
        """An agent replied in this conversation; say so if it is the customer's own."""


class Elsewhere:
    """Follows all conversations for as long as the process runs."""

    def __init__(
        self, conversations: Conversations, hub: Hub, devices: Callable[[], Collection[Listening]]
    ) -> None:
        self._conversations = conversations
        self._hub = hub
        self._devices = devices

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            subscription = self._hub.subscribe(capacity=STREAM)
            async for item in subscription:
                if _is_agents_reply(item) and not self._hub.is_followed(item.conversation_id):
                    await self._tell(item.conversation_id)

    async def _tell(self, conversation_id: str) -> None:
        try:
            row = await self._conversations.row(conversation_id)
            for device in tuple(self._devices()):
                await device.answered_elsewhere(row)
        except LedgerError:
            # It is told with the next welcome.
            return


def _is_agents_reply(item: Item) -> bool:
    return (
        isinstance(item, Appended)
        and item.event.author.role is Role.AGENT
        and isinstance(item.event.payload, Reply)
    )

"""A customer's other conversations over the socket: listed, read, gone on with."""

from __future__ import annotations

from conversation.client_frames import ListConversations, ReadConversation, Reopen
from conversation.server_frames import AnsweredElsewhere, Past, Problem
from front_door.channels.frame_handler import Device
from front_door.channels.frames import frame_of_event
from front_door.channels.session_parts import SessionParts
from front_door.conversations.threads import Viewer
from front_door.ledger.port import ConversationRow, LedgerUnavailable, UnknownConversation

PAGE = 200
"""Frames of an earlier conversation sent at once."""

ThreadFrame = ListConversations | ReadConversation | Reopen


class ThreadFrames:
    """One per device; whatever is not theirs to see does not exist."""

    def __init__(self, parts: SessionParts, device: Device) -> None:
        self._parts = parts
        self._device = device
        self.browser: str | None = None
        """Name of the browser, as the ledger has it; None: no browser, and nothing is shown by it."""

    async def handle(self, conversation_id: str, frame: ThreadFrame) -> None:
        """Answer one frame of a device attached to this conversation."""
        try:
            await self._do(await self.viewer(conversation_id), frame)
        except UnknownConversation:
            await self._device.send(Problem(code="unknown_conversation"))
        except LedgerUnavailable:
            await self._device.send(Problem(code="busy", retry_after=1.0))

    async def viewer(self, conversation_id: str) -> Viewer:
        """What this device may see now."""
        state = await self._parts.conversations.state(conversation_id)
        return self._parts.threads.viewer(state, self.browser)

    async def answered_elsewhere(self, conversation_id: str, row: ConversationRow) -> None:
        """An agent replied in another conversation: told when it is one this device may see."""
        viewer = await self.viewer(conversation_id)
        if row.conversation_id != conversation_id and viewer.sees(row):
            count = await self._parts.threads.elsewhere(viewer)
            await self._device.send(AnsweredElsewhere(count=count))

    async def elsewhere(self, conversation_id: str) -> int:
        """Agents' replies in other conversations of this customer that nobody has seen."""
        return await self._parts.threads.elsewhere(await self.viewer(conversation_id))

    async def _do(self, viewer: Viewer, frame: ThreadFrame) -> None:
        threads = self._parts.threads
        match frame:
            case ListConversations():
                state = await self._parts.conversations.state(viewer.conversation_id)
                await self._device.send(await threads.of(viewer, state.spoken_to_in))
            case ReadConversation(reference=reference, after=after):
                await self._read(viewer, reference, after)
            case Reopen(reference=reference):
                self._device.go_to(await threads.reopen(viewer, reference))

    async def _read(self, viewer: Viewer, reference: str, after: int) -> None:
        faces = self._parts.faces
        row = await self._parts.threads.find(viewer, reference)
        events = await self._parts.conversations.public_events(row.conversation_id, after=after)
        page = events[:PAGE]
        await self._device.send(
            Past(
                reference=row.reference,
                owner=row.owner,
                frames=[frame for event in page if (frame := frame_of_event(event, faces)) is not None],
                more=len(events) > len(page),
            )
        )
        if page and page[-1].public_seq is not None:
            await self._parts.conversations.customer_seen(row.conversation_id, page[-1].public_seq)

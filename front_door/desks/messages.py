"""Messages to another desk, made of the ledger's events."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from conversation.context_packet import ContextPacket
from conversation.desk_views import TranscriptItem
from conversation.desk_webhook import (
    CaseBlanked,
    CaseClosed,
    CaseHead,
    CaseLine,
    CaseMessage,
    CaseMoved,
    CaseOpened,
)
from conversation.events import Event
from conversation.payloads.owners import OwnerChanged
from conversation.payloads.turns import Redacted
from conversation.words import Words
from desk.wording import desk_words
from front_door.desk_console.transcript import TranscriptLines
from front_door.desks.telling import Telling, What
from front_door.ledger.port import Ledger

OTHER = "other_"
"""What the ledger's ids of agents begin with who are on no roster of ours; the other desk never sees it."""


class PacketSource(Protocol):
    """Where context packets come from."""

    async def packet(self, conversation_id: str) -> ContextPacket:
        """The packet as of now."""


class CaseMessages:
    """One message for each telling; None for what a desk need not know."""

    def __init__(self, ledger: Ledger, packets: PacketSource, *, language: str = "en") -> None:
        self._ledger = ledger
        self._packets = packets
        self._lines = TranscriptLines(Words.load(language), desk_words())

    async def make(self, telling: Telling, events: Sequence[Event]) -> CaseMessage | None:
        """The message; `events` are all of the conversation.

        Raises:
            LedgerError: the conversation cannot be read.
        """
        event = telling.event
        head = await self._head(event.conversation_id, events)
        if telling.what is What.OPENED:
            return CaseOpened(
                case=head,
                seq=event.seq,
                packet=await self._packets.packet(event.conversation_id),
                transcript=self._transcript(events, up_to=event.seq),
            )
        if isinstance(event.payload, Redacted):
            blanked = next((one for one in events if one.seq == event.payload.target), None)
            line = self._lines.line(blanked) if blanked else None
            return CaseBlanked(case=head, seq=event.seq, target=event.payload.target, line=line)
        line = self._lines.line(event)
        if line is None:
            return None
        if telling.what is What.LINE:
            return CaseLine(case=head, seq=event.seq, line=line, by=_by(event))
        shape = CaseClosed if telling.what is What.CLOSED else CaseMoved
        packet = await self._packets.packet(event.conversation_id)
        return shape(case=head, seq=event.seq, line=line, by=_by(event), packet=packet)

    async def _head(self, conversation_id: str, events: Sequence[Event]) -> CaseHead:
        row = await self._ledger.conversation(conversation_id)
        moves = [event.payload for event in events if isinstance(event.payload, OwnerChanged)]
        name = moves[-1].agent_name if moves and row.agent_id else None
        return CaseHead(
            conversation_id=conversation_id,
            reference=row.reference,
            owner=row.owner,
            agent_id=row.agent_id.removeprefix(OTHER) if row.agent_id else None,
            agent_name=name,
        )

    def _transcript(self, events: Sequence[Event], *, up_to: int) -> list[TranscriptItem]:
        lines = (self._lines.line(event) for event in events if event.seq <= up_to)
        return [line for line in lines if line is not None]


def _by(event: Event) -> str | None:
    return event.author.id.removeprefix(OTHER) if event.author.id else None

"""Context packets, projected from the ledger and kept until the conversation grows."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from datetime import datetime

from conversation.context_packet import ContactHistory, ContextPacket, RoutingGroup
from conversation.events import Event
from conversation.owner import Owner
from conversation.packet import Around, project
from conversation.words import Words
from front_door.conversations.history import REPEAT, Histories
from front_door.conversations.recorder import Recorder
from front_door.conversations.state import ConversationState
from front_door.conversations.wait import CareTeam
from front_door.conversations.waiting_line import WaitingLine

KEPT = 500
HOME_TEAM = "home_team"
WAITS = "waits"
"""No rule has found anybody yet."""


class Packets:
    """Makes packets; the newest of each conversation is kept."""

    def __init__(  # noqa: PLR0913 - parts are handed in by name
        self,
        *,
        recorder: Recorder,
        histories: Histories,
        care_team: CareTeam,
        line: WaitingLine,
        team: str,
        producers: Mapping[str, str],
        clock: Callable[[], datetime],
    ) -> None:
        self._recorder = recorder
        self._histories = histories
        self._care_team = care_team
        self._line = line
        self._team = team
        self._producers = producers
        self._clock = clock
        self._kept: OrderedDict[str, ContextPacket] = OrderedDict()

    async def packet(self, conversation_id: str) -> ContextPacket:
        """The packet after the newest event.

        Raises:
            UnknownConversation: there is none.
        """
        state = (await self._recorder.live(conversation_id)).state
        kept = self._kept.get(conversation_id)
        if kept is not None and kept.envelope.revision == state.last_seq and not _ages(kept):
            return kept
        events = await self._recorder.ledger.events(conversation_id)
        packet = await self.project(state, events)
        self._kept[conversation_id] = packet
        self._kept.move_to_end(conversation_id)
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return packet

    async def project(self, state: ConversationState, events: list[Event]) -> ContextPacket:
        """The packet of these events."""
        words = Words.load(state.language)
        packet = project(
            events,
            now=self._clock(),
            words=words,
            around=Around(
                history=await self._histories.of(state),
                routing=self._routing(state),
                told_minutes=self._told_minutes(state),
                producers=self._producers,
            ),
        )
        matter = packet.intent.label if packet.intent else None
        return packet.model_copy(update={"history": _repeats(packet.history, matter, state)})

    def _told_minutes(self, state: ConversationState) -> int | None:
        if state.owner is not Owner.QUEUE:
            return None
        return self._care_team.wait(
            self._line.ahead_of(state.conversation_id), conversation_id=state.conversation_id
        ).minutes

    def _routing(self, state: ConversationState) -> RoutingGroup:
        routed = state.routed
        if routed is None:
            return RoutingGroup(team=state.team or self._team, rule=HOME_TEAM, reasons=[])
        return RoutingGroup(
            team=state.team or routed.team,
            market=routed.market,
            rule=routed.rule or WAITS,
            reasons=routed.reasons,
        )


def _ages(packet: ContextPacket) -> bool:
    """Whether the packet changes with time alone: a fact or proof that expires."""
    return packet.verification.expires_at is not None or any(fact.expires_at for fact in packet.facts)


def _repeats(history: ContactHistory, matter: str | None, state: ConversationState) -> ContactHistory:
    """Whether the same matter was there within seven days."""
    repeat = any(
        contact.matter == matter and state.opened_at - contact.at <= REPEAT for contact in history.contacts
    )
    return history.model_copy(update={"repeat": repeat})

"""How a conversation begins: greeted at both doors, or linked to the closed one it follows."""

from __future__ import annotations

from conversation.channel import Channel, Door
from conversation.events import NewEvent
from conversation.facts import FactStatus
from conversation.handoff import HandoffReason
from conversation.ids import new_conversation_id, new_reference
from conversation.owner import Owner
from conversation.payloads.customer import Opened, Preferred
from conversation.payloads.findings import Fact, Step, Verified
from conversation.payloads.owners import HandedOff, OwnerChanged
from conversation.payloads.payload import Payload
from conversation.payloads.turns import Reply
from conversation.words import Words
from front_door.conversations.handing_off import PEOPLE_ONLY, HandingOff
from front_door.conversations.recorder import ASSISTANT, SYSTEM, LiveConversation, Recorder, by
from front_door.conversations.remembered_doors import RememberedDoors
from front_door.conversations.sentences import Sentences
from front_door.conversations.state import SIGNED_LOGIN, ConversationState
from front_door.conversations.turns import Opening, ProvedIdentity
from front_door.conversations.wait import CareTeam

CARRIED_SOURCES = frozenset({"customer", "agent"})
"""Facts that go along into a following conversation; what was read in an account must be proved anew."""

TO_THE_TEAM = (
    HandedOff(reason=HandoffReason.ASKED_FOR_PERSON, trigger=PEOPLE_ONLY),
    OwnerChanged(before=Owner.ASSISTANT, after=Owner.QUEUE, why="handoff"),
)
"""A caller who wants people only joins the queue with the greeting."""


class Openings:
    """Opens conversations."""

    def __init__(
        self,
        recorder: Recorder,
        sentences: Sentences,
        care_team: CareTeam,
        *,
        doors: RememberedDoors,
        handing_off: HandingOff,
        assistant_version: str | None = None,
    ) -> None:
        self._recorder = recorder
        self._sentences = sentences
        self._care_team = care_team
        self._doors = doors
        self._handing_off = handing_off
        self._version = assistant_version

    async def open(self, opening: Opening) -> ConversationState:
        """A new conversation with its greeting, at the door that is remembered of this customer.

        Who wants people only is never greeted by the assistant; a call of theirs waits for the team at once,
        a chat with its first words.
        """
        door = await self._doors.at_opening(opening)
        shown: Door | None = "team" if self._handing_off.people_only_now else door
        call = opening.channel is Channel.VOICE
        greeting = self._sentences.greeting(opening.language, self._care_team.wait(), shown, call=call)
        events = [
            *self._opened(opening),
            *(by(SYSTEM, *proof_of(opening.identity)) if opening.identity else []),
            *(by(SYSTEM, Preferred(door=door, remembered=True)) if door else []),
            *by(SYSTEM if shown == "team" else ASSISTANT, greeting),
            *(by(SYSTEM, *TO_THE_TEAM) if shown == "team" and call else []),
        ]
        return (await self._open(opening, events)).state

    async def prove(self, conversation_id: str, identity: ProvedIdentity) -> None:
        """A signed login came to a conversation that was open already."""
        async with self._recorder.holding(conversation_id) as live:
            if live.state.owner is not Owner.CLOSED:
                door = await self._doors.of_customer(identity.customer_id)
                events = by(SYSTEM, *proof_of(identity)) + self._handing_off.remembered(live.state, door)
                await self._recorder.append(live, events, expect_owner=live.state.owner)

    async def follow(self, closed: LiveConversation) -> LiveConversation:
        """The conversation that goes on where a closed one ended: the existing one, or a new one."""
        state = closed.state
        row = await self._recorder.ledger.follower_of(state.conversation_id)
        if row is not None:
            return await self._recorder.live(row.conversation_id)
        return await self.follow_for(state, browser=state.browser)

    async def follow_for(
        self, state: ConversationState, *, browser: str | None, proved: ConversationState | None = None
    ) -> LiveConversation:
        """A new conversation after a closed one; `proved` is where the customer proved who they are."""
        opening = Opening(
            channel=state.channel,
            language=state.language,
            sender=None if state.sender == state.conversation_id else state.sender,
            follows=state.conversation_id,
            claimed_number=state.claimed_number,
            time_zone=state.time_zone,
            browser=browser,
        )
        text = Words.load(state.spoken_to_in).say("greeting_again", reference=state.reference)
        events = [
            *self._opened(opening),
            *by(SYSTEM, *carried_facts(state), *carried_steps(state), *carried_proof(proved)),
            *(by(SYSTEM, Preferred(door=state.standing, remembered=True)) if state.standing else []),
            *by(SYSTEM if state.standing == "team" else ASSISTANT, Reply(text=text)),
        ]
        return await self._open(opening, events)

    def _opened(self, opening: Opening) -> list[NewEvent]:
        return by(
            SYSTEM,
            Opened(
                channel=opening.channel,
                language=opening.language,
                time_zone=opening.time_zone,
                reference=new_reference(),
                sender=opening.sender or "",
                follows=opening.follows,
                assistant_version=self._version,
                claimed_number=opening.claimed_number,
                browser=opening.browser,
            ),
        )

    async def _open(self, opening: Opening, events: list[NewEvent]) -> LiveConversation:
        conversation_id = new_conversation_id()
        if opening.sender is None:
            opened = events[0].payload.model_copy(update={"sender": conversation_id})
            events[0] = by(SYSTEM, opened)[0]
        return await self._recorder.open(conversation_id, events)


def proof_of(identity: ProvedIdentity) -> list[Payload]:
    """The proof a signed login gives, and the facts that come with it."""
    known = {"customer_id": identity.customer_id, "customer_name": identity.name}
    return [
        *(
            Fact(name=name, value=value, status=FactStatus.OBSERVED, source="carrier")
            for name, value in known.items()
            if value
        ),
        Verified(
            customer_id=identity.customer_id, level=2, method=SIGNED_LOGIN, expires_at=identity.expires_at
        ),
    ]


def carried_facts(state: ConversationState) -> list[Fact]:
    """What the customer or an agent said in the closed conversation and still holds."""
    return [
        fact.model_copy(update={"turn": None})
        for fact in state.facts.values()
        if fact.source in CARRIED_SOURCES
    ]


def carried_steps(state: ConversationState) -> list[Step]:
    """What was tried in the closed conversation, so that nothing that failed is proposed again."""
    return [step.model_copy(update={"turn": None}) for step in state.steps.values()]


def carried_proof(state: ConversationState | None) -> list[Payload]:
    """The proof that holds in the conversation a customer comes from, until the same moment."""
    if state is None or state.verified is None:
        return []
    facts = [state.facts[name] for name in ("customer_id", "customer_name") if name in state.facts]
    return [*(fact.model_copy(update={"turn": None}) for fact in facts), state.verified]

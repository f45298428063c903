"""Passing a conversation to the care team: the events and the words, wherever it stands."""

from __future__ import annotations

from conversation.channel import Door
from conversation.events import NewEvent
from conversation.handoff import HandoffReason
from conversation.language import primary, tells_danger
from conversation.owner import Owner
from conversation.payloads.customer import Preferred
from conversation.payloads.owners import HandedOff, OwnerChanged
from conversation.payloads.turns import Reply, Turn
from desk.continuity import Mode
from front_door.conversations.current_continuity import CurrentContinuity
from front_door.conversations.recorder import CUSTOMER, SYSTEM, by
from front_door.conversations.sentences import Sentences, wait_key
from front_door.conversations.state import ConversationState
from front_door.conversations.wait import CareTeam
from front_door.conversations.waiting_line import WaitingLine

OWN_WORDS = {
    HandoffReason.UPSET: "handed_off_upset",
    HandoffReason.NOT_UNDERSTOOD: "handed_off_not_understood",
    HandoffReason.SYSTEM_DOWN: "system_down",
    HandoffReason.EMERGENCY: "emergency",
}
"""Reasons the front door tells in words of their own; the others only say who comes when."""


PAUSED = {Mode.ASSISTANT_ONLY: "handed_off_paused", Mode.CALLBACKS_ONLY: "handed_off_callbacks"}
"""What is said when nobody is put through, and why."""

PEOPLE_ONLY = "people_only"
"""What causes the handoff of a customer whose lasting choice is the team."""


class HandingOff:
    """Builds what is appended; appends nothing itself."""

    def __init__(
        self,
        sentences: Sentences,
        care_team: CareTeam,
        line: WaitingLine,
        continuity: CurrentContinuity | None = None,
    ) -> None:
        self._continuity = continuity or CurrentContinuity()
        self._sentences = sentences
        self._care_team = care_team
        self._line = line

    def moves(
        self,
        state: ConversationState,
        reason: HandoffReason,
        *,
        trigger: str,
        note: str = "",
        turn: int | None = None,
        closing: str | None = None,
    ) -> list[NewEvent]:
        """The handoff without words; nothing when the team has the conversation already.

        Turns that still waited for the assistant, but for the one that `closing` names, go along and are
        acknowledged: nothing a customer said stays without an answer.
        """
        match state.owner:
            case Owner.ASSISTANT:
                return by(
                    SYSTEM,
                    HandedOff(reason=reason, note=note, trigger=trigger, turn=turn),
                    OwnerChanged(before=Owner.ASSISTANT, after=Owner.QUEUE, why="handoff"),
                    *self._sentences.acknowledgements(
                        state,
                        [owed.turn for turn_id, owed in state.pending.items() if turn_id != closing],
                    ),
                )
            case Owner.PARKED:
                return by(SYSTEM, OwnerChanged(before=Owner.PARKED, after=Owner.QUEUE, why="customer"))
            case Owner.QUEUE | Owner.AGENT | Owner.CLOSED:
                return []

    def with_words(  # noqa: PLR0913 - all but two are given by name
        self,
        state: ConversationState,
        reason: HandoffReason,
        *,
        trigger: str,
        note: str = "",
        turn: Turn | None = None,
        turn_seq: int | None = None,
        why: str | None = None,
    ) -> list[NewEvent]:
        """The handoff as the front door itself does it: why, who comes when, then the moves.

        `why` is the key of the words that say why, where they are others than the reason's own.
        """
        replies = [self.waiting_words(state, turn)]
        key = why or OWN_WORDS.get(reason)
        if key is not None:
            replies.insert(0, self._sentences.reply(state, key, turn=turn, last=False))
        return [
            *by(SYSTEM, *replies),
            *self.moves(
                state,
                reason,
                trigger=trigger,
                note=note,
                turn=turn_seq,
                closing=turn.turn_id if turn else None,
            ),
        ]

    def waiting_words(self, state: ConversationState, turn: Turn | None = None) -> Reply:
        """Who comes when, for somebody about to join the line; closes `turn`."""
        ahead = self._line.ahead_of(state.conversation_id)
        wait = self._care_team.wait(ahead, conversation_id=state.conversation_id)
        said = self._sentences.reply(
            state,
            PAUSED.get(self._continuity.mode)
            or wait_key("handed_off", wait, nobody="closed", at_once="soon"),
            turn=turn,
            wait=self._sentences.wait(state.spoken_to_in, wait),
            place=ahead + 1,
        )
        first = self._before_the_queue(state)
        return said.model_copy(update={"text": f"{first} {said.text}"}) if first else said

    def _before_the_queue(self, state: ConversationState) -> str | None:
        """A lead's banner, or an outage of the market that the customer was not told of."""
        area = state.facts.get("area")
        zip_code = area.value if area else None
        banner = self._continuity.banner_at(zip_code)
        if banner is not None:
            return banner.text
        outage = self._continuity.outage_at(zip_code)
        if outage is None or "area_status" in state.facts:
            return None
        zone = self._care_team.zone
        return self._sentences.outage(state, outage.until, zone, self._continuity.now()).text

    @property
    def people_only_now(self) -> bool:
        """Whether the leads have said that people answer everybody."""
        return self._continuity.people_only

    def is_for_people(self, state: ConversationState) -> bool:
        """Whether the assistant keeps silent: the customer wants people only, or the leads have said so."""
        return state.people_only or self.people_only_now

    def people_first(self, state: ConversationState, turn: Turn | None) -> list[NewEvent]:
        """Words or a call of a customer who wants people only go to the team, not to the assistant."""
        danger = turn is not None and tells_danger(turn.text, primary(state.language))
        return self.with_words(
            state,
            HandoffReason.EMERGENCY if danger else HandoffReason.ASKED_FOR_PERSON,
            trigger=PEOPLE_ONLY,
            turn=turn,
            turn_seq=state.last_public_seq + 1 if turn else None,
        )

    def remembered(
        self, state: ConversationState, door: Door | None, *, answered: str | None = None
    ) -> list[NewEvent]:
        """A proof told what the customer chose earlier; a choice made here goes before it.

        Where the assistant has the conversation of one who wants people only, it stops; `answered` is the
        turn it has just answered.
        """
        if door is None or state.chose_here or state.standing == door:
            return []
        known = by(SYSTEM, Preferred(door=door, remembered=True))
        if door == "assistant" or state.owner is not Owner.ASSISTANT:
            return known
        if state.last_turn is None:
            greeting = self._sentences.greeting(state.spoken_to_in, self._care_team.wait(), door)
            return known + by(SYSTEM, greeting)
        words = [self._sentences.reply(state, "remembered_people"), self.waiting_words(state)]
        reason = HandoffReason.ASKED_FOR_PERSON
        moves = self.moves(state, reason, trigger=PEOPLE_ONLY, closing=answered)
        return [*known, *by(SYSTEM, *words), *moves]

    def chosen_to_last(self, state: ConversationState, door: Door) -> list[NewEvent]:
        """The customer's choice from now on; who chose people while the assistant talks gets them at once."""
        chosen = by(CUSTOMER, Preferred(door=door, lasting=True))
        if state.owner is Owner.CLOSED:
            return chosen
        key = "people_from_now" if door == "team" else "assistant_from_now"
        if state.owner is not Owner.ASSISTANT or door == "assistant" or state.last_turn is None:
            return chosen + by(SYSTEM, self._sentences.reply(state, key))
        return chosen + self.with_words(
            state, HandoffReason.ASKED_FOR_PERSON, trigger=PEOPLE_ONLY, why="people_from_now"
        )

    def chosen_team(self, state: ConversationState, turn: Turn | None = None) -> list[NewEvent]:
        """The customer chose the team's door; nothing when they are there and want nobody else.

        What is chosen before anything else was said lasts; later it is for this conversation.
        """
        chosen = by(CUSTOMER, Preferred(door="team", lasting=_lasts(state)))
        if state.owner in {Owner.ASSISTANT, Owner.PARKED}:
            return chosen + self.with_words(
                state, HandoffReason.ASKED_FOR_PERSON, trigger="door_team", turn=turn
            )
        if turn is None:
            return chosen if state.company else []
        return chosen + by(SYSTEM, self._sentences.reply(state, "queue_noted", turn=turn))

    def chosen_assistant(self, state: ConversationState, turn: Turn | None = None) -> list[NewEvent]:
        """The customer chose the assistant: at first, as company while waiting, or instead of waiting."""
        chosen = by(CUSTOMER, Preferred(door="assistant", lasting=_lasts(state)))
        match state.owner:
            case Owner.ASSISTANT:
                repeated = state.preference == "assistant" and turn is None
                words = by(SYSTEM, self._sentences.reply(state, "chose_assistant", turn=turn))
                return [] if repeated else chosen + words
            case Owner.QUEUE | Owner.PARKED:
                return chosen + self._beside_the_team(state, turn)
            case Owner.AGENT | Owner.CLOSED:
                return []

    def _beside_the_team(self, state: ConversationState, turn: Turn | None) -> list[NewEvent]:
        if not state.company and state.owner is Owner.QUEUE:
            return by(SYSTEM, self._sentences.reply(state, "chose_assistant_in_queue", turn=turn))
        return by(
            SYSTEM,
            OwnerChanged(before=state.owner, after=Owner.ASSISTANT, why="customer"),
            self._sentences.reply(state, "back_to_assistant", turn=turn),
        )


def _lasts(state: ConversationState) -> bool:
    """The first choice of one who never made one; who wants people only asks the assistant for once."""
    return state.is_new and state.standing is None

"""Passing a conversation to the care team: the events and the words, wherever it stands."""

from __future__ import annotations

from conversation.events import NewEvent
from conversation.handoff import HandoffReason
from conversation.owner import Owner
from conversation.payloads import HandedOff, OwnerChanged, Preferred, Reply, Turn
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


class HandingOff:
    """Builds what is appended; appends nothing itself."""

    def __init__(self, sentences: Sentences, care_team: CareTeam, line: WaitingLine) -> None:
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
        return self._sentences.reply(
            state,
            wait_key("handed_off", wait, nobody="closed", at_once="soon"),
            turn=turn,
            wait=self._sentences.wait(state.spoken_to_in, wait),
            place=ahead + 1,
        )

    def chosen_team(self, state: ConversationState, turn: Turn | None = None) -> list[NewEvent]:
        """The customer chose the team's door; nothing when they are there and want nobody else."""
        chosen = by(CUSTOMER, Preferred(door="team"))
        if state.owner in {Owner.ASSISTANT, Owner.PARKED}:
            return chosen + self.with_words(
                state, HandoffReason.ASKED_FOR_PERSON, trigger="door_team", turn=turn
            )
        if turn is None:
            return chosen if state.company else []
        return chosen + by(SYSTEM, self._sentences.reply(state, "queue_noted", turn=turn))

    def chosen_assistant(self, state: ConversationState, turn: Turn | None = None) -> list[NewEvent]:
        """The customer chose the assistant: at first, as company while waiting, or instead of waiting."""
        chosen = by(CUSTOMER, Preferred(door="assistant"))
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

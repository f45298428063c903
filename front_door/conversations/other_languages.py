"""Customers who write no English: told so, in their language where we have its words, and given a person."""

from __future__ import annotations

from conversation.channel import Channel
from conversation.events import NewEvent
from conversation.handoff import HandoffReason
from conversation.language import ENGLISH, only_greets, primary, takes_offer, tells_danger
from conversation.payloads.turns import Turn
from conversation.words import Words
from front_door.conversations.handing_off import HandingOff
from front_door.conversations.recorder import SYSTEM, by
from front_door.conversations.sentences import DOOR_ASSISTANT, DOOR_TEAM, Sentences, issue
from front_door.conversations.state import ConversationState

TRIGGER = "language"


class OtherLanguages:
    """What is said and moved; appends nothing itself."""

    def __init__(self, handing_off: HandingOff, sentences: Sentences) -> None:
        self._handing_off = handing_off
        self._sentences = sentences

    def answer(self, state: ConversationState, turn: Turn) -> list[NewEvent]:
        """What a turn in another language is owed; nothing when it is the assistant's to answer.

        Who only greets is offered a person; a whole sentence gets one at once, for nobody else can read it.
        `state.language` is the language of this turn.
        """
        language = primary(state.language)
        if language == ENGLISH or turn.payload is not None:
            return []
        if tells_danger(turn.text, language):
            return self._hand_off(state, turn, HandoffReason.EMERGENCY)
        offered = any(choice.payload == DOOR_TEAM for choice in state.choices)
        if offered and takes_offer(turn.text, language):
            return self._hand_off(state, turn, HandoffReason.ASKED_FOR_PERSON)
        if not is_foreign(turn):
            return []
        if only_greets(turn.text, language):
            return self._offer(state, turn)
        return self._hand_off(state, turn, HandoffReason.NOT_UNDERSTOOD, why="handed_off_language")

    def _offer(self, state: ConversationState, turn: Turn) -> list[NewEvent]:
        words = Words.load(state.spoken_to_in)
        choices = [
            issue(DOOR_TEAM, words.say("door_team")),
            issue(DOOR_ASSISTANT, words.say("door_assistant")),
        ]
        return by(SYSTEM, self._sentences.reply(state, "language_offer", turn=turn, choices=choices))

    def _hand_off(
        self, state: ConversationState, turn: Turn, reason: HandoffReason, *, why: str | None = None
    ) -> list[NewEvent]:
        return self._handing_off.with_words(
            state,
            reason,
            trigger=TRIGGER,
            note=Words.load(ENGLISH).name(
                "language_spoken" if state.channel is Channel.VOICE else "language", primary(state.language)
            ),
            turn=turn,
            turn_seq=state.last_public_seq + 1,
            why=why,
        )


def is_foreign(turn: Turn) -> bool:
    """Whether a turn is surely in another language than English."""
    return turn.payload is None and turn.language is not None and primary(turn.language) != ENGLISH

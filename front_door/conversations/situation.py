"""What goes down with a turn besides its words: who is proved, what was before, how long a person takes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from conversation.context_packet import ContactHistory
from conversation.mood import negative_turns
from conversation.payloads.turns import Turn
from front_door.assistants.assistant import MAX_TEXT, TurnDown
from front_door.conversations.history import Histories
from front_door.conversations.promises import promises_known
from front_door.conversations.recorder import LiveConversation
from front_door.conversations.sentences import DOOR_ASSISTANT, DOOR_TEAM
from front_door.conversations.state import ConversationState, TurnInLedger
from front_door.conversations.wait import CareTeam


class Situations:
    """Builds the turn as it goes down."""

    def __init__(self, care_team: CareTeam, histories: Histories, *, clock: Callable[[], datetime]) -> None:
        self._care_team = care_team
        self._histories = histories
        self._clock = clock

    async def turn_down(self, live: LiveConversation, placed: TurnInLedger) -> TurnDown:
        """The turn with its metadata, every value from the ledger or the desk, none from a client."""
        state, turn = live.state, placed.turn
        payload = turn.payload is not None and turn.payload.startswith("/")
        history = await self._histories.of(state)
        return TurnDown(
            conversation_id=state.conversation_id,
            turn_id=turn.turn_id,
            text=_text(turn),
            metadata={
                "channel": state.channel.value,
                "language": state.language,
                "verification": self._login(state),
                "history": _history(history),
                "promises": promises_known(state, history),
                "history_of": state.verified.customer_id if state.verified else None,
                "wait": self._care_team.wait().to_json(),
                "preference": state.preference,
                "recognition": _recognition(turn),
                "mood": {"label": turn.mood.value, "negative_turns": negative_turns(state.moods)},
                "sealed": turn.sealed,
                "payload": payload,
                "reference": state.reference,
                "sender": state.sender,
                "turn_at": placed.at.isoformat(),
                "unseen": state.is_unseen(placed),
                "is_first": len(state.turns) == 1,
                "is_greeted": bool(state.said),
                "peer": live.peer,
                "claimed_number": state.claimed_number,
            },
        )

    def _login(self, state: ConversationState) -> dict[str, object] | None:
        login = state.login
        if login is None or login.expires_at is None or login.expires_at <= self._clock():
            return None
        return {
            "customer_id": login.customer_id,
            "level": login.level,
            "method": login.method,
            "expires_at": login.expires_at.isoformat(),
        }


def _text(turn: Turn) -> str:
    """A choice goes down as the payload that was issued for it; words go down cut."""
    if turn.payload is not None and turn.payload not in {DOOR_ASSISTANT, DOOR_TEAM}:
        return turn.payload[:MAX_TEXT]
    return turn.text[:MAX_TEXT]


def _recognition(turn: Turn) -> dict[str, object] | None:
    if turn.confidence is None:
        return None
    return {"confidence": turn.confidence, "alternatives": turn.alternatives}


def _history(history: ContactHistory) -> list[dict[str, object]]:
    return [
        {
            "matter": contact.matter,
            "outcome": contact.outcome,
            "steps": [
                {"guide": step.guide, "step": step.step, "result": step.result.value}
                for step in contact.steps
            ],
            "at": contact.at.isoformat(),
        }
        for contact in history.contacts
    ]

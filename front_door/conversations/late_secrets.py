"""Card numbers given piece by piece: blanked in ledger and tracker once the last piece shows them."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Sequence

import structlog

from conversation.payloads.turns import Redaction, Turn
from conversation.redaction import CARD, CARD_LENGTHS, luhn_holds
from front_door.assistants.assistant import Assistant, AssistantError
from front_door.conversations.digit_pieces import digits_only, may_be_piece
from front_door.conversations.hub import WordsBlanked
from front_door.conversations.recorder import LiveConversation, Recorder
from front_door.conversations.state import TurnInLedger
from front_door.conversations.tasks import Tasks
from front_door.ledger.port import LateRedaction

BLANK = f"[{CARD}]"
FIRST_DIGITS = "3456"
"""Payment cards begin so (ISO/IEC 7812 major industries travel and banking)."""
PAUSES_S = (0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0)
"""After each failure to blank a turn in the assistant's memory; the last one again and again."""
NEVER_HAD = "unknown_turn"


class LateSecrets:
    """Looks at digits over several turns."""

    def __init__(
        self,
        recorder: Recorder,
        assistant: Assistant,
        tasks: Tasks,
        *,
        pauses: Sequence[float] = PAUSES_S,
    ) -> None:
        self._recorder = recorder
        self._assistant = assistant
        self._tasks = tasks
        self._pauses = pauses
        self._log = structlog.get_logger()

    async def check(self, live: LiveConversation, turn: Turn) -> Turn:
        """The turn as it may be stored; earlier pieces are blanked first. The caller holds the lock."""
        digits = digits_only(turn.text)
        if digits is None or not may_be_piece(digits, live.state.expects):
            return turn
        pieces = _pieces_of_card(live.state.digit_turns, digits)
        if not pieces:
            return turn
        for piece in pieces:
            await self._blank(live, piece)
        live.state.digit_turns.clear()
        counts = [*turn.redactions, Redaction(kind=CARD, count=1)]
        return turn.model_copy(update={"text": BLANK, "redactions": counts, "alternatives": []})

    async def recover(self) -> int:
        """Go on with what an earlier process did not bring to its end; how many turns."""
        due = await self._recorder.ledger.late_redactions()
        for redaction in due:
            self._tasks.start(self._redact(redaction), "redacting")
        return len(due)

    async def _blank(self, live: LiveConversation, piece: TurnInLedger) -> None:
        conversation_id = live.state.conversation_id
        written = await self._recorder.ledger.blank(
            conversation_id, piece.seq, BLANK, [Redaction(kind=CARD, count=1)]
        )
        self._recorder.fold(live, written)
        self._recorder.hub.publish(
            WordsBlanked(conversation_id=conversation_id, seq=piece.public_seq, text=BLANK)
        )
        late = LateRedaction(
            conversation_id=conversation_id, turn_id=piece.turn.turn_id, length=len(piece.turn.text)
        )
        self._tasks.start(self._redact(late), "redacting")

    async def _redact(self, late: LateRedaction) -> None:
        """Until the assistant took it: it may be starting, or still busy with the turn.

        A turn it still does not know after all pauses never went to it, or its memory was made anew since.
        """
        for pause in itertools.chain(self._pauses, itertools.repeat(self._pauses[-1])):
            try:
                await self._assistant.redact(late.conversation_id, late.turn_id, 0, late.length)
                break
            except AssistantError as error:
                self._log.warning(
                    "tracker.not_redacted", conversation_id=late.conversation_id, code=error.code
                )
                if error.code == NEVER_HAD and pause == self._pauses[-1]:
                    break
            await asyncio.sleep(pause)
        await self._recorder.ledger.redacted_late(late.conversation_id, late.turn_id)


def _pieces_of_card(earlier: list[TurnInLedger], digits: str) -> list[TurnInLedger]:
    """The turns before that make a card number with these digits."""
    joined = digits
    for count, piece in enumerate(reversed(earlier), start=1):
        joined = (digits_only(piece.turn.text) or "") + joined
        if len(joined) > CARD_LENGTHS[-1]:
            break
        if len(joined) in CARD_LENGTHS and joined[0] in FIRST_DIGITS and luhn_holds(joined):
            return earlier[-count:]
    return []

"""A customer's turn from arrival to ledger, and who is to answer it."""

from __future__ import annotations

from dataclasses import replace
from time import perf_counter

import structlog

from conversation.events import NewEvent
from conversation.handoff import HandoffReason
from conversation.language import primary, tells_danger
from conversation.mood import is_upset_twice
from conversation.owner import Owner
from conversation.payloads.customer import NumberLeft
from conversation.payloads.owners import OwnerChanged
from conversation.payloads.turns import Turn
from conversation.redaction import CARD, SECURITY_CODE, SSN
from conversation.sealing import Sealer
from conversation.words import Words
from front_door.assistants.assistant import MAX_TEXT
from front_door.conversations.answering import Answering
from front_door.conversations.handing_off import HandingOff
from front_door.conversations.hub import Continued
from front_door.conversations.intake import WEAK_RECOGNITION, is_only_a_number, phone_number, prepare
from front_door.conversations.late_secrets import LateSecrets
from front_door.conversations.meters import Meters
from front_door.conversations.openings import Openings
from front_door.conversations.other_languages import OtherLanguages, is_foreign
from front_door.conversations.recorder import CUSTOMER, SYSTEM, LiveConversation, Recorder, by
from front_door.conversations.sentences import DOOR_ASSISTANT, DOOR_TEAM, Sentences, issue
from front_door.conversations.state import NUMBER_LEFT, WAITING, ConversationState
from front_door.conversations.turns import Accepted, IncomingTurn

MISHEARD_TURNS = 2
NEVER_NEEDED = frozenset({CARD, SECURITY_CODE, SSN})
"""What nobody here asks for: who sends it is told not to."""


class CustomerTurns:
    """Accepts turns, each in one transaction with everything the front door itself says to it."""

    def __init__(  # noqa: PLR0913 - parts are handed in by name
        self,
        *,
        recorder: Recorder,
        openings: Openings,
        answering: Answering,
        handing_off: HandingOff,
        sentences: Sentences,
        sealer: Sealer,
        late_secrets: LateSecrets,
        meters: Meters,
    ) -> None:
        self._recorder = recorder
        self._openings = openings
        self._answering = answering
        self._handing_off = handing_off
        self._sentences = sentences
        self._other_languages = OtherLanguages(handing_off, sentences)
        self._sealer = sealer
        self._late_secrets = late_secrets
        self._meters = meters
        self._log = structlog.get_logger()

    async def accept(self, conversation_id: str, incoming: IncomingTurn) -> Accepted:
        """Store the turn; what it is owed comes later.

        Raises:
            TurnRefused: it is not in the ledger.
        """
        started = perf_counter()
        async with self._recorder.holding(conversation_id) as live:
            known = live.state.turns.get(incoming.client_id)
            if known is not None:
                return _accepted(live, known, repeated=True)
            if live.state.owner is not Owner.CLOSED:
                known = await self._store(live, incoming)
                self._told(live, known[0], perf_counter() - started)
                self._answering.wake(live)
                return _accepted(live, known, repeated=False)
            following = await self._openings.follow(live)
            next_id = following.state.conversation_id
            self._recorder.hub.publish(Continued(conversation_id=conversation_id, next_id=next_id))
        return await self.accept(next_id, incoming)

    def _told(self, live: LiveConversation, turn_id: str, seconds: float) -> None:
        """One log line a turn: here, or with its answer when the assistant owes one."""
        self._meters.accepted(live.state.channel.value, seconds)
        if turn_id in live.state.pending:
            live.intake_s[turn_id] = seconds
            return
        self._log.info(
            "turn.stored",
            conversation_id=live.state.conversation_id,
            turn_id=turn_id,
            owner=live.state.owner.value,
            intake_ms=round(seconds * 1_000, 1),
        )

    async def _store(self, live: LiveConversation, incoming: IncomingTurn) -> tuple[str, int]:
        state = live.state
        turn = prepare(incoming, state, self._sealer)
        turn = await self._late_secrets.check(live, turn)
        misheard = state.misheard + 1 if _is_misheard(turn) or _is_wordless(turn, state) else 0
        speaking = replace(state, language=turn.language or state.language)
        events = by(CUSTOMER, turn)
        events += self._remarks(speaking, turn)
        events += self._own_answer(speaking, turn, misheard)
        await self._recorder.append(live, events, expect_owner=state.owner)
        live.peer = incoming.peer
        state.misheard = 0 if misheard >= MISHEARD_TURNS else misheard
        return state.turns[turn.client_id]

    def _remarks(self, state: ConversationState, turn: Turn) -> list[NewEvent]:
        """What is said about the turn's form, whoever answers it."""
        keys = ["cut"] if turn.cut else []
        if NEVER_NEEDED & {redaction.kind for redaction in turn.redactions}:
            keys.append("not_needed")
        remarks = [self._sentences.reply(state, key, limit=MAX_TEXT, turn=turn, last=False) for key in keys]
        return by(SYSTEM, *(remark.model_copy(update={"turn_id": None}) for remark in remarks))

    def _own_answer(self, state: ConversationState, turn: Turn, misheard: int) -> list[NewEvent]:
        """What the front door answers by itself; nothing when it is the assistant's or an agent's turn."""
        if state.owner is Owner.AGENT:
            return []
        if turn.payload == DOOR_TEAM:
            return self._handing_off.chosen_team(state, turn)
        if turn.payload == DOOR_ASSISTANT:
            return self._handing_off.chosen_assistant(state, turn)
        if not state.assistant_answers:
            return self._noted(state, turn)
        if state.owner is Owner.ASSISTANT and self._handing_off.is_for_people(state):
            return self._handing_off.people_first(state, turn)
        if state.owner is not Owner.ASSISTANT:
            return self._noted(state, turn) if is_foreign(turn) else []
        return self._other_languages.answer(state, turn) or self._lost(state, turn, misheard)

    def _lost(self, state: ConversationState, turn: Turn, misheard: int) -> list[NewEvent]:
        """Who is upset, or cannot be heard, gets a person; nothing for everybody else."""
        if is_upset_twice([*state.moods, turn.mood]):
            return self._hand_off(state, turn, HandoffReason.UPSET, "upset_twice")
        if misheard >= MISHEARD_TURNS:
            return self._hand_off(state, turn, HandoffReason.NOT_UNDERSTOOD, "misheard_twice")
        if _is_wordless(turn, state):
            team = issue(DOOR_TEAM, Words.load(state.spoken_to_in).say("door_team"))
            return by(SYSTEM, self._sentences.reply(state, "only_signs", turn=turn, choices=[team]))
        return []

    def _hand_off(
        self, state: ConversationState, turn: Turn, reason: HandoffReason, trigger: str
    ) -> list[NewEvent]:
        return self._handing_off.with_words(
            state, reason, trigger=trigger, turn=turn, turn_seq=state.last_public_seq + 1
        )

    def _noted(self, state: ConversationState, turn: Turn) -> list[NewEvent]:
        """Words while waiting go to the transcript, and are acknowledged in a few words.

        A bare phone number is one to be called at. Who left one and writes again is there again, and waits in
        the line; a promise keeps its time. Danger is answered with 911 before anything else.
        """
        number = phone_number(turn.text) if is_only_a_number(turn.text) else None
        if number is not None:
            return number_left(state, number, self._sentences, turn)
        danger = tells_danger(turn.text, primary(state.language))
        if state.awaits_call:
            back = OwnerChanged(before=Owner.PARKED, after=Owner.QUEUE, why="customer")
            key = "emergency_noted" if danger else "queue_noted"
            return by(SYSTEM, self._sentences.reply(state, key, turn=turn), back)
        key = "queue_noted" if state.owner is Owner.QUEUE else "parked_noted"
        return by(SYSTEM, self._sentences.reply(state, "emergency_noted" if danger else key, turn=turn))


def number_left(
    state: ConversationState, number: str, sentences: Sentences, turn: Turn | None = None
) -> list[NewEvent]:
    """The case waits for the team to call."""
    events = by(CUSTOMER, NumberLeft(number=number))
    if state.owner in WAITING - {Owner.PARKED}:
        events += by(SYSTEM, OwnerChanged(before=state.owner, after=Owner.PARKED, why=NUMBER_LEFT))
    return events + by(SYSTEM, sentences.reply(state, "number_left", turn=turn, number=number))


def _is_wordless(turn: Turn, state: ConversationState) -> bool:
    """Emoji or punctuation alone, where no question is open that they might answer."""
    return turn.payload is None and state.expects is None and not any(map(str.isalnum, turn.text))


def _is_misheard(turn: Turn) -> bool:
    return turn.confidence is not None and turn.confidence < WEAK_RECOGNITION and not turn.dtmf


def _accepted(live: LiveConversation, known: tuple[str, int], *, repeated: bool) -> Accepted:
    turn_id, seq = known
    return Accepted(conversation_id=live.state.conversation_id, turn_id=turn_id, seq=seq, repeated=repeated)

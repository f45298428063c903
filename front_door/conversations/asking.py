"""One turn brought to the assistant until it is answered or given up: retries, recall, restore."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import timedelta

import structlog

from front_door.assistants.assistant import (
    Answer,
    Assistant,
    AssistantError,
    AssistantRefused,
    AssistantSilent,
    TurnDown,
)
from front_door.conversations.memory import PROOF_SLOT, memory_of, missed_by, proof_slot
from front_door.conversations.recorder import LiveConversation
from front_door.ledger.port import Ledger

ASKED_AGAIN = ".resumed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long a turn is tried."""

    total_s: float = 10.0
    first_pause_s: float = 0.2
    longest_pause_s: float = 1.5
    overall_s: float = 45.0
    """Since the words were stored, over restarts of the front door and turns before them."""
    last_s: float = 3.0
    """What is left at least, for a turn that is older than that."""
    silences: int = 2
    """Answers without words before the turn is given up."""

    def left_s(self, waited: timedelta) -> float:
        """Seconds to try a turn that has waited so long."""
        return min(self.total_s, max(self.last_s, self.overall_s - waited.total_seconds()))


class Asking:
    """Asks; remembers per conversation whether the assistant still knows it."""

    def __init__(self, assistant: Assistant, ledger: Ledger, *, patience: Patience | None = None) -> None:
        self.assistant = assistant
        self._ledger = ledger
        self._patience = patience or Patience()
        self._log = structlog.get_logger()

    async def ask(self, live: LiveConversation, turn: TurnDown, *, waited: timedelta) -> Answer:
        """The answer; `waited` is how long the customer's words are stored already.

        Raises:
            AssistantError: the last failure, once patience is spent or asking again cannot help.
        """
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self._patience.left_s(waited)
        pause = self._patience.first_pause_s
        silences = 0
        while True:
            try:
                async with asyncio.timeout_at(deadline):
                    return await self._once(live, turn)
            except AssistantRefused:
                raise
            except (AssistantError, TimeoutError) as error:
                live.assistant_knows = None
                failure = error if isinstance(error, AssistantError) else None
                silences += isinstance(error, AssistantSilent)
                late = loop.time() + pause >= deadline
                self._log.warning("turn.retried", code=failure.code if failure else "too_late", last=late)
                if late or silences >= self._patience.silences:
                    raise failure or AssistantSilent("too_late") from error
            await asyncio.sleep(pause)
            pause = min(pause * 2, self._patience.longest_pause_s)

    async def bring_back(self, live: LiveConversation) -> None:
        """Let the assistant catch up now, so that the next turn need not wait for it; best effort."""
        try:
            await self._make_sure_it_knows(live)
        except AssistantError as error:
            self._log.info("assistant.not_caught_up", code=error.code)

    async def _once(self, live: LiveConversation, turn: TurnDown) -> Answer:
        generation = self.assistant.generation(turn.conversation_id)
        await self._make_sure_it_knows(live)
        answer = await self.assistant.answer(turn)
        if answer.paused and not answer.replies:
            # It kept silent for a person who does not hold the conversation: that is its stored answer now,
            # so the turn is asked again under an id that every later attempt derives alike.
            await self._resume(live)
            answer = await self.assistant.answer(replace(turn, turn_id=turn.turn_id + ASKED_AGAIN))
        live.assistant_knows = generation
        live.paused = answer.paused
        return answer

    async def _resume(self, live: LiveConversation) -> None:
        await self.assistant.append(live.state.conversation_id, [{"event": "resume"}])
        live.paused = False

    async def _make_sure_it_knows(self, live: LiveConversation) -> None:
        """Restore a lost tracker; tell what was missed while a person held the conversation."""
        state = live.state
        generation = self.assistant.generation(state.conversation_id)
        if live.assistant_knows != generation and await self._has_lost(live):
            events = await self._ledger.events(state.conversation_id)
            await self.assistant.restore(memory_of(state, events))
            live.caught_up_from = state.away_since
            live.paused = False
            self._log.info("assistant.restored", conversation_id=state.conversation_id)
        elif state.away_since is not None and live.caught_up_from != state.away_since:
            away = state.away_since
            missed = await self._ledger.events(state.conversation_id, after=away - 1)
            await self.assistant.append(state.conversation_id, missed_by(missed, state.pending))
            live.caught_up_from = away
            live.paused = False
        elif live.paused:
            await self._resume(live)
        await self._set_proof_aside(live)
        live.assistant_knows = generation

    async def _set_proof_aside(self, live: LiveConversation) -> None:
        """A proof that the front door let run out is none in the assistant's memory either."""
        state = live.state
        if state.verified is None or state.set_aside in {None, live.set_aside_told}:
            return
        slot = {"event": "slot", "name": PROOF_SLOT, "value": proof_slot(state.verified)}
        await self.assistant.append(state.conversation_id, [slot])
        live.set_aside_told = state.set_aside

    async def _has_lost(self, live: LiveConversation) -> bool:
        state = live.state
        if state.last_answered is None:
            return bool(state.facts or state.steps) and state.last_turn is not None
        return await self.assistant.recall(state.conversation_id, state.last_answered) is None

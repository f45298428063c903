"""Telephone calls of a conversation: begun, broken, come again, and whether they may be recorded.

Who calls again within ten minutes goes on where they were. A number can be made up by whoever calls, so it
opens nothing by itself (docs/decisions, "A call that comes again").
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from conversation.owner import Owner
from conversation.payloads.calls import CallEnded, CallJoined, RecordingConsent
from conversation.payloads.findings import Verified
from front_door.conversations.recorder import CUSTOMER, SYSTEM, Recorder, by
from front_door.conversations.state import ConversationState
from front_door.ledger.port import ConversationRow
from front_door.ledger.search_keys import NUMBER_FACTS, number_key

WITHIN = timedelta(minutes=10)
"""After a call has ended: who calls then is taken to go on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A call as the gateway tells of it."""

    call_id: str
    number: str | None = None
    """E.164."""
    attested: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Redial:
    """Where a call goes on."""

    conversation_id: str
    kind: Literal["whole", "unproved"]


class PhoneCalls:
    """Each method is one transaction at most."""

    def __init__(self, recorder: Recorder, *, clock: Callable[[], datetime]) -> None:
        self._recorder = recorder
        self._clock = clock
        self._on: Counter[tuple[str, str]] = Counter()
        """Sockets of each call: one may come back before its old socket is known to be gone."""

    async def redial(self, call: Call) -> Redial | None:
        """Where this call goes on, if anywhere; a proof that it cannot vouch for runs out."""
        same = await self._recorder.ledger.of_call(call.call_id)
        if same is not None and same.owner is not Owner.CLOSED:
            return Redial(conversation_id=same.conversation_id, kind="whole")
        if call.number is None:
            return None
        for row in await self._recorder.ledger.of_caller(call.number):
            state = (await self._recorder.live(row.conversation_id)).state
            if self._broke_just_now(row, state):
                return await self._go_on(state, call)
        return None

    async def joined(self, conversation_id: str, call: Call) -> None:
        """The call is in this conversation from now on; `ended` follows, once for each."""
        self._on[conversation_id, call.call_id] += 1
        async with self._recorder.holding(conversation_id) as live:
            known = live.state.call
            if known is None or known.ended_at is not None or known.call_id != call.call_id:
                joined = CallJoined(call_id=call.call_id, number=call.number, attested=call.attested)
                await self._recorder.append(live, by(SYSTEM, joined))

    async def ended(self, conversation_id: str, call_id: str) -> None:
        """The call is over, or broken; harmless when another has taken its place."""
        self._on[conversation_id, call_id] -= 1
        if self._on[conversation_id, call_id] > 0:
            return
        del self._on[conversation_id, call_id]
        async with self._recorder.holding(conversation_id) as live:
            known = live.state.call
            if known is not None and known.call_id == call_id and known.ended_at is None:
                await self._recorder.append(live, by(SYSTEM, CallEnded(call_id=call_id)))

    async def consent(self, conversation_id: str, wording: str, *, given: bool) -> None:
        """What the caller said to being recorded; the newest word counts."""
        async with self._recorder.holding(conversation_id) as live:
            await self._recorder.append(live, by(CUSTOMER, RecordingConsent(given=given, wording=wording)))

    def _broke_just_now(self, row: ConversationRow, state: ConversationState) -> bool:
        """Whether its last call is over since a few minutes. While one is on, another is somebody else's."""
        call = state.call
        if row.owner is Owner.CLOSED or call is None or self._on[row.conversation_id, call.call_id]:
            return False
        return self._clock() - (call.ended_at or row.changed_at) <= WITHIN

    async def _go_on(self, state: ConversationState, call: Call) -> Redial:
        if not state.was_proved or (call.attested and _is_of_the_account(state, call.number)):
            return Redial(conversation_id=state.conversation_id, kind="whole")
        async with self._recorder.holding(state.conversation_id) as live:
            proof = live.state.verified
            if proof is not None and (proof.expires_at is None or proof.expires_at > self._clock()):
                await self._recorder.append(live, by(SYSTEM, self._run_out(proof)))
        return Redial(conversation_id=state.conversation_id, kind="unproved")

    def _run_out(self, proof: Verified) -> Verified:
        return proof.model_copy(update={"expires_at": self._clock()})


def _is_of_the_account(state: ConversationState, number: str | None) -> bool:
    """Whether the proved customer's line is the very one that calls: it lies in one pocket."""
    if state.verified is None or number is None:
        return False
    lines = {number_key(state.facts[name].value) for name in NUMBER_FACTS if name in state.facts}
    return number_key(number) in lines

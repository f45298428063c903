"""How each event changes a conversation's state."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from conversation.callbacks import CALLBACK_EVENTS, Standing
from conversation.callbacks import after as callback_after
from conversation.context_packet import PromiseMade
from conversation.events import Event, Role
from conversation.facts import FactStatus
from conversation.owner import Owner
from conversation.payloads.callbacks import CallbackBooked, CallbackEvent, PromiseDue
from conversation.payloads.calls import CallEnded, CallJoined, RecordingConsent
from conversation.payloads.customer import ChannelChanged, NumberLeft, Opened, Preferred
from conversation.payloads.findings import Fact, Promised, Step, Understood, Verified
from conversation.payloads.owners import HandedBack, HandedOff, OwnerChanged
from conversation.payloads.routed import Routed
from conversation.payloads.turns import Failed, Heard, Reply, Seen, Turn
from conversation.redaction import SECRET, secret_asked
from front_door.conversations.call_state import CallOfConversation
from front_door.conversations.digit_pieces import digits_only, may_be_piece
from front_door.conversations.state import (
    CALLBACK_DUE,
    NUMBER_LEFT,
    SEALED,
    SIGNED_LOGIN,
    WAITING,
    ConversationState,
    TurnInLedger,
)

HEARD_ENOUGH = 0.8
"""Share of the words of an answer that a caller must have heard to have agreed to it."""


def fold(events: Iterable[Event]) -> ConversationState:
    """The state that a whole conversation leaves.

    Raises:
        ValueError: the events do not begin with `opened`.
    """
    iterator = iter(events)
    first = next(iterator, None)
    if first is None or not isinstance(first.payload, Opened):
        message = "a conversation begins with an `opened` event"
        raise ValueError(message)
    opened = first.payload
    state = ConversationState(
        conversation_id=first.conversation_id,
        reference=opened.reference,
        channel=opened.channel,
        language=opened.language,
        sender=opened.sender,
        follows=opened.follows,
        opened_at=first.at,
        claimed_number=opened.claimed_number,
        time_zone=opened.time_zone,
        browser=opened.browser,
        last_seq=first.seq,
    )
    for event in iterator:
        apply(state, event)
    return state


def apply(state: ConversationState, event: Event) -> None:
    """Fold one more event."""
    state.last_seq = event.seq
    if event.public_seq is not None:
        state.last_public_seq = event.public_seq
    handler = _HANDLERS.get(type(event.payload))
    if handler is not None:
        handler(state, event, event.payload)


def _turn(state: ConversationState, event: Event, turn: Turn) -> None:
    placed = TurnInLedger(seq=event.seq, public_seq=event.public_seq or 0, at=event.at, turn=turn)
    state.turns[turn.client_id] = (turn.turn_id, placed.public_seq)
    state.moods.append(turn.mood)
    state.language = turn.language or state.language
    blanked = {redaction.kind for redaction in turn.redactions}
    if SEALED in blanked:
        state.awaited_secret = None
    if blanked & {SEALED, SECRET}:
        state.agent_asked_secret = False
    state.last_turn = placed
    digits = digits_only(turn.text)
    if digits is not None and may_be_piece(digits, state.expects):
        state.digit_turns.append(placed)
    else:
        state.digit_turns.clear()
    state.expects = None
    state.choices = []
    if state.assistant_answers:
        state.pending[turn.turn_id] = placed


def _reply(state: ConversationState, event: Event, reply: Reply) -> None:
    if event.author.role is Role.AGENT:
        state.agent_asked_secret = secret_asked(reply.text, before=state.agent_asked_secret)
        if reply.client_id is not None:
            state.agent_replies[reply.client_id] = event.public_seq or 0
    else:
        state.said[reply.text] += 1
    if event.author.role is Role.ASSISTANT:
        state.told_at = event.seq
        state.told = (event.public_seq or 0, reply.spoken or reply.text)
    if reply.choices:
        state.choices = reply.choices
        state.issued.update((choice.id, choice) for choice in reply.choices)
        if state.is_new and not state.doors:
            state.doors = reply.choices
    if reply.expects is not None:
        state.expects = reply.expects
        state.awaited_secret = reply.expects if reply.expects.startswith("secret:") else None
    if reply.last and reply.turn_id is not None:
        state.pending.pop(reply.turn_id, None)


def _understood(state: ConversationState, _event: Event, understood: Understood) -> None:
    state.last_answered = understood.turn_id
    if state.assistant_answers:
        state.away_since = None


def _fact(state: ConversationState, _event: Event, fact: Fact) -> None:
    if fact.status is FactStatus.RETRACTED:
        state.facts.pop(fact.name, None)
    else:
        state.facts[fact.name] = fact


def _verified(state: ConversationState, event: Event, verified: Verified) -> None:
    run_out = verified.expires_at is not None and verified.expires_at <= event.at
    state.verified = verified if verified.level else None
    state.was_proved = state.was_proved or bool(verified.level)
    state.set_aside = event.seq if run_out and event.author.role is Role.SYSTEM else None
    if verified.level and verified.method == SIGNED_LOGIN:
        state.login = verified
    if verified.level:
        state.awaited_secret = None


def _step(state: ConversationState, _event: Event, step: Step) -> None:
    state.steps[step.guide, step.step] = step


def _failed(state: ConversationState, event: Event, failed: Failed) -> None:
    state.gave_up_at = event.seq
    state.pending.pop(failed.turn_id, None)


def _owner_changed(state: ConversationState, event: Event, move: OwnerChanged) -> None:
    state.company = state.company and {move.before, move.after} <= WAITING
    state.owner = move.after
    state.awaits_call = move.after is Owner.PARKED and move.why == NUMBER_LEFT
    held = move.after is Owner.AGENT
    if move.after is Owner.QUEUE:
        state.queued_at = _place_kept(state, move) or event.at
    if held or move.after is Owner.CLOSED:
        state.promise_overdue = False
    if move.after is Owner.CLOSED and state.callback is not None and state.callback.is_open:
        state.callback = replace(state.callback, standing=Standing.CANCELLED)
    state.agent_id = move.agent_id if held else None
    state.agent_name = move.agent_name if held else None
    if move.agent_id and move.agent_name:
        state.agents[move.agent_id] = move.agent_name
    state.team = move.team or state.team
    if move.after is Owner.ASSISTANT:
        state.moods.clear()
    elif state.away_since is None:
        state.away_since = event.seq
    if not state.assistant_answers:
        state.pending.clear()


def _place_kept(state: ConversationState, move: OwnerChanged) -> datetime | None:
    """Since when a customer waits who joins the queue again with the place they had."""
    if move.before is Owner.AGENT:
        return state.queued_at
    return state.callback.waiting_since if state.callback and move.why == CALLBACK_DUE else None


def _preferred(state: ConversationState, _event: Event, preferred: Preferred) -> None:
    state.preference = preferred.door
    if preferred.lasting or preferred.remembered:
        state.standing = preferred.door
    if preferred.remembered:
        return
    state.chose_here = True
    if state.owner in WAITING:
        state.company = preferred.door == "assistant"


def _handed_off(state: ConversationState, _event: Event, handed_off: HandedOff) -> None:
    state.handed_off = handed_off.reason


def _routed(state: ConversationState, _event: Event, routed: Routed) -> None:
    state.routed = routed


def _handed_back(state: ConversationState, _event: Event, back: HandedBack) -> None:
    state.learnt.extend(back.learnt)


def _number_left(state: ConversationState, _event: Event, left: NumberLeft) -> None:
    state.number_left = left.number


def _promised(state: ConversationState, event: Event, promised: Promised) -> None:
    state.promises.append(
        PromiseMade(
            what=promised.what,
            due_at=promised.due_at,
            turn=promised.turn,
            matter=promised.matter,
            at=event.at,
        )
    )


def _promise_due(state: ConversationState, _event: Event, _due: PromiseDue) -> None:
    state.promise_overdue = state.owner not in {Owner.AGENT, Owner.CLOSED}


def _callback(state: ConversationState, _event: Event, payload: CallbackEvent) -> None:
    state.callback = callback_after(state.callback, payload)
    state.awaits_call = False
    if isinstance(payload, CallbackBooked) and state.owner in WAITING:
        state.company = True


def _heard(state: ConversationState, event: Event, heard: Heard) -> None:
    told, words = state.told
    share = len(heard.words.split()) / max(len(words.split()), 1)
    if heard.reply < told or (heard.reply == told and share < HEARD_ENOUGH):
        state.cut_at = event.seq


def _seen(state: ConversationState, event: Event, seen: Seen) -> None:
    if event.author.role is Role.CUSTOMER:
        state.seen_up_to = max(state.seen_up_to, seen.up_to)


def _channel_changed(state: ConversationState, _event: Event, changed: ChannelChanged) -> None:
    state.channel = changed.channel


def _call_joined(state: ConversationState, _event: Event, joined: CallJoined) -> None:
    state.call = CallOfConversation(call_id=joined.call_id, number=joined.number)


def _call_ended(state: ConversationState, event: Event, ended: CallEnded) -> None:
    if state.call is not None and state.call.call_id == ended.call_id:
        state.call = replace(state.call, ended_at=event.at)


def _recording_consent(state: ConversationState, _event: Event, consent: RecordingConsent) -> None:
    state.recording = "given" if consent.given else "refused"


_HANDLERS: dict[type, Callable[[ConversationState, Event, Any], None]] = {
    Turn: _turn,
    Reply: _reply,
    Understood: _understood,
    Fact: _fact,
    Verified: _verified,
    Step: _step,
    Failed: _failed,
    OwnerChanged: _owner_changed,
    Preferred: _preferred,
    HandedOff: _handed_off,
    Routed: _routed,
    HandedBack: _handed_back,
    NumberLeft: _number_left,
    Promised: _promised,
    PromiseDue: _promise_due,
    **dict.fromkeys(CALLBACK_EVENTS, _callback),
    Heard: _heard,
    Seen: _seen,
    ChannelChanged: _channel_changed,
    CallJoined: _call_joined,
    CallEnded: _call_ended,
    RecordingConsent: _recording_consent,
}

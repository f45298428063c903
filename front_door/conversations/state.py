"""A conversation as its events leave it: what each turn needs without reading them again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Self

from conversation.callbacks import CALLBACK_EVENTS, Callback, Standing
from conversation.callbacks import after as callback_after
from conversation.care import MoodLabel
from conversation.channel import Channel, Door
from conversation.context_packet import PromiseMade
from conversation.events import Event, Role
from conversation.facts import FactStatus
from conversation.handoff import HandoffReason
from conversation.language import ENGLISH, SPANISH, primary
from conversation.owner import Owner
from conversation.payloads.callbacks import CallbackBooked, CallbackEvent, PromiseDue
from conversation.payloads.calls import CallEnded, CallJoined, Recording, RecordingConsent
from conversation.payloads.customer import ChannelChanged, NumberLeft, Opened, Preferred
from conversation.payloads.findings import Fact, Promised, Step, Understood, Verified
from conversation.payloads.owners import HandedBack, HandedOff, LearntAtDesk, OwnerChanged
from conversation.payloads.routed import Routed
from conversation.payloads.turns import Failed, IssuedChoice, Reply, Seen, Turn
from conversation.redaction import SECRET, secret_asked
from front_door.conversations.call_state import CallOfConversation
from front_door.conversations.digit_pieces import digits_only, may_be_piece

SEALED = "sealed"
"""The kind of redaction that took an answer to `secret:N` out of its turn."""
SIGNED_LOGIN = "signed_login"
NUMBER_LEFT = "number_left"
"""Why a conversation is parked until the team calls."""
CALLBACK_DUE = "callback_due"
"""Why a parked conversation is back in the queue: the time of its callback has come."""
WAITING = frozenset({Owner.QUEUE, Owner.PARKED})


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnInLedger:
    """A customer's turn with its place."""

    seq: int
    public_seq: int
    at: datetime
    turn: Turn


@dataclass(slots=True, kw_only=True)
class ConversationState:
    """Folded from events by `apply`; everybody but the recorder only reads it."""

    conversation_id: str
    reference: str
    channel: Channel
    language: str
    """BCP 47; the one the customer writes in, the device's where nothing else was seen."""
    sender: str
    follows: str | None
    opened_at: datetime
    claimed_number: str | None = None
    time_zone: str | None = None
    """IANA name, as the device told it."""
    browser: str | None = None
    owner: Owner = Owner.ASSISTANT
    agent_id: str | None = None
    agent_name: str | None = None
    agents: dict[str, str] = field(default_factory=dict)
    """Everybody who has held it: names by id."""
    team: str | None = None
    last_seq: int = 0
    last_public_seq: int = 0
    expects: str | None = None
    """What was asked since the customer's last turn."""
    awaited_secret: str | None = None
    """The newest `secret:N` that nobody answered yet, whatever was said since."""
    agent_asked_secret: bool = False
    """An agent's words named a PIN or code, and no digits came since."""
    choices: list[IssuedChoice] = field(default_factory=list)
    """Offered since the customer's last turn; a number or title typed means one of these."""
    doors: list[IssuedChoice] = field(default_factory=list)
    """The choices of the greeting."""
    issued: dict[str, IssuedChoice] = field(default_factory=dict)
    """Every choice ever issued here, by id."""
    moods: list[MoodLabel] = field(default_factory=list)
    """Of the turns since the assistant last took over."""
    said: Counter[str] = field(default_factory=Counter)
    """Sentences already said, so that wordings vary."""
    pending: dict[str, TurnInLedger] = field(default_factory=dict)
    """Turns the assistant owes an answer, by turn id, in order."""
    turns: dict[str, tuple[str, int]] = field(default_factory=dict)
    """client id -> (turn id, public seq)."""
    agent_replies: dict[str, int] = field(default_factory=dict)
    """client id -> public seq."""
    last_turn: TurnInLedger | None = None
    preference: Door | None = None
    """The door chosen last here, else the one that is remembered of this customer."""
    standing: Door | None = None
    """The door that lasts: chosen here or remembered."""
    chose_here: bool = False
    company: bool = False
    """Waiting, and the assistant answers meanwhile."""
    facts: dict[str, Fact] = field(default_factory=dict)
    """In force, by name."""
    learnt: list[LearntAtDesk] = field(default_factory=list)
    verified: Verified | None = None
    """The newest proof, run out or not; None once it was taken back."""
    login: Verified | None = None
    """The newest proof by a signed login; taking a number back takes nothing from it."""
    was_proved: bool = False
    """Somebody was proved at some time, so what was said may be of an account."""
    set_aside: int | None = None
    """Ledger seq at which the front door let the proof run out; None once there is a newer one."""
    call: CallOfConversation | None = None
    recording: Recording = "not_asked"
    steps: dict[tuple[str, str], Step] = field(default_factory=dict)
    """The newest result of each step tried, by guide and step."""
    last_answered: str | None = None
    """The turn the assistant answered last."""
    told_at: int = 0
    """Ledger seq of the assistant's newest words."""
    gave_up_at: int = 0
    """Ledger seq at which a turn was given up: what the assistant may have asked there was never told."""
    away_since: int | None = None
    """Ledger seq at which a conversation left the assistant; None once it has caught up."""
    handed_off: HandoffReason | None = None
    number_left: str | None = None
    awaits_call: bool = False
    """Parked for nothing but the call that a number left asks for."""
    callback: Callback | None = None
    """The newest one, whatever became of it."""
    queued_at: datetime | None = None
    """When the customer joined the queue they wait in; kept by a callback that was booked from there."""
    promise_overdue: bool = False
    """A promise's time has come, and nobody has taken the case up since."""
    routed: Routed | None = None
    """The newest routing decision."""
    promises: list[PromiseMade] = field(default_factory=list)
    """What the customer was told would happen."""
    seen_up_to: int = 0
    misheard: int = 0
    """Turns in a row recognised too weakly to rely on, or without a word; kept by the turn's intake."""
    digit_turns: list[TurnInLedger] = field(default_factory=list)
    """The newest turns as long as they were nothing but digits, none of them a secret asked for."""

    @classmethod
    def of(cls, events: Iterable[Event]) -> Self:
        """Fold a whole conversation.

        Raises:
            ValueError: the events do not begin with `opened`.
        """
        iterator = iter(events)
        first = next(iterator, None)
        if first is None or not isinstance(first.payload, Opened):
            message = "a conversation begins with an `opened` event"
            raise ValueError(message)
        opened = first.payload
        state = cls(
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
            state.apply(event)
        return state

    @property
    def spoken_to_in(self) -> str:
        """The language of what the front door says itself; the phone has an English and a Spanish voice."""
        has_voice = self.channel is not Channel.VOICE or primary(self.language) in {ENGLISH, SPANISH}
        return self.language if has_voice else ENGLISH

    @property
    def assistant_answers(self) -> bool:
        """Whether a turn written now is the assistant's to answer."""
        return self.owner is Owner.ASSISTANT or (self.owner in WAITING and self.company)

    def is_unseen(self, placed: TurnInLedger) -> bool:
        """Whether the assistant may have asked something that the customer had not seen when writing this."""
        return self.gave_up_at > self.told_at or self.told_at > placed.seq

    @property
    def is_overdue(self) -> bool:
        """Something promised to this customer was not kept in time: nobody goes before them."""
        missed = self.callback is not None and self.callback.standing is Standing.MISSED
        return missed or self.promise_overdue

    @property
    def is_new(self) -> bool:
        """Nothing was said or chosen by the customer yet."""
        return self.last_turn is None and not self.chose_here

    @property
    def people_only(self) -> bool:
        """The customer wants people and did not ask the assistant here: it never speaks by itself."""
        return self.standing == "team" and self.preference == "team"

    def signed_in_as(self, now: datetime) -> str | None:
        """The name (else the id) of a customer whom a signed login proved and still proves."""
        login = self.login
        if login is None or (login.expires_at is not None and login.expires_at <= now):
            return None
        known = self.facts.get("customer_id")
        name = self.facts.get("customer_name")
        is_theirs = known is None or known.value == login.customer_id
        return name.value if name and is_theirs else login.customer_id

    def apply(self, event: Event) -> None:
        """Fold one more event."""
        self.last_seq = event.seq
        if event.public_seq is not None:
            self.last_public_seq = event.public_seq
        handler = _HANDLERS.get(type(event.payload))
        if handler is not None:
            handler(self, event, event.payload)


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
    Seen: _seen,
    ChannelChanged: _channel_changed,
    CallJoined: _call_joined,
    CallEnded: _call_ended,
    RecordingConsent: _recording_consent,
}

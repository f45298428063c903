"""A conversation as its events leave it: what each turn needs without reading them again."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from conversation.callbacks import Callback, Standing
from conversation.care import MoodLabel
from conversation.channel import Channel, Door
from conversation.context_packet import PromiseMade
from conversation.handoff import HandoffReason
from conversation.language import ENGLISH, SPANISH, primary
from conversation.owner import Owner
from conversation.payloads.calls import Recording
from conversation.payloads.findings import Fact, Step, Verified
from conversation.payloads.owners import LearntAtDesk
from conversation.payloads.routed import Routed
from conversation.payloads.turns import IssuedChoice, Turn
from front_door.conversations.call_state import CallOfConversation

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
    """Folded from events (`folding`); everybody but the recorder only reads it."""

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
    told: tuple[int, str] = (0, "")
    """Public seq of these words, and what of them is spoken on the phone."""
    cut_at: int = 0
    """Ledger seq at which a caller cut the assistant's newest words short, before most of them were heard."""
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
        """Whether the assistant may have asked what the customer had not seen, or heard, before this."""
        return max(self.gave_up_at, self.cut_at) > self.told_at or self.told_at > placed.seq

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

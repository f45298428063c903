"""One turn as an action sees it: the customer's words, what was understood, what is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from actions.turns.proof import Verification

Kind = TypeVar("Kind")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """How the care team stands right now."""

    minutes: int | None = None
    """Predicted wait; None when nobody can tell."""
    open_now: bool = False
    agents_signed_in: int = 0
    next_opening: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseMade:
    """Something the customer was told will happen, in this conversation or an earlier one."""

    what: str
    """A noun phrase: `the dispute of Roaming in Canada ($38.50, July bill)`."""
    matter: str = ""
    """The intent it belongs to; empty when nobody noted one."""
    at: datetime | None = None
    due_at: datetime | None = None
    reference: str = ""
    """Of the conversation it was made in."""
    outcome: str = ""
    """How that conversation stands or ended: a wrap-up code once an agent has settled it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """One of several wishes in a turn."""

    intent: str
    words: str
    """The part of the turn that says it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierStep:
    """A step tried in another conversation of the customer."""

    result: str
    at: datetime
    """When that conversation began."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What the front door told with the turn; trusted, never the customer's own claim."""

    channel: str = "web_chat"
    language: str = "en"
    login: Verification | None = None
    """Proof by a signed login of the page; None otherwise."""
    wait: Wait | None = None
    preference: str | None = None
    negative_turns: int = 0
    sealed: str | None = None
    payload: bool = False
    reference: str | None = None
    sender: str = ""
    """X-Conversation-Id towards the carrier."""
    turn_at: datetime
    unseen: bool = False
    """The assistant's newest question may never have reached the customer, so that a yes is no yes to it."""
    is_first: bool = False
    is_greeted: bool = False
    """Whether the front door has said who it is and shown both doors."""
    confidence: float | None = None
    """Of recognition; None when typed."""
    promises: tuple[PromiseMade, ...] = ()
    """Made so far, newest first: in this conversation, and in earlier ones of the customer proved then."""
    promises_of: str | None = None
    """The customer they were made to; None while nobody is proved."""
    alternatives: tuple[str, ...] = ()
    """What recognition may have heard instead, likeliest first."""
    peer: str = ""
    """Who is writing, as far as guesses are counted: an address or a session, hashed."""
    claimed_number: str | None = None
    """The number a call comes from, or a page says its customer has; believed no more than words."""
    tried: Mapping[str, str] = field(default_factory=dict)
    """Steps tried in the customer's other conversations a short while ago: `guide/step` to result."""
    earlier: Mapping[str, EarlierStep] = field(default_factory=dict)
    """Steps tried in the customer's other conversations of the last seven days, the newest of each."""

    @property
    def is_spoken(self) -> bool:
        """Whether the customer hears rather than reads."""
        return self.channel == "voice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """An intent with its probability."""

    name: str
    confidence: float


Answers = Mapping[str, Mapping[str, float]]
"""What words would mean as an answer: kind of question to meaning to probability."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Aside:
    """An answer with wishes behind it: "it works now, and what's my bill"."""

    rest: str
    intent: Intent
    """What the rest alone was taken for."""
    wishes: tuple[Wish, ...]
    answers: Answers = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """Everything a handler may look at; nothing in it can be changed."""

    conversation_id: str
    turn_id: str
    text: str
    intent: Intent
    ranking: tuple[Intent, ...] = ()
    """Best first, the intent itself included; the fallback is not among them."""
    entities: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    slots: Mapping[str, object] = field(default_factory=dict)
    situation: Situation
    active_form: str | None = None
    requested: str | None = None
    """The slot whose question is open."""
    said: tuple[str, ...] = ()
    """What the assistant said with its last turn."""
    acted: bool = False
    """Whether another action has dealt with this turn already."""
    entered: bool = False
    """Whether the open form was opened by this turn."""
    wishes: tuple[Wish, ...] = ()
    """As read: every wish of the turn when it holds several. For a handler: those that come after it."""
    aside: Aside | None = None
    answers: Answers = field(default_factory=dict)
    whole: str = ""
    """All the customer wrote, where `text` is the part that says one wish, without remarks in passing."""

    @property
    def returns(self) -> bool:
        """Whether an open form's question comes up again after something else was answered."""
        return self.acted and not self.entered

    @property
    def in_guide(self) -> bool:
        """Whether a guide's step waits, so that nothing else may be asked beside it."""
        return bool(self.words("guide")) and not self.words("guide_outcome")

    @property
    def asks_nothing(self) -> bool:
        """Whether something else is to follow at once, so that a handler must end without a question."""
        return self.in_guide or self.active_form is not None or bool(self.wishes)

    @property
    def put_off(self) -> tuple[Wish, ...]:
        """Wishes of earlier turns that are still to be taken up, in order."""
        kept = self.slots.get("wishes")
        read = [item for item in (kept if isinstance(kept, list) else []) if isinstance(item, dict)]
        return tuple(
            Wish(intent=str(item["intent"]), words=str(item["words"]))
            for item in read
            if item.get("intent") and item.get("words")
        )

    def slot(self, name: str, kind: type[Kind]) -> Kind | None:
        """The slot's value when it is of that kind."""
        value = self.slots.get(name)
        return value if isinstance(value, kind) else None

    def words(self, name: str) -> str:
        """A text slot, empty when it is not set."""
        return self.slot(name, str) or ""

    def count(self, name: str) -> int:
        """A counting slot, 0 when it is not set."""
        value = self.slots.get(name)
        return int(value) if isinstance(value, int | float) else 0

    def names(self, name: str) -> tuple[str, ...]:
        """A slot that holds a list of texts."""
        value = self.slots.get(name)
        return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()

    def table(self, name: str) -> Mapping[str, str]:
        """A slot that maps texts to texts."""
        value = self.slots.get(name)
        if not isinstance(value, dict):
            return {}
        return {str(key): item for key, item in value.items() if isinstance(item, str)}

    def entity(self, name: str) -> str | None:
        """The first entity of that name."""
        return next(iter(self.entities.get(name, ())), None)

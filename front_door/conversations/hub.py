"""Fan-out inside the process: appended events and transient notices, to sockets and to the desk."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from conversation.events import Event
from conversation.server_frames import AgentFace

CAPACITY = 512
"""Items a subscriber may lag behind before it is dropped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Appended:
    """An event stands in the ledger."""

    conversation_id: str
    event: Event


@dataclass(frozen=True, slots=True, kw_only=True)
class AssistantTyping:
    """The assistant works on a turn; `doing` says at what, when it takes longer."""

    conversation_id: str
    doing: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentTyping:
    """The agent who holds the conversation is typing."""

    conversation_id: str
    agent: AgentFace


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerTyping:
    """The customer is typing; for the desk."""

    conversation_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentSeen:
    """An agent has read up to this public seq."""

    conversation_id: str
    seq: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerSeen:
    """The customer has read up to this public seq; for the desk."""

    conversation_id: str
    seq: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingChanged:
    """Place and predicted wait of a waiting conversation; `minutes` None while nobody is signed in."""

    conversation_id: str
    place: int
    minutes: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WordsBlanked:
    """The words at this public seq were redacted in place."""

    conversation_id: str
    seq: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Continued:
    """A closed conversation goes on in another one."""

    conversation_id: str
    next_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferChanged:
    """A waiting conversation is kept for another agent, or for nobody any more; for the desk."""

    conversation_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferMissed:
    """An agent did not take up a conversation that was kept for them; for the desk."""

    conversation_id: str
    agent_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallMoved:
    """Somebody came to the phone in this conversation, or left it; for the desk."""

    conversation_id: str
    why: str


Item = (
    Appended
    | CallMoved
    | OfferChanged
    | OfferMissed
    | AssistantTyping
    | AgentTyping
    | CustomerTyping
    | AgentSeen
    | CustomerSeen
    | WaitingChanged
    | WordsBlanked
    | Continued
)


@dataclass(slots=True, eq=False)
class Subscription:
    """An async iterator over items; it ends when closed, or dropped for lagging behind."""

    conversation_id: str | None
    """None: every conversation."""
    capacity: int = CAPACITY
    dropped: str | None = None
    """Why the hub ended it, if it did."""
    _queue: asyncio.Queue[Item | None] = field(default_factory=asyncio.Queue)
    _ended: bool = False

    def offer(self, item: Item) -> bool:
        """Queue an item; False when the subscriber lags too far behind and is dropped."""
        if self._ended:
            return False
        if self._queue.qsize() >= self.capacity:
            self.dropped = "too_slow"
            self.end()
            return False
        self._queue.put_nowait(item)
        return True

    def end(self) -> None:
        """Let the iterator finish after what is queued already."""
        if not self._ended:
            self._ended = True
            self._queue.put_nowait(None)

    async def __aiter__(self) -> AsyncIterator[Item]:
        while (item := await self._queue.get()) is not None:
            yield item


class Hub:
    """Delivers in the order of publishing; never waits for a subscriber."""

    def __init__(self) -> None:
        self._of: dict[str, set[Subscription]] = {}
        self._of_all: set[Subscription] = set()

    def subscribe(self, conversation_id: str | None = None, *, capacity: int = CAPACITY) -> Subscription:
        """Follow one conversation, or all of them with None."""
        subscription = Subscription(conversation_id=conversation_id, capacity=capacity)
        if conversation_id is None:
            self._of_all.add(subscription)
        else:
            self._of.setdefault(conversation_id, set()).add(subscription)
        return subscription

    def unsubscribe(self, subscription: Subscription) -> None:
        """End a subscription; harmless when it has ended."""
        subscription.end()
        self._forget(subscription)

    def publish(self, item: Item) -> None:
        """Hand an item to everybody who follows its conversation."""
        followers = self._of.get(item.conversation_id)
        for group in (followers, self._of_all):
            for subscription in tuple(group or ()):
                if not subscription.offer(item):
                    self._forget(subscription)

    def is_followed(self, conversation_id: str) -> bool:
        """Whether anybody's device is connected to this conversation."""
        return conversation_id in self._of

    def _forget(self, subscription: Subscription) -> None:
        self._of_all.discard(subscription)
        key = subscription.conversation_id
        if key is not None and (followers := self._of.get(key)) is not None:
            followers.discard(subscription)
            if not followers:
                del self._of[key]

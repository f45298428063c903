"""What the desk needs of the front door, in the desk's own words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from conversation.context_packet import ContextPacket
from conversation.desk_views import AgentCard, CallView, SuggestedArticle
from conversation.payloads.callbacks import TryOutcome
from conversation.payloads.owners import LearntAtDesk
from conversation.payloads.routed import Routed
from desk.agents import AgentIdentity


class DeskConversations(Protocol):
    """The one door through which an agent's doings reach the ledger.

    Every method raises UnknownConversation, OwnerConflict (somebody else holds it), IllegalMove or
    LedgerUnavailable, and then nothing was written.
    """

    async def claim(self, conversation_id: str, agent: AgentIdentity) -> object:
        """Take a waiting or parked conversation."""

    async def agent_reply(
        self, conversation_id: str, agent: AgentIdentity, client_id: str, text: str
    ) -> object:
        """Answer the customer; a repeated `client_id` changes nothing."""

    async def note(self, conversation_id: str, agent: AgentIdentity, text: str) -> object:
        """Write a note no customer sees."""

    async def flag_article(
        self, conversation_id: str, agent: AgentIdentity, article: str, note: str
    ) -> object:
        """Tell the editors that an article is wrong."""

    async def transfer(
        self, conversation_id: str, agent: AgentIdentity, to: AgentIdentity | None, note: str
    ) -> object:
        """Pass it to a colleague, or to the queue when `to` is None."""

    async def hand_back(
        self, conversation_id: str, agent: AgentIdentity, learnt: Sequence[LearntAtDesk], note: str
    ) -> object:
        """Give it back to the assistant with what was learnt."""

    async def resolve(self, conversation_id: str, agent: AgentIdentity, code: str, note: str) -> object:
        """Close it with a wrap-up code."""

    async def take_back(self, conversation_id: str, agent_id: str) -> object:
        """Put it to the front of the queue when this agent holds it and is gone."""

    async def park(
        self, conversation_id: str, agent: AgentIdentity, promise: str, due_at: datetime | None
    ) -> object:
        """Let it wait for a promise to be kept."""

    async def agent_typing(self, conversation_id: str, agent: AgentIdentity) -> object:
        """Show the customer that the agent is typing."""

    async def agent_seen(self, conversation_id: str, agent: AgentIdentity, seq: int) -> object:
        """The agent has read up to this public seq."""

    async def calling(self, conversation_id: str, agent: AgentIdentity) -> str:
        """The agent calls back now; the number. Raises NoCallback as well."""

    async def tried(self, conversation_id: str, agent: AgentIdentity, outcome: TryOutcome) -> object:
        """How that call ended. Raises NoCallback as well."""

    async def packet(self, conversation_id: str) -> ContextPacket:
        """The context packet as of now."""


class AccountProblem(Exception):
    """The account could not be read; `code` is a key of the desk's refusals."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class AccountSource(Protocol):
    """Account, lines and bills of a proved customer."""

    async def account(self, customer_id: str, conversation_id: str) -> dict[str, object]:
        """What the carrier's systems tell.

        Raises:
            AccountProblem: they did not answer, or know no such customer.
        """


class SuggestionsUnavailable(Exception):
    """The knowledge base could not be asked; the desk goes on without."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggested:
    """An article, and which of the words it answers."""

    article: SuggestedArticle
    about: int
    """Place among the turns that were asked about."""


class SuggestionSource(Protocol):
    """Which articles fit what a customer said."""

    async def suggest(
        self, turns: Sequence[str], *, channel: str, area: str, exclude: Sequence[str], sought: bool
    ) -> list[Suggested]:
        """Few and relevant, the best first.

        `turns` are the oldest first, `area` the ZIP code or empty, `exclude` what the customer rejected.
        `sought`: they are the agent's own words, who looks something up.

        Raises:
            SuggestionsUnavailable: nobody answered.
        """


class NoCall(Exception):
    """Nobody is on the phone in this conversation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceTicket:
    """Where an agent's microphone goes."""

    url: str
    ticket: str


class LiveCalls(Protocol):
    """Who is on the phone, and the way into their calls."""

    def call(self, conversation_id: str) -> CallView | None:
        """The customer's call; None when nobody is on the phone."""

    async def ticket(self, conversation_id: str, agent: AgentIdentity) -> VoiceTicket:
        """For the agent who holds it. Raises NoCall."""

    async def hang_up(self, conversation_id: str) -> None:
        """End the customer's call, ringing or answered. Raises NoCall."""


class NoLiveCalls:
    """A desk without telephones."""

    def call(self, _conversation_id: str) -> CallView | None:
        """Nobody calls."""
        return None

    async def ticket(self, conversation_id: str, _agent: AgentIdentity) -> VoiceTicket:
        """Nobody calls."""
        raise NoCall(conversation_id)

    async def hang_up(self, conversation_id: str) -> None:
        """Nobody calls."""
        raise NoCall(conversation_id)


class Routing(Protocol):
    """What the router does with a waiting conversation."""

    def offered_to(self, conversation_id: str) -> str | None:
        """The agent for whom it is kept at the moment."""

    def decision(self, conversation_id: str) -> Routed | None:
        """The newest decision; None when it does not wait."""

    def duty(self, cards: Sequence[AgentCard]) -> None:
        """Who is at the desk, and how."""

    def dark(self, teams: frozenset[str]) -> None:
        """The teams (ids) that cannot be reached; all others can."""


class Telephone(Protocol):
    """What dials a customer."""

    async def call(self, number: str, conversation_id: str, agent: AgentIdentity) -> bool:
        """Dial a number (E.164) for an agent who is there; False: the agent has to."""


class ByHand:
    """Nothing dials: the agent does."""

    async def call(self, _number: str, _conversation_id: str, _agent: AgentIdentity) -> bool:
        """Never."""
        return False


class NoRouting:
    """Everybody sees what waits, and nobody is offered anything."""

    def offered_to(self, _conversation_id: str) -> str | None:
        """Nobody."""
        return None

    def decision(self, _conversation_id: str) -> Routed | None:
        """Nothing was decided."""
        return None

    def duty(self, cards: Sequence[AgentCard]) -> None:
        """Nothing depends on it."""

    def dark(self, teams: frozenset[str]) -> None:
        """Nothing depends on it."""


class QuestionWatch(Protocol):
    """Recognises questions whose answer is known."""

    async def asked_fact(self, draft: str, facts: Sequence[str]) -> str | None:
        """The name of the fact the draft asks for, among `facts`, or None."""

"""What handlers reach the world through: carrier, knowledge, seal, memory of operations, the care team."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from actions.turns.attempts import Allowed, Attempts
from actions.turns.call_offer import CallOffer
from actions.turns.operations import Operations
from actions.turns.turn import PromiseMade, Wait
from carrier.enums import Capability
from carrier.errors import CarrierNotOffered
from carrier.port import CarrierSystems
from carrier.types import Capabilities
from conversation.sealing import Sealer
from conversation.words import Words
from knowledge_base.guides import Guide
from knowledge_base.retriever import Retriever

CAPABILITIES_S = 60.0
"""Seconds for which what a carrier offers is taken as known."""


class CareTeam(Protocol):
    """The one call upwards: how long a person takes right now, what was promised."""

    async def wait(self, conversation_id: str) -> Wait | None:
        """None when nobody can tell; an action then says less."""

    async def promises(self, conversation_id: str, customer_id: str) -> tuple[PromiseMade, ...]:
        """What the customer was promised so far, newest first; empty when nobody can tell."""

    async def call_offer(self, conversation_id: str) -> CallOffer | None:
        """When the team can call; None when nobody can tell: then a number is left instead."""


class Knowledge(Protocol):
    """Articles and guides as they are now; they may change while we run."""

    async def retriever(self) -> Retriever:
        """Answers questions; waits a moment while it is being loaded. Raises KnowledgeUnavailable."""

    @property
    def guides(self) -> Mapping[str, Guide]:
        """Guides by slug. Raises KnowledgeUnavailable."""


class KnowledgeUnavailable(Exception):
    """Neither articles nor guides can be used right now; everything else goes on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What a carrier may set about what the assistant does."""

    proof: timedelta = timedelta(minutes=30)
    """How long an identity stays proved."""
    pin_length: int = 4
    code_length: int = 6
    allowed: Allowed = field(default_factory=Allowed)
    """Wrong guesses before a person has to take over, and codes sent."""
    allow_weak_identity: bool = True
    """Whether a carrier without PIN and code check is served by the number alone."""
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("America/Chicago"))


class Offers:
    """What the carrier offers beyond the required operations, asked once a minute."""

    def __init__(self, carrier: CarrierSystems, now: Callable[[], float] = time.monotonic) -> None:
        self._carrier = carrier
        self._now = now
        self._known: tuple[float, Capabilities] | None = None
        self._tells = True
        self._looked_at: float | None = None
        self._found: frozenset[Capability] = frozenset()

    async def get(self, conversation_id: str) -> Capabilities:
        """What the carrier tells; where it tells nothing, what was found. Raises CarrierError."""
        if self._known and self._now() - self._known[0] < CAPABILITIES_S:
            return self._known[1]
        try:
            offered = await self._carrier.get_capabilities(conversation_id=conversation_id)
            self._tells = True
        except CarrierNotOffered:
            offered = Capabilities(offered=self._found)
            self._tells = False
        self._known = (self._now(), offered)
        return offered

    async def look_for_proofs(self, customer_id: str, conversation_id: str) -> None:
        """Look before an account is opened by a number alone: who lists nothing may check PINs all the same.

        Only 404 on the check itself means that there is none. Raises CarrierError.
        """
        offered = await self.get(conversation_id)
        fresh = self._looked_at is not None and self._now() - self._looked_at < CAPABILITIES_S
        if self._tells or offered.offered or fresh:
            return
        if await self._carrier.has_pin_check(customer_id, conversation_id=conversation_id):
            self._found = frozenset({Capability.PIN_CHECK})
            self._known = (self._now(), Capabilities(offered=self._found))
        self._looked_at = self._now()


@dataclass(frozen=True, slots=True, kw_only=True)
class Resources:
    """Passed to every handler."""

    carrier: CarrierSystems
    offers: Offers
    knowledge: Knowledge
    operations: Operations
    attempts: Attempts
    care_team: CareTeam
    sealer: Sealer | None
    words: Words
    clock: Callable[[], datetime]
    """Now, UTC; for expiries only. Bills and contracts are judged by the carrier's business date."""
    danger: Callable[[str], str | None] = lambda _: None
    """The handoff reason that words call for whatever was understood: danger, fraud."""
    lasting: Callable[[str], bool] = lambda _: False
    """Whether a wish for a person, or for the assistant, is meant from now on."""
    policy: Policy = Policy()

    async def checks(self, capability: Capability, conversation_id: str) -> bool:
        """Whether the carrier offers this."""
        return capability in await self.offers.get(conversation_id)

    async def is_weak(self, conversation_id: str) -> bool:
        """Whether the carrier can check neither a PIN nor a one-time code."""
        offered = await self.offers.get(conversation_id)
        return Capability.PIN_CHECK not in offered and Capability.ONE_TIME_CODE not in offered

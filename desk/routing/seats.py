"""A seat on the floor: an agent, what they hold and what is kept for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import lcm

from conversation.channel import Channel
from desk.routing.cases import FloorAgent
from desk.teams.policy import RoutingPolicy


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """How much one agent holds at once, in whole units that every channel's share is a multiple of."""

    units: int
    takes: Mapping[Channel, int]
    """Units that one conversation takes up."""

    @classmethod
    def of(cls, policy: RoutingPolicy) -> Room:
        """The room that the policy's shares leave."""
        units = lcm(*(share.denominator for share in policy.share.values()))
        return cls(
            units=units, takes={channel: int(share * units) for channel, share in policy.share.items()}
        )


@dataclass(slots=True, kw_only=True)
class Seat:
    """An agent as they sit there now."""

    agent: FloorAgent
    available: bool = True
    here: bool = True
    free_units: int
    free_since: float
    """Since when nothing changed for the better: who waits longest for work gets it first."""
    held: set[str] = field(default_factory=set)
    offered: set[str] = field(default_factory=set)

    @property
    def on_duty(self) -> bool:
        """Whether further cases may come, now or later."""
        return self.here and self.available

"""How the router weighs closeness against waiting: the numbers of `routing.yml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from conversation.channel import Channel
from desk.teams.yaml_entries import Entry

WHOLE = Fraction(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutingPolicy:
    """All times in seconds."""

    last_agent_s: float
    """How long a case is kept for the agent who knows the customer, while all their hands are full."""
    sister_after_s: float
    zone_after_s: float
    anyone_after_s: float
    cover_after_s: float
    """Each ring opens when the time waited and the wait still predicted come to more than this."""
    home_lead_s: float
    """An agent who comes free takes a case of the own team before a stranger's that waited so much longer."""
    lend_keeps: int
    """A team lends an agent to a stranger only while more than so many of it are free …"""
    lend_until_s: float
    """… as long as the time waited and the wait predicted at home come to no more than this."""
    reservation_s: float
    """An offered case that nobody takes up goes back to its place after this."""
    wrap_up_s: float
    """What an agent gets after a finished case before the next one is offered."""
    wind_down_s: float
    """Nothing new is offered so shortly before an agent's shift ends."""
    hand_over_after_s: float
    """The cases of an agent who is gone for so long go back to the front of the queue."""
    callback_after_s: float
    """A callback is offered from this predicted wait on."""
    handling_s: float
    share: Mapping[Channel, Fraction]
    """What part of an agent one conversation of a channel takes up."""


def read_policy(file: Entry) -> RoutingPolicy:
    """The policy of `routing.yml`.

    Raises:
        Mistake: a number is missing or out of its bounds.
    """
    rings, lots = file.entry("opens_after_s"), file.entry("at_once")
    known = {channel.value: channel for channel in Channel}
    share = {channel: WHOLE / lots.whole(word, least=1, most=10) for word, channel in known.items()}
    policy = RoutingPolicy(
        last_agent_s=file.whole("last_agent_s", most=600),
        sister_after_s=rings.whole("sister", most=600),
        zone_after_s=rings.whole("time_zone", most=600),
        anyone_after_s=rings.whole("anyone", most=600),
        cover_after_s=rings.whole("cover", most=600),
        home_lead_s=file.whole("home_lead_s", most=600),
        lend_keeps=file.whole("lend_keeps", most=100),
        lend_until_s=file.whole("lend_until_s", most=600),
        reservation_s=file.whole("reservation_s", least=5, most=600),
        wrap_up_s=file.whole("wrap_up_s", most=1800),
        wind_down_s=file.whole("wind_down_s", most=7200),
        hand_over_after_s=file.whole("hand_over_after_s", least=30, most=7200),
        callback_after_s=file.whole("callback_after_s", most=7200),
        handling_s=file.whole("handling_s", least=30, most=7200),
        share=share,
    )
    rings.done()
    lots.done()
    file.done()
    return policy

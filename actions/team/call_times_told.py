"""Which free times are proposed, and how they are told on the customer's clock."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from actions.turns.call_offer import CallOffer
from actions.turns.resources import Resources
from actions.words.call_times import CallTime, fitting, nearest
from conversation.times import told_moment

NOT_BEFORE_HOUR = 9
"""Whoever names no hour is not called earlier, where it can be later on the same day."""
APART = timedelta(hours=3)
PROPOSED = 3


def proposal(wish: CallTime, offer: CallOffer, *, now: datetime) -> datetime:
    """The slot that fits best; the nearest one where none does. The offer has slots."""
    fit = fitting(wish, offer.slots, offer.zone)
    if not fit:
        return nearest(wish, offer.slots, offer.zone, now=now)[0]
    if wish.not_before is not None or wish.any_time or wish.names_hour:
        return fit[0]
    first_day = fit[0].astimezone(offer.zone).date()
    later = (
        at
        for at in fit
        if at.astimezone(offer.zone).date() == first_day and at.astimezone(offer.zone).hour >= NOT_BEFORE_HOUR
    )
    return next(later, fit[0])


def proposals(offer: CallOffer) -> list[datetime]:
    """A few free times, some hours apart, the first one first."""
    chosen: list[datetime] = []
    for at in offer.slots:
        early = at.astimezone(offer.zone).hour < NOT_BEFORE_HOUR
        if not chosen or (at - chosen[-1] >= APART and not early):
            chosen.append(at)
        if len(chosen) == PROPOSED:
            break
    return chosen


def told(at: datetime, zone: ZoneInfo, to: Resources) -> str:
    """`tomorrow at 9:30 AM`."""
    return told_moment(at, zone, now=to.clock(), words=to.words)


def earliest_told(offer: CallOffer, to: Resources) -> str:
    """The first free time."""
    return told(offer.slots[0], offer.zone, to)

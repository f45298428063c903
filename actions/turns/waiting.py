"""Today's wait as values for wordings: a variation whose values are missing is passed over."""

from __future__ import annotations

from actions.turns.resources import Resources
from actions.turns.turn import Wait
from actions.words.formats import clock

SHORTEST_MINUTES = 2
"""Nobody is promised less."""


def wait_values(wait: Wait | None, to: Resources) -> dict[str, str]:
    """`minutes` when a person can be had, else `opening` when it is known; maybe neither."""
    if wait is None:
        return {}
    if wait.minutes is not None and wait.agents_signed_in > 0:
        return {"minutes": str(max(SHORTEST_MINUTES, wait.minutes))}
    if wait.next_opening is not None and not wait.open_now:
        today = to.clock().astimezone(to.policy.zone).date()
        return {"opening": clock(wait.next_opening, to.policy.zone, today=today)}
    return {}


def wait_kind(wait: Wait | None) -> str:
    """Which wording fits: `known`, `closed`, `nobody` or `unknown`."""
    if wait is None:
        return "unknown"
    if wait.minutes is not None and wait.agents_signed_in > 0:
        return "known"
    if not wait.open_now and wait.next_opening is not None:
        return "closed"
    return "nobody"

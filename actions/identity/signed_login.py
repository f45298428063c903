"""A signed login of the page counts as proof: put into the slot once, for the whole conversation."""

from __future__ import annotations

from dataclasses import replace

from actions.turns.outcome import NOTHING, Outcome
from actions.turns.proof import read_verification
from actions.turns.resources import Resources
from actions.turns.turn import Turn
from conversation.facts import FactStatus, LearntFact


def with_login(turn: Turn, to: Resources) -> tuple[Turn, Outcome]:
    """The turn with the login's proof in its slots, and what to remember of it; unchanged without one."""
    login = turn.situation.login
    now = to.clock()
    if login is None or now >= login.expires_at:
        return turn, NOTHING
    known = read_verification(turn.slots.get("verification"))
    if known is not None and known.holds(login.level, at=now):
        return turn, NOTHING
    slots: dict[str, object] = {"verification": login.to_slot()}
    learnt = (
        LearntFact(name="customer_id", value=login.customer_id, status=FactStatus.OBSERVED),
        LearntFact(
            name="verification", value=login.method, status=FactStatus.PROVED, expires_at=login.expires_at
        ),
    )
    return replace(turn, slots={**turn.slots, **slots}), Outcome(slots=slots).learning(*learnt)

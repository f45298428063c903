"""A PIN given before anybody asked for it: sealed it waits, and is tried once the account is known."""

from __future__ import annotations

from dataclasses import replace

from actions.identity import identity, identity_form
from actions.turns.outcome import NOTHING, Outcome
from actions.turns.resources import Resources
from actions.turns.turn import Turn
from conversation.sealing import PLACEHOLDER

SLOT = "given_secret"
"""Ciphertext; unreadable after a quarter of an hour, and forgotten once it was tried."""
ASKED = "pin"
PROVED = "proved"


def kept(turn: Turn) -> tuple[Turn, Outcome]:
    """The turn without a secret that nobody asked for, and what keeps it for later."""
    sealed = turn.situation.sealed
    was_asked = turn.active_form == identity.FORM and turn.requested == ASKED
    was_used = turn.acted or bool(turn.words("identity_outcome"))
    if sealed is None or was_asked or was_used:
        return turn, NOTHING
    slots: dict[str, object] = {SLOT: sealed}
    situation = replace(turn.situation, sealed=None)
    return replace(turn, situation=situation, slots={**turn.slots, **slots}), Outcome(slots=slots)


async def used(turn: Turn, to: Resources, outcome: Outcome) -> Outcome:
    """The outcome of an identity step, with a PIN that was given before tried on the account it found."""
    slots = {**turn.slots, **outcome.slots}
    token = turn.words(SLOT)
    if not token or not slots.get("claim") or slots.get(ASKED) or slots.get("identity_outcome"):
        return outcome
    asked = replace(
        turn,
        text=PLACEHOLDER,
        active_form=identity.FORM,
        requested=ASKED,
        situation=replace(turn.situation, sealed=token),
        slots={**slots, SLOT: None},
    )
    tried = await identity_form.answer(asked, to) or NOTHING
    both = outcome.then(tried).keeping({SLOT: None})
    if outcome.follow != identity.FORM or tried.slots.get("identity_outcome") in (None, PROVED):
        return both
    ended = await identity.closed(replace(turn, slots={**turn.slots, **both.slots}), to)
    return replace(both, follow=None).then(ended).keeping({"identity_outcome": None})

"""When a form cannot go on: a system does not answer, or the proof ran out while it was open."""

from __future__ import annotations

from actions.guides import guides
from actions.identity import identity
from actions.identity.claims import URGENT, claim_of
from actions.identity.gate import Handler
from actions.turns.handoff import WANT_AGENT, to_team
from actions.turns.outcome import NOTHING, Outcome, say
from actions.turns.resources import Resources
from actions.turns.turn import Turn
from actions.words.numbers import phone_in, same_number, shown_number
from conversation.care import Choice
from conversation.facts import LearntFact
from conversation.handoff import HandoffReason

FAILED = "form_failure"
"""Slot: why a form could not go on; the action after the form tells it or asks for the proof."""
_UNPROVED = "unproved:"


def system_down(turn: Turn, to: Resources, action: str) -> Outcome:
    """What is told when the carrier cannot be reached; `action` is what a yes tries again."""
    failures = turn.count("carrier_failures") + 1
    given = _number_given(turn)
    if failures > 1 or action in URGENT:
        handed = to_team(turn, to, HandoffReason.SYSTEM_DOWN).keeping({"carrier_failures": failures})
        return given.then(handed)
    told = say(
        "utter_general_system_down",
        choices=(
            Choice(id="/affirm", title=to.words.name("choice", "try_again")),
            Choice(id=WANT_AGENT, title=to.words.name("choice", "person")),
        ),
    )
    return given.then(told).keeping({"carrier_failures": failures, "offer": action, "offer_reason": None})


def failed_in_form(form: str, turn: Turn) -> Outcome:
    """Ends the form quietly; its closing action tells why."""
    return _number_given(turn).keeping({"requested_slot": None, FAILED: form})


def unproved_in_form(form: str) -> Outcome:
    """Ends the form quietly; its closing action identifies the customer and goes on with the matter."""
    return Outcome(slots={"requested_slot": None, FAILED: f"{_UNPROVED}{form}"})


def after_form(handler: Handler) -> Handler:
    """A closing action that first tells of a failure inside the form, or asks for the proof that ran out."""

    async def run(turn: Turn, to: Resources) -> Outcome:
        if not turn.words(FAILED):
            return await handler(turn, to)
        if turn.words(FAILED).startswith(_UNPROVED):
            in_guide = turn.words(FAILED) == f"{_UNPROVED}{guides.FORM}"
            pending = guides.CONTINUE if in_guide else turn.words("pending_action")
            begun = await identity.begin(turn, to, pending or turn.words("last_action"))
            return begun.keeping({FAILED: None})
        again = turn.words("pending_action") or turn.words("last_action") or "action_hand_off"
        return system_down(turn, to, again).keeping(
            {FAILED: None, "pending_action": None, "identity_outcome": None}
        )

    return run


def _number_given(turn: Turn) -> Outcome:
    """A number that could not be looked up is kept all the same: nobody is asked for it again."""
    number = phone_in(turn.text) if turn.situation.sealed is None else None
    claim = claim_of(turn)
    known = claim.number if claim else turn.words("phone_number")
    if number is None or same_number(known, number):
        return NOTHING
    said = LearntFact(name="phone_number", value=shown_number(number), confidence=turn.situation.confidence)
    return Outcome(slots={"phone_number": number, "claim": None}).learning(said)

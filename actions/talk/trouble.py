"""When a form cannot go on: a system does not answer, or the proof ran out while it was open."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from actions.guides import guides
from actions.identity import identity
from actions.identity.claims import URGENT, claim_of
from actions.identity.gate import Handler
from actions.turns.handoff import WANT_AGENT, to_team
from actions.turns.outcome import NOTHING, Outcome, say
from actions.turns.resources import Resources
from actions.turns.turn import Turn
from actions.words.numbers import phone_in, same_number, shown_number
from carrier.errors import CarrierUnavailable
from conversation.care import Choice
from conversation.facts import LearntFact
from conversation.handoff import HandoffReason

FAILED = "form_failure"
"""Slot: why a form could not go on; the action after the form tells it or asks for the proof."""
_UNPROVED = "unproved:"
_UNTRIED = "untried:"
Told = TypeVar("Told", Outcome, Outcome | None)
PAUSE_S = 0.5
LOOKS = 12
"""Together longer than a carrier that failed is spared, and shorter than a turn may take."""
MOST_FAILURES = 1
"""In a row that are told with the offer to try again; the next one brings the team."""


def system_down(turn: Turn, to: Resources, action: str, *, untried: bool = False) -> Outcome:
    """What is told when the carrier cannot be reached; `action` is what a yes tries again.

    `untried`: nothing was sent, because the carrier had just failed others. A try more is offered then: the
    first one after it is back would else meet the closed door and end with the team.
    """
    failures = turn.count("carrier_failures") + 1
    given = _number_given(turn)
    most = MOST_FAILURES + 1 if untried else MOST_FAILURES
    if failures > most or action in URGENT:
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


async def tried_again(run: Callable[[], Awaitable[Told]], turn: Turn) -> Told:
    """The outcome; a customer's own second try waits until the carrier may be asked again.

    Raises what `run` raises.
    """
    looks = LOOKS if turn.count("carrier_failures") else 0
    for _ in range(looks):
        try:
            return await run()
        except CarrierUnavailable as error:
            if not was_untried(error):
                raise
        await asyncio.sleep(PAUSE_S)
    try:
        return await run()
    except CarrierUnavailable as error:
        if looks and was_untried(error):
            # It was waited for as long as a turn may take: that is a try.
            raise CarrierUnavailable("timed_out", operation=error.operation) from error
        raise


def was_untried(error: Exception) -> bool:
    """Whether the carrier was not even asked."""
    return isinstance(error, CarrierUnavailable) and error.code == "circuit_open"


def failed_in_form(form: str, turn: Turn, error: Exception) -> Outcome:
    """Ends the form quietly; its closing action tells why."""
    why = f"{_UNTRIED}{form}" if was_untried(error) else form
    return _number_given(turn).keeping({"requested_slot": None, FAILED: why})


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
        return system_down(turn, to, again, untried=turn.words(FAILED).startswith(_UNTRIED)).keeping(
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

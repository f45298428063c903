"""A call back: the number that is known or given, left with the team, who take it as a promise."""

from __future__ import annotations

from actions.identity.claims import claim_of
from actions.turns.details import GIVEN, ask_for
from actions.turns.handoff import to_team
from actions.turns.outcome import Outcome, say
from actions.turns.resources import Resources
from actions.turns.talk_about import is_other_matter
from actions.turns.turn import Turn
from actions.words.numbers import phone_in, shown_number
from conversation.care import Care, Promise
from conversation.facts import LearntFact
from conversation.handoff import HandoffReason

CALL = "action_request_callback"
MATTER = "want_callback"


async def request_callback(turn: Turn, to: Resources) -> Outcome:
    """The team calls; only a number that nobody knows is asked for."""
    number = phone_in(turn.text) or turn.words("callback_number") or _known(turn)
    if not number:
        return ask_for("callback_number", CALL)
    shown = shown_number(number)
    what = to.words.name("promise", "callback").format(number=shown)
    handed = to_team(
        turn,
        to,
        HandoffReason.ASKED_FOR_PERSON,
        response="utter_handoff_callback",
        note=to.words.name("note", "callback").format(number=shown),
        number=shown,
    )
    told = handed.carrying(Care(promises=[Promise(what=what, matter=MATTER)]))
    return told.learning(LearntFact(name="callback_number", value=shown)).keeping({"callback_number": None})


async def answer_number(turn: Turn, to: Resources) -> Outcome | None:
    """The number to call; a no drops the call."""
    number = phone_in(turn.text)
    if number:
        return Outcome(slots={"callback_number": number, "detail": GIVEN})
    if turn.intent.name in ("deny", "never_mind"):
        return Outcome(slots={"detail": GIVEN, "pending_action": "action_never_mind"})
    if is_other_matter(turn, MATTER):
        return None
    if any(letter.isdigit() for letter in turn.text):
        return say("utter_general_number_to_call_incomplete").keeping({"detail": None})
    return None


def _known(turn: Turn) -> str:
    claim = claim_of(turn)
    return claim.number if claim else turn.words("phone_number")

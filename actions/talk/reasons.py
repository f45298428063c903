""" "Why do you need that?": the reason for the open question, which comes again by itself."""

from __future__ import annotations

from actions.talk import faq
from actions.turns.outcome import Outcome, say
from actions.turns.resources import Resources
from actions.turns.turn import Turn

EXPLAINS_BILL = "action_explain_bill_change"
_REASONS = {
    "phone_number": "utter_why_phone_number",
    "heard_right": "utter_why_phone_number",
    "pin": "utter_why_pin",
    "full_name": "utter_why_full_name",
    "date_of_birth": "utter_why_date_of_birth",
    "confirm_payment": "utter_why_confirm_payment",
    "step_answer": "utter_why_step_answer",
}
"""By the slot whose question is open."""
_DETAIL_REASONS = {
    "area": "utter_why_area",
    "dispute_reason": "utter_why_dispute_reason",
    "pay_by": "utter_why_arrangement",
    "arrangement_reason": "utter_why_arrangement",
}
"""By what the detail form asks."""


async def explain_question(turn: Turn, to: Resources) -> Outcome:
    """Why it is asked. Without an open question it is one like any other, told from the articles."""
    response = _REASONS.get(turn.requested or "") or _DETAIL_REASONS.get(turn.words("asking"))
    if turn.active_form and response:
        return say(response)
    if turn.active_form:
        return say("utter_why_detail")
    return await faq.answer_question(turn, to)


def asks_for_offered_reason(turn: Turn) -> bool:
    """A "why?" to a bill whose change was offered to be explained is a yes to that."""
    return turn.active_form is None and turn.words("offer") == EXPLAINS_BILL

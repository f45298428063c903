"""A bill that holds a line off and is not going to be paid: said plainly, and the team offered or called.

The policy leaves nothing else to do: the line is lifted when no bill is open, and not before.
"""

from __future__ import annotations

from actions.billing import payments
from actions.identity.gate import Handler
from actions.line_matters.suspended import PAY, WAITING
from actions.turns.handoff import offer_person, to_team
from actions.turns.outcome import Outcome
from actions.turns.resources import Resources
from actions.turns.turn import Turn
from actions.words.refusals import refuses_to_pay
from conversation.handoff import HandoffReason

DECLINED = "payment_declined"
"""Slot: the suspended line whose bill was offered to be paid, and was not wanted to be."""
HEARD_IN = (
    "action_answer_question", "action_answer_complaint", "action_decline", "action_decline_topic",
    "action_dispute_charge", "action_help_payment", "action_lift_suspension", "action_make_small_talk",
    "action_pay_bill", "action_tell_payment_status",
)  # fmt: skip
"""What "I'm not paying that" may be taken for."""
_PAYS = frozenset({"pay_bill", "ask_payment_status", "payment_blocked", "affirm"})
"""Who comes round to it after all."""


def hearing_refusal(handler: Handler) -> Handler:
    """An outright refusal of what a line waits for goes to the team; a mere no is told what follows."""

    async def run(turn: Turn, to: Resources) -> Outcome:
        asked = turn.words("offer") == PAY or turn.words("requested_bill")
        offered = bool(asked) and bool(turn.words(WAITING))
        if not offered or turn.active_form or turn.acted:
            return await handler(turn, to)
        if not turn.situation.payload and refuses_to_pay(turn.text):
            return _handed(turn, to)
        no = turn.intent.name == "deny" and turn.words("offer") == PAY
        return await (declined(turn, to) if no else handler(turn, to))

    return run


def after_no(handler: Handler) -> Handler:
    """The same after the question for a payment was answered by a no."""

    async def run(turn: Turn, to: Resources) -> Outcome:
        told = await handler(turn, to)
        if (
            turn.words("confirm_payment") != payments.NO
            or not turn.words(WAITING)
            or told.handoff
            or told.follow
        ):
            return told
        if refuses_to_pay(turn.text):
            return told.then(_handed(turn, to))
        return told.then(await declined(turn, to))

    return run


def asked_before(handler: Handler) -> Handler:
    """Who declined to pay for the line and comes back with it is not offered the same once more."""

    async def run(turn: Turn, to: Resources) -> Outcome:
        told = await handler(turn, to)
        line = told.slots.get(WAITING) or turn.words(WAITING)
        again = told.slots.get("offer") == PAY and turn.words(DECLINED) == line
        return _handed(turn, to) if again and line and turn.intent.name not in _PAYS else told

    return run


async def declined(turn: Turn, to: Resources) -> Outcome:
    """What a no leaves, and the team."""
    offered = await offer_person(turn, to, HandoffReason.POLICY, response="utter_sim_stays_off")
    return offered.keeping({DECLINED: turn.words(WAITING)})


def _handed(turn: Turn, to: Resources) -> Outcome:
    note = to.words.name("note", "payment_refused")
    told = to_team(turn, to, HandoffReason.POLICY, response="utter_sim_refused_handed", note=note)
    return told.keeping({DECLINED: None})

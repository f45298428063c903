"""Autopay on or off, where the carrier offers it: told first, done on a yes, and honestly where it is not."""

from __future__ import annotations

import re

from actions.identity.gate import proved
from actions.turns.details import GIVEN, ask_for
from actions.turns.handoff import offer_after
from actions.turns.outcome import Outcome, say
from actions.turns.resources import Resources
from actions.turns.turn import Turn
from actions.words.said import says_no
from carrier.enums import Capability
from carrier.errors import CarrierConflict, CarrierNotOffered, CarrierUnavailable
from conversation.care import Choice
from conversation.facts import FactStatus, LearntFact
from conversation.handoff import HandoffReason

SET = "action_set_autopay"
ON, OFF = "on", "off"
YES, NO = "yes", "no"
FORGOTTEN: dict[str, object] = {"autopay_wish": None, "autopay_confirmed": None}
_OFF = re.compile(
    r"\b(?:off|stop|cancel|disable|deactivate|remove|end|quit|unenroll|opt out|no more|don'?t want|"
    r"don'?t charge|without|get rid)\b",
    re.IGNORECASE,
)
_ON = re.compile(
    r"\b(?:on|set up|setup|start|enable|activate|enroll|sign (?:me )?up|begin|use|want|"
    r"put me|add|join|automatically|by itself)\b",
    re.IGNORECASE,
)


async def set_autopay(turn: Turn, to: Resources) -> Outcome:
    """Which way, then what it means, then a yes; then it is switched and read back."""
    offered = await to.offers.get(turn.situation.sender)
    if Capability.AUTOPAY not in offered:
        return await _not_offered(turn, to)
    way = wish_in(turn.text) or turn.words("autopay_wish")
    if way not in (ON, OFF):
        return ask_for("autopay", SET).keeping(FORGOTTEN)
    confirmed = "" if turn.text else turn.words("autopay_confirmed")
    if not confirmed:
        asked = ask_for(f"autopay_{way}", SET)
        return asked.keeping({"autopay_wish": way, "autopay_confirmed": None, **await _paid_by(turn, to)})
    if confirmed != YES:
        return say("utter_payments_autopay_left").keeping(FORGOTTEN)
    return (await _switch(turn, to, enabled=way == ON)).keeping(FORGOTTEN)


async def answer_way(turn: Turn, to: Resources) -> Outcome | None:
    """On or off."""
    way = turn.entity("choice") or wish_in(turn.text)
    if way in (ON, OFF):
        return Outcome(slots={"autopay_wish": way, "detail": GIVEN})
    if turn.intent.name in ("deny", "never_mind"):
        return Outcome(slots={"autopay_wish": None, "detail": GIVEN, "pending_action": "action_never_mind"})
    return None


async def answer_confirm(turn: Turn, to: Resources) -> Outcome | None:
    """A yes or no; a changed mind about the direction asks anew."""
    if turn.intent.name == "affirm" and not says_no(turn.text):
        if turn.situation.unseen:
            return None
        return Outcome(slots={"autopay_confirmed": YES, "detail": GIVEN})
    other = wish_in(turn.text) if turn.intent.name in ("set_autopay", "correct", "deny") else None
    if other and other != turn.words("autopay_wish"):
        return Outcome(slots={"autopay_wish": other, "asking": f"autopay_{other}", "detail": None})
    if turn.intent.name in ("deny", "never_mind"):
        return Outcome(slots={"autopay_confirmed": NO, "detail": GIVEN})
    return None


async def ask_way(turn: Turn, to: Resources) -> Outcome:
    """On or off, as two buttons."""
    choices = tuple(
        Choice(id=f'/set_autopay{{"choice": "{way}"}}', title=to.words.name("choice", f"autopay_{way}"))
        for way in (ON, OFF)
    )
    return say("utter_ask_autopay", choices=choices)


async def ask_on(turn: Turn, to: Resources) -> Outcome:
    """What autopay does and costs, before it is switched on."""
    paid_by = turn.words("autopay_paid_by")
    return say("utter_ask_autopay_on", more={"paid_by": paid_by} if paid_by else None)


def wish_in(text: str) -> str | None:
    """The direction somebody names; None when they name none."""
    if _OFF.search(text):
        return OFF
    return ON if _ON.search(text) else None


async def _switch(turn: Turn, to: Resources, *, enabled: bool) -> Outcome:
    customer = proved(turn, to).customer_id
    try:
        try:
            now = await to.carrier.set_autopay(customer, enabled, conversation_id=turn.situation.sender)
        except CarrierUnavailable as error:
            if not error.outcome_unknown:
                raise
            # To set the same state once more does no harm, and tells what it is.
            now = await to.carrier.set_autopay(customer, enabled, conversation_id=turn.situation.sender)
    except CarrierConflict:
        return await _offering(turn, to, HandoffReason.POLICY, "utter_payments_autopay_nothing_on_file")
    except CarrierNotOffered:
        return await _not_offered(turn, to)
    except CarrierUnavailable as error:
        if not error.outcome_unknown:
            raise
        return await _offering(turn, to, HandoffReason.SYSTEM_DOWN, "utter_payments_autopay_not_known")
    state = ON if now else OFF
    fact = LearntFact(name="autopay", value=state, status=FactStatus.OBSERVED)
    if now is not enabled:
        offered = await _offering(turn, to, HandoffReason.SYSTEM_DOWN, "utter_payments_autopay_not_taken")
        return offered.learning(fact)
    return say(f"utter_payments_autopay_{state}", facts=(fact,))


async def _not_offered(turn: Turn, to: Resources) -> Outcome:
    told = await _offering(turn, to, HandoffReason.POLICY, "utter_payments_autopay_not_offered")
    return told.keeping(FORGOTTEN)


async def _offering(turn: Turn, to: Resources, reason: HandoffReason, response: str) -> Outcome:
    return await offer_after(turn, to, reason, say(response))


async def _paid_by(turn: Turn, to: Resources) -> dict[str, object]:
    """What autopay would take the money from: `card ending 4242`; None when nobody can tell."""
    customer = await to.carrier.get_customer(
        proved(turn, to).customer_id, conversation_id=turn.situation.sender
    )
    for method in customer.payment_methods:
        if method.account_number_last_4:
            kind = (method.method_type or "").replace("_", " ").lower() or to.words.name("table", "account")
            named = to.words.name("table", "ending").format(kind=kind, number=method.account_number_last_4)
            return {"autopay_paid_by": named}
    return {"autopay_paid_by": None}

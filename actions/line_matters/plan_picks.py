"""One plan of those that were told: by its place, its name, or beside the one spoken of last."""

from __future__ import annotations

from collections.abc import Sequence

from actions.line_matters.plans import CHANGE, FOCUS, change_choice, in_order, own_plan
from actions.turns.outcome import Outcome, say
from actions.turns.resources import Resources
from actions.turns.turn import Turn
from actions.words.formats import gigabytes, money
from actions.words.picks import DOWN, LEAST, MOST, SHORT, UP, asks_its_price, compared_with
from carrier.types import Plan
from conversation.places import place_said

MATTERS = frozenset({"ask_plan", "compare_plans"})
"""Matters after which words may point at a plan."""


async def tell_picked(turn: Turn, to: Resources) -> Outcome | None:
    """The plan that the words point at, with its data and price; None when they point at none."""
    if turn.words("matter") not in MATTERS or len(turn.text.split()) > SHORT:
        return None
    plans = await in_order(turn, to)
    own = await own_plan(turn, to)
    focus = next((plan for plan in plans if plan.name == turn.words(FOCUS)), own)
    plan = _picked(turn.text, plans, focus)
    if plan is None:
        return None
    known = own is not None and own.plan_id != plan.plan_id
    more = {"own": own.name, "own_price": money(own.price_per_month)} if own and known else {}
    told = say(
        "utter_plans_one",
        choices=change_choice(turn, to),
        plan=plan.name,
        data=gigabytes(plan.data_limit_gb),
        price=money(plan.price_per_month),
        more=more,
    )
    offered = {} if turn.active_form or turn.in_guide else {"offer": CHANGE}
    return told.keeping({FOCUS: plan.name, **offered})


def _picked(text: str, plans: Sequence[Plan], focus: Plan | None) -> Plan | None:
    place = place_said(text, of=len(plans))
    if place is not None:
        return plans[place - 1]
    said = text.casefold()
    named = [plan for plan in plans if plan.name.casefold() in said]
    if len(named) == 1:
        return named[0]
    if asks_its_price(text):
        return focus
    return _beside(compared_with(text), plans, focus)


def _beside(way: str | None, plans: Sequence[Plan], focus: Plan | None) -> Plan | None:
    if way == MOST:
        return plans[-1] if plans else None
    if way == LEAST:
        return plans[0] if plans else None
    if focus is None or way not in (UP, DOWN):
        return None
    more = [plan for plan in plans if plan.data_limit_gb > focus.data_limit_gb]
    less = [plan for plan in plans if plan.data_limit_gb < focus.data_limit_gb]
    return (more[0] if more else None) if way == UP else (less[-1] if less else None)

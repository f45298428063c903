"""Plans: the customer's own with its price and contract, and all of them beside each other."""

from __future__ import annotations

from decimal import Decimal

from actions.identity.gate import proof_of, reaches
from actions.lines.data_left import usage_facts
from actions.lines.lines import line_in_question, lines_of
from actions.turns.outcome import Outcome, say
from actions.turns.resources import Resources
from actions.turns.turn import Turn
from actions.words.formats import day, gigabytes, money
from carrier.enums import LineStatus
from carrier.types import Line, Plan, Usage
from conversation.care import Choice, TableCard, TableRow
from conversation.facts import FactStatus, LearntFact

SHOWN = 8
CHANGE = "action_request_plan_change"
"""What a yes to the plans beside each other asks for."""
FOCUS = "plan_spoken_of"
"""Slot: the plan told last by itself, to which "it" and "the bigger one" refer."""


async def tell_plan(turn: Turn, to: Resources) -> Outcome:
    """The plan of the line in question; a small table when several lines could be meant."""
    line = await line_in_question(turn, to)
    if line is None:
        return await _every_plan(turn, to)
    plan = await to.carrier.get_plan(line.plan_id, conversation_id=turn.situation.sender)
    more = {"contract_end": _date(line)} if line.contract_end_date else {}
    if line.contract_end_date is not None and line.contract_end_date < line.business_date:
        response = "utter_plans_own_ended"
    else:
        response = "utter_plans_own"
    return say(
        response,
        facts=plan_facts(line, plan),
        choices=_next_wishes(turn, to),
        plan=plan.name,
        data=gigabytes(plan.data_limit_gb),
        price=money(plan.price_per_month),
        per_gb=money(plan.topup_price_per_gb),
        number=line.phone_number[-4:],
        more=more,
    ).keeping({FOCUS: plan.name})


async def in_order(turn: Turn, to: Resources) -> list[Plan]:
    """Every plan, in the order in which they are told."""
    return sorted(
        await to.carrier.list_plans(conversation_id=turn.situation.sender),
        key=lambda plan: (plan.price_per_month, plan.data_limit_gb),
    )


async def compare_plans(turn: Turn, to: Resources) -> Outcome:
    """Every plan with its data and price; the customer's own is marked when it may be read."""
    plans = await in_order(turn, to)
    if not plans:
        return say("utter_plans_none")
    own, usage = await _own(turn, to)
    card = _table(plans, own, to)
    low, high = plans[0], plans[-1]
    choices = _next_wishes(turn, to)
    if own is None:
        return say(
            "utter_plans_compared", card=card, choices=choices, count=str(len(plans)), lowest=low.name,
            lowest_price=money(low.price_per_month), highest=high.name,
            highest_price=money(high.price_per_month),
        ).keeping({"offer": CHANGE, FOCUS: None})  # fmt: skip
    bigger = next((plan for plan in plans if plan.data_limit_gb > own.data_limit_gb), None)
    more = {"used": gigabytes(usage.data_used_gb)} if usage else {}
    if bigger is not None:
        more |= {
            "other": bigger.name,
            "other_price": money(bigger.price_per_month),
            "other_data": gigabytes(bigger.data_limit_gb),
        }
    return say(
        "utter_plans_compared_own",
        card=card,
        choices=choices,
        facts=usage_facts(usage) if usage else (),
        more=more,
        plan=own.name,
        price=money(own.price_per_month),
        data=gigabytes(own.data_limit_gb),
    ).keeping({"offer": CHANGE, FOCUS: None})


def plan_facts(line: Line, plan: Plan) -> tuple[LearntFact, ...]:
    """What was read of the plan and its contract."""
    facts = [
        LearntFact(
            name="plan", value=f"{plan.name}, {money(plan.price_per_month)}", status=FactStatus.OBSERVED
        )
    ]
    if line.contract_end_date:
        facts.append(LearntFact(name="contract_end", value=_date(line), status=FactStatus.OBSERVED))
    return tuple(facts)


async def _own(turn: Turn, to: Resources) -> tuple[Plan | None, Usage | None]:
    """The plan in use, when it may be read without asking who it is."""
    if proof_of(turn, to) is None or not await reaches(turn, to, 2):
        return None, None
    line = await line_in_question(turn, to)
    if line is None or line.status is LineStatus.PENDING_ACTIVATION:
        return None, None
    sender = turn.situation.sender
    usage = await to.carrier.get_usage(line.line_id, conversation_id=sender)
    return await to.carrier.get_plan(line.plan_id, conversation_id=sender), usage


async def own_plan(turn: Turn, to: Resources) -> Plan | None:
    """The plan in use, when it may be read without asking who it is."""
    return (await _own(turn, to))[0]


async def _every_plan(turn: Turn, to: Resources) -> Outcome:
    every = (await lines_of(turn, to))[:SHOWN]
    sender = turn.situation.sender
    plans = {plan.plan_id: plan for plan in await to.carrier.list_plans(conversation_id=sender)}
    for line in every:
        if line.plan_id not in plans:
            plans[line.plan_id] = await to.carrier.get_plan(line.plan_id, conversation_id=sender)
    rows = [
        TableRow(
            label=to.words.name("table", "line_ending").format(number=line.phone_number[-4:]),
            before=plans[line.plan_id].name,
            after=money(plans[line.plan_id].price_per_month),
        )
        for line in every
    ]
    total = sum((plans[line.plan_id].price_per_month for line in every), Decimal(0))
    columns = [to.words.name("table", name) for name in ("phone_line", "plan", "per_month")]
    card = TableCard(title=to.words.name("table", "plans_of_lines"), columns=columns, rows=rows)
    return say("utter_plans_several_lines", card=card, count=str(len(every)), price=money(total))


def _table(plans: list[Plan], own: Plan | None, to: Resources) -> TableCard:
    mine = to.words.name("table", "own_plan")
    rows = [
        TableRow(
            label=mine.format(plan=plan.name) if own and plan.plan_id == own.plan_id else plan.name,
            before=gigabytes(plan.data_limit_gb),
            after=money(plan.price_per_month),
        )
        for plan in plans[:SHOWN]
    ]
    columns = [to.words.name("table", name) for name in ("plan", "data", "per_month")]
    return TableCard(title=to.words.name("table", "plans"), columns=columns, rows=rows)


def _next_wishes(turn: Turn, to: Resources) -> tuple[Choice, ...]:
    """Not inside a form, whose own question comes next."""
    if turn.active_form is not None or turn.in_guide:
        return ()
    others = ("change_plan",) if turn.intent.name == "compare_plans" else ("compare_plans", "change_plan")
    return _choices(to, *others)


def change_choice(turn: Turn, to: Resources) -> tuple[Choice, ...]:
    """To change to a plan; not inside a form."""
    return () if turn.active_form is not None or turn.in_guide else _choices(to, "change_plan")


def _choices(to: Resources, *others: str) -> tuple[Choice, ...]:
    return tuple(Choice(id=f"/{name}", title=to.words.name("choice", name)) for name in others)


def _date(line: Line) -> str:
    ends = line.contract_end_date
    return f"{day(ends)}, {ends.year}" if ends else ""

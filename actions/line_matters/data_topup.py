"""More data: the price first, a yes, the data; never more than the policy allows in one conversation."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from actions.guides import guides
from actions.line_matters import suspended
from actions.lines.data_left import is_used_up, left_of, usage_facts
from actions.lines.line_facts import line_step
from actions.lines.topups import (
    MOST_GB,
    SLOT,
    STEP_GB,
    Added,
    NotAdded,
    NotKnown,
    TopUpOffer,
    add_data,
    least,
    may_add,
    offer_data,
    offer_of,
)
from actions.lines.which_line import line_or_ask, words_of
from actions.turns.details import GIVEN, ask_for
from actions.turns.handoff import offer_person, to_team
from actions.turns.outcome import NOTHING, Outcome, say
from actions.turns.resources import Resources
from actions.turns.turn import Turn
from actions.words.conditions import agreed_if
from actions.words.data_amounts import gigabytes_in, insists_on_more
from actions.words.formats import day, gigabytes, money
from actions.words.picks import asks_its_price, wants_same_again
from carrier.enums import LineStatus
from carrier.errors import CarrierError
from carrier.types import Line, Usage
from conversation.care import StepResult
from conversation.facts import FactStatus, LearntFact
from conversation.handoff import HandoffReason

ADD = "action_add_data"
FINISH = "action_finish_topup"
QUESTION = "topup"
ALLOWANCE = "data_allowance"
"""The check of a guide that waits for the same data."""
SURE_YES = 0.5
"""Probability a yes needs before data is paid for; below it the question comes again."""
YES = "yes"
NO = "no"
_REFUSAL = re.compile(
    r"^\W*(?:no|nope|nah)\b(?!\W+(?:problem|worries))|\bno (?:extra|more|need|thanks|thank you)\b|\bnever\b|"
    r"\b(?:don'?t|do not|won'?t|rather not)\b|\bnot (?:now|today|yet|this time|needed|interested)\b|"
    r"\bwithout (?:it|extra|more)\b",
    re.IGNORECASE,
)
"""Words with which nothing is bought, whatever else was understood."""
_LEADING_NO = re.compile(r"^\W*(?:no|nope|nah)\W+", re.IGNORECASE)
_NOT_THAT = re.compile(r"\b(?:thanks|thank you|not)\b", re.IGNORECASE)
_AGREED = re.compile(
    r"\b(?:yes|yeah|yep|sure|ok|okay|please|go ahead|do it|add it|add that|sounds good|fine)\b", re.IGNORECASE
)
"""What a wish for data needs beside it to be a yes to the offer."""
LAST = "topup_last"
"""Slot: what was added last, to which "one more" and "how much is that" refer."""
LIMIT = "topup_limit"
"""Slot: that the customer wanted more than may be added, and was told so."""
_OVER: dict[str, object] = {SLOT: None, "confirm_topup": None}


async def want_data(turn: Turn, to: Resources) -> Outcome:
    """The customer asks for more data: how much it is, what it costs, whether to add it."""
    line = await line_or_ask(turn, to, ADD)
    if not isinstance(line, Line):
        return line or suspended.no_open_line(turn, to)
    if line.status is not LineStatus.ACTIVE:
        return await suspended.settle(turn, to, line)
    usage = await to.carrier.get_usage(line.line_id, conversation_id=turn.situation.sender)
    wanted = gigabytes_in(words_of(turn))
    allowed = may_add(turn, to)
    if turn.in_guide and allowed <= 0 and not is_used_up(usage):
        return _enough_for_now(usage)
    insists = turn.words(LIMIT) and wanted is not None and wanted > MOST_GB
    if insists or _is_too_little(usage, allowed):
        return _beyond_limit(turn, to, line.phone_number).learning(*usage_facts(usage))
    return await ask_for_yes(turn, to, line, usage, wanted)


async def spoken_of(turn: Turn, to: Resources) -> Outcome | None:
    """The same once more, or its price, where the words point at what was added last; None otherwise."""
    last = turn.table(LAST)
    if turn.words("matter") != "add_data" or not last:
        return None
    if wants_same_again(turn.text):
        said = f"{gigabytes(Decimal(last['gb']))} again"
        return await want_data(replace(turn, text=said, whole=said), to)
    if not asks_its_price(turn.text):
        return None
    amount = money(Decimal(last["charge"]))
    return say("utter_usage_topup_price", data=gigabytes(Decimal(last["gb"])), amount=amount)


def _beyond_limit(turn: Turn, to: Resources, number: str) -> Outcome:
    """More than the policy lets the assistant add is for the team."""
    most = gigabytes(MOST_GB)
    note = to.words.name("note", "topup_limit").format(most=most, number=number)
    handed = to_team(turn, to, HandoffReason.POLICY, response="utter_usage_topup_limit", note=note, most=most)
    return handed.keeping({**_OVER, LIMIT: None})


def _insists(turn: Turn) -> bool:
    """Whether somebody who was told the limit wants more all the same."""
    if not turn.words(LIMIT) or turn.situation.payload:
        return False
    wanted = gigabytes_in(turn.text, bare=True)
    return (wanted is not None and wanted > MOST_GB) or insists_on_more(turn.text)


def _enough_for_now(usage: Usage) -> Outcome:
    """In the middle of a guide, with data there again: whether that helped is to be seen first."""
    told = say("utter_usage_topup_enough", left=gigabytes(left_of(usage)), most=gigabytes(MOST_GB))
    return told.learning(*usage_facts(usage))


async def offer_when_used_up(turn: Turn, to: Resources, line: Line, usage: Usage) -> Outcome:
    """After the usage was told: what would bring data back, unless another question is open."""
    if not is_used_up(usage) or turn.active_form is not None or turn.in_guide:
        return NOTHING
    if line.status is not LineStatus.ACTIVE:
        return NOTHING
    if _is_too_little(usage, may_add(turn, to)):
        return await offer_person(
            turn, to, HandoffReason.POLICY, response="utter_usage_offer_team", most=gigabytes(MOST_GB)
        )
    return await ask_for_yes(turn, to, line, usage, None)


async def ask_for_yes(turn: Turn, to: Resources, line: Line, usage: Usage, wanted: Decimal | None) -> Outcome:
    """The question with its price; what was asked beyond the limit is said before."""
    offer, told = await _priced(turn, to, line, usage, wanted)
    slots = {SLOT: offer.to_slot(), "confirm_topup": None, "offer": None}
    return told.then(ask_for(QUESTION, FINISH)).keeping(slots).learning(*usage_facts(usage))


async def ask(turn: Turn, to: Resources) -> Outcome:
    """What is added, what it costs, and whether to do it."""
    offer = offer_of(turn)
    if offer is None:
        return NOTHING
    return say("utter_ask_topup", data=gigabytes(offer.gb), amount=money(offer.price), number=offer.number)


async def answer(turn: Turn, to: Resources) -> Outcome | None:
    """A yes, a no, or another amount; None when the turn is about something else."""
    offer = offer_of(turn)
    if offer is None:
        return Outcome(slots={"detail": GIVEN, **_OVER})
    return _beyond_limit(turn, to, offer.number) if _insists(turn) else await _answered(turn, to, offer)


async def _answered(turn: Turn, to: Resources, offer: TopUpOffer) -> Outcome | None:
    if turn.intent.name in ("deny", "never_mind") and gigabytes_in(turn.text) is None:
        return Outcome(slots={"detail": GIVEN, "confirm_topup": NO})
    wanted = None if turn.situation.payload else _counter_offer(turn.text)
    if wanted is not None and wanted != offer.gb and "?" not in turn.text.removesuffix("?"):
        return await _another_amount(turn, to, offer, wanted)
    terms = None if turn.situation.payload else agreed_if(turn.text)
    if terms is not None and not terms.covers(offer.price):
        # "As long as it's free": it is not, so the question with its price comes again.
        return Outcome(slots={"detail": None})
    if not turn.situation.payload and terms is None and _REFUSAL.search(turn.text):
        return Outcome(slots={"detail": GIVEN, "confirm_topup": NO})
    if turn.situation.unseen:
        return None
    agreed = _AGREED.search(turn.text) is not None
    if agreed and wanted == offer.gb and "?" not in turn.text:
        # "Ok, 2 GB": the very amount that was offered.
        return Outcome(slots={"detail": GIVEN, "confirm_topup": YES})
    agrees = turn.intent.name == "affirm" or (turn.intent.name == "add_data" and agreed)
    if agrees and "?" not in turn.text and (turn.situation.payload or turn.intent.confidence >= SURE_YES):
        return Outcome(slots={"detail": GIVEN, "confirm_topup": YES})
    return None


def _counter_offer(text: str) -> Decimal | None:
    """Another amount, also after a no: "no, make it 2"; it is asked about again, nothing is bought by it."""
    rest = _LEADING_NO.sub("", text)
    refuses = _REFUSAL.search(rest) or _NOT_THAT.search(rest)
    return None if refuses else gigabytes_in(rest, bare=True)


async def finish(turn: Turn, to: Resources) -> Outcome:
    """After the answer: add the data on a yes, leave everything as it is otherwise."""
    offer = offer_of(turn)
    if offer is None or turn.words("confirm_topup") != YES:
        return (await _declined(turn, to)).keeping(_OVER)
    match await add_data(turn, to, offer):
        case Added(gb=gb, charge=charge):
            last = {"gb": str(gb), "charge": str(charge)}
            told = (await _added(turn, to, offer, gb, charge)).keeping({**_OVER, LAST: last})
            return told.then(guides.settled_elsewhere(turn, to, ALLOWANCE))
        case NotAdded():
            response = "utter_usage_topup_refused"
        case NotKnown():
            response = "utter_usage_topup_not_known"
    step = line_step(to, "topup", StepResult.FAILED)
    offered = await offer_person(
        turn, to, HandoffReason.SYSTEM_DOWN, response=response, data=gigabytes(offer.gb), number=offer.number
    )
    return offered.keeping(_OVER).carrying(step)


async def _declined(turn: Turn, to: Resources) -> Outcome:
    """Nothing is added; who wanted more than may be added is offered the team."""
    if not turn.words(LIMIT) or turn.in_guide:
        return say("utter_usage_topup_declined")
    response, most = "utter_usage_topup_declined_limit", gigabytes(MOST_GB)
    return await offer_person(turn, to, HandoffReason.POLICY, response=response, most=most)


async def _added(turn: Turn, to: Resources, offer: TopUpOffer, gb: Decimal, charge: Decimal) -> Outcome:
    try:
        usage = await to.carrier.get_usage(offer.line_id, conversation_id=turn.situation.sender)
    except CarrierError:
        usage = None
    bought = LearntFact(name="topup", value=f"{gigabytes(gb)}, {money(charge)}", status=FactStatus.OBSERVED)
    more = {"left": gigabytes(left_of(usage))} if usage else {}
    if usage and usage.cycle_end_date:
        more["cycle_end"] = day(usage.cycle_end_date)
    told = say(
        "utter_usage_topup_added",
        facts=(bought, *(usage_facts(usage) if usage else ())),
        data=gigabytes(gb),
        amount=money(charge),
        number=offer.number,
        more=more,
    )
    return told.carrying(line_step(to, "topup", StepResult.WORKED))


async def _another_amount(turn: Turn, to: Resources, offer: TopUpOffer, wanted: Decimal) -> Outcome:
    sender = turn.situation.sender
    line = await to.carrier.get_line(offer.line_id, conversation_id=sender)
    usage = await to.carrier.get_usage(offer.line_id, conversation_id=sender)
    priced, told = await _priced(turn, to, line, usage, wanted)
    return told.keeping({SLOT: priced.to_slot(), "detail": None, "confirm_topup": None})


async def _priced(
    turn: Turn, to: Resources, line: Line, usage: Usage, wanted: Decimal | None
) -> tuple[TopUpOffer, Outcome]:
    """The offer that comes nearest to what is wanted, and why it differs."""
    allowed = may_add(turn, to)
    needed = least(usage) if is_used_up(usage) else Decimal(0)
    gb, told = wanted or max(STEP_GB, needed), NOTHING
    if gb > allowed:
        told = say("utter_usage_topup_most", data=gigabytes(allowed), most=gigabytes(MOST_GB))
        told, gb = told.keeping({LIMIT: "told"}), allowed
    elif gb < needed:
        told = say("utter_usage_topup_needs_more", data=gigabytes(gb), needed=gigabytes(needed))
        gb = needed
    return await offer_data(turn, to, line, usage, gb), told


def _is_too_little(usage: Usage, allowed: Decimal) -> bool:
    """Whether nothing may be added any more, or not enough to bring data back."""
    return allowed <= 0 or (is_used_up(usage) and least(usage) > allowed)

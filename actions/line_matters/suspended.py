"""A suspended line: why, lifted where no bill is open and the contract runs, and the restart after it."""

from __future__ import annotations

import re

from actions.billing import bills, payments
from actions.guides import answer_reading, guides, network
from actions.guides.answer_reading import SURE_BESIDE, read_as
from actions.identity.gate import Handler, levels, proof_of, reaches
from actions.lines.line_changes import (
    BillOpen,
    ContractEnded,
    Lifted,
    NotSuspended,
    lift_suspension,
    what_blocks,
)
from actions.lines.line_facts import line_step
from actions.lines.lines import line_in_question, status_fact
from actions.lines.which_line import line_or_ask
from actions.turns.context import FALLBACK
from actions.turns.details import GIVEN, ask_for
from actions.turns.handoff import to_team
from actions.turns.outcome import Outcome, say
from actions.turns.pauses import waiting
from actions.turns.resources import Resources
from actions.turns.turn import Turn
from actions.words.formats import day, money
from actions.words.phone_reports import reports_in
from actions.words.spelling import spelled
from actions.words.stage_words import STILL_NOT, works
from carrier.enums import BillStatus, LineStatus
from carrier.types import Line
from conversation.care import StepResult
from conversation.facts import FactStatus, LearntFact
from conversation.handoff import HandoffReason

LIFT = "action_lift_suspension"
AFTER = "action_finish_restart"
WAITING = "line_waiting"
"""Slot: the suspended line that waits for a payment, so that it is lifted as soon as the bill reads Paid."""
QUESTION = "restart"
PAY = "action_pay_bill"
_ASKS_HOW = re.compile(r"\b(?:how|where|which button)\b", re.IGNORECASE)
WORKS, DEAD, AT_IT = "works", "dead", "at_it"


async def lift(turn: Turn, to: Resources) -> Outcome:
    """Why the line is off, and on again where the policy allows."""
    line = await line_or_ask(turn, to, LIFT, fitting=lambda one: one.status is LineStatus.SUSPENDED)
    if not isinstance(line, Line):
        return line or no_open_line(turn, to)
    return await settle(turn, to, line)


async def settle(turn: Turn, to: Resources, line: Line) -> Outcome:
    """What can be done for a line that may not be active."""
    number = line.phone_number[-4:]
    match await lift_suspension(turn, to, line):
        case Lifted(line=now):
            told = say("utter_sim_lifted", facts=(status_fact(now),), number=number)
            told = told.carrying(line_step(to, "suspension", StepResult.WORKED))
            told = told.keeping({"restart_result": None, WAITING: None})
            return told if _is_busy(turn) else told.then(ask_for(QUESTION, AFTER))
        case NotSuspended(line=now) if now.status is LineStatus.ACTIVE:
            return _active(turn, now)
        case NotSuspended(line=now):
            return _team(turn, to, now, "utter_sim_line_pending", "line_pending")
        case ContractEnded(ended_on=ended):
            handed = _team(turn, to, line, "utter_sim_contract_ended", "contract_ended", ended=day(ended))
            end = LearntFact(name="contract_end", value=day(ended), status=FactStatus.OBSERVED)
            return handed.learning(end)
        case BillOpen(bill=bill):
            awaits = bill.status is BillStatus.AWAITING_PAYMENT
            told = say(
                "utter_sim_suspended_awaiting" if awaits else _overdue_response(turn),
                facts=(status_fact(line),),
                number=number,
                amount=money(bill.total_due),
                bill=bills.name_of(bill),
            )
            told = told.carrying(line_step(to, "suspension", StepResult.FAILED))
            told = told.keeping({WAITING: line.line_id})
            return told if awaits or _is_busy(turn) else told.keeping({"offer": PAY, "offer_reason": None})
        case _:
            return _team(turn, to, line, "utter_sim_not_lifted", "not_lifted")


def lifting_after(handler: Handler) -> Handler:
    """A payment's status is told; a line that waited for it goes on when nothing is open any more."""

    async def run(turn: Turn, to: Resources) -> Outcome:
        told = await handler(turn, to)
        arrived = bool(told.slots.get(payments.ARRIVED))
        if payments.ARRIVED in told.slots:
            told = told.keeping({payments.ARRIVED: None})
        if _asks_more(told):
            return told
        line = await _waiting(turn, to)
        if line is None and arrived and not turn.active_form:
            line = await _suspended(turn, to)
        if line is None or await what_blocks(turn, to, line) is not None:
            return told
        return told.then(await settle(turn, to, line))

    return run


def lifting_first(handler: Handler) -> Handler:
    """A phone without service whose line waits for a payment: the line comes before any step."""

    async def run(turn: Turn, to: Resources) -> Outcome:
        line = await _waiting(turn, to)
        return await (settle(turn, to, line) if line else handler(turn, to))

    return run


async def _waiting(turn: Turn, to: Resources) -> Line | None:
    """The line that waits for a payment, as long as it is suspended and the customer is proved."""
    line_id = turn.words(WAITING)
    if not line_id or proof_of(turn, to) is None or not await reaches(turn, to, levels()[LIFT]):
        return None
    line = await to.carrier.get_line(line_id, conversation_id=turn.situation.sender)
    return line if line.status is LineStatus.SUSPENDED else None


async def _suspended(turn: Turn, to: Resources) -> Line | None:
    """The line in question, where it is known which, suspended, and the customer is proved."""
    if proof_of(turn, to) is None or not await reaches(turn, to, levels()[LIFT]):
        return None
    line = await line_in_question(turn, to)
    return line if line is not None and line.status is LineStatus.SUSPENDED else None


def _asks_more(told: Outcome) -> bool:
    return bool(told.follow or told.handoff or told.slots.get("offer"))


async def ask(turn: Turn, to: Resources) -> Outcome:
    """Whether the phone works; shorter once it was restarted."""
    return say("utter_ask_restart_now" if turn.words("restart_result") == AT_IT else "utter_ask_restart")


_WORKING = ("affirm", "step_worked", "thank")
_NOT_WORKING = ("deny", "step_failed", "report_no_signal", "report_suspended")


async def answer(turn: Turn, to: Resources) -> Outcome | None:
    """Whether the phone works after the restart; None when the turn is about something else."""
    result = _result(turn)
    if result is not None:
        return Outcome(slots={"detail": GIVEN, "restart_result": result})
    match turn.intent.name:
        case "step_done" | "already_done":
            return Outcome(slots={"detail": None, "restart_result": AT_IT})
        case "ask_where" | "dont_know" | "ask_faq" | "nlu_fallback" if _ASKS_HOW.search(turn.text):
            return say("utter_sim_restart_how").keeping({"detail": None, "restart_result": AT_IT})
        case "wait_please":
            return waiting(turn).keeping({"detail": None, "restart_result": AT_IT})
        case "never_mind":
            return Outcome(slots={"detail": GIVEN, "restart_result": None})
        case _:
            return None


def _result(turn: Turn) -> str | None:
    """How it came out, by what is reported of the phone, else by what was understood, else by plain words."""
    text = "" if turn.situation.payload else spelled(turn.text)
    if STILL_NOT.search(text) and not _ASKS_HOW.search(text):
        return DEAD
    service = reports_in(text, asked="service").get("service")
    if service is not None and not service.past and not _ASKS_HOW.search(text):
        return DEAD if service.state == "none" else WORKS
    if turn.intent.name in _WORKING:
        return WORKS
    if turn.intent.name in _NOT_WORKING:
        return DEAD
    return _read(turn) or (_told_plainly(text) if turn.intent.name == FALLBACK else None)


def _read(turn: Turn) -> str | None:
    """What the reader of answers is sure of, where no wish is surer."""
    read = read_as(turn, answer_reading.WORKS)
    if read is None or read.sure < SURE_BESIDE or turn.intent.confidence > read.sure:
        return None
    return {"good": WORKS, "bad": DEAD, "done": AT_IT}.get(read.meaning)


def _told_plainly(text: str) -> str | None:
    """What plain words say of it that a classifier without the question in mind did not understand."""
    if STILL_NOT.search(text):
        return DEAD
    return WORKS if works(text) else None


async def finish(turn: Turn, to: Resources) -> Outcome:
    """After the restart: done, or the steps for a phone without signal."""
    over = {"restart_result": None}
    match turn.words("restart_result"):
        case "works":
            return say("utter_sim_back_on").keeping(over)
        case "dead":
            return (await guides.start(turn, to, network.GUIDE_OF[network.SIGNAL])).keeping(over)
        case _:
            return say("utter_sim_restart_later").keeping(over)


def no_open_line(turn: Turn, to: Resources) -> Outcome:
    """An account whose lines are all closed."""
    note = to.words.name("note", "no_open_line")
    return to_team(turn, to, HandoffReason.POLICY, response="utter_sim_no_open_line", note=note)


def _active(turn: Turn, line: Line) -> Outcome:
    seen, number = (status_fact(line),), line.phone_number[-4:]
    if _is_busy(turn):
        return say("utter_sim_line_active_told", facts=seen, number=number)
    return say("utter_sim_line_active", facts=seen, number=number).keeping({"offer": network.SIGNAL})


def _team(turn: Turn, to: Resources, line: Line, response: str, note: str, **values: str) -> Outcome:
    number = line.phone_number
    written = to.words.name("note", note).format(number=number, **values)
    told = to_team(
        turn, to, HandoffReason.POLICY, response=response, note=written, number=number[-4:], **values
    )
    return told.learning(status_fact(line)).carrying(line_step(to, "suspension", StepResult.FAILED))


def _overdue_response(turn: Turn) -> str:
    return "utter_sim_suspended_overdue_told" if _is_busy(turn) else "utter_sim_suspended_overdue"


def _is_busy(turn: Turn) -> bool:
    """Whether another question is open, beside which nothing else may be asked."""
    return turn.active_form is not None or turn.in_guide

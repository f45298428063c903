"""Every single question of the detail form: who understands its answer, and who asks it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from actions.billing import arrangements, autopay, charge_talk, disputes
from actions.guides import network
from actions.identity.gate import Handler
from actions.line_matters import data_topup, roaming, suspended
from actions.lines import which_line
from actions.team import callbacks, requests
from actions.turns import details
from actions.turns.outcome import NOTHING, Outcome, say
from actions.turns.resources import Resources
from actions.turns.turn import Turn
from actions.turns.understood import YES_OR_NO, settled

Answerer = Callable[[Turn, Resources], Awaitable[Outcome | None]]
WORKS_OR_NOT = (
    frozenset({"affirm", "step_worked", "thank"}),
    frozenset({"deny", "step_failed", "report_no_data", "report_no_signal"}),
    frozenset({"step_done", "already_done"}),
    frozenset({"ask_where", "dont_know"}),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """One question. Its words are `utter_ask_<name>` unless `ask` says them."""

    answer: Answerer
    """None as result: the turn is about something else."""
    ask: Handler | None = None
    alike: tuple[frozenset[str], ...] = ()
    """Wishes that mean the same as an answer here; `YES_OR_NO` where a yes or no is asked for."""


DETAILS: Mapping[str, Detail] = {
    "charge": Detail(answer=charge_talk.answer_charge, ask=charge_talk.ask_which_charge),
    "disputed_charge": Detail(answer=disputes.answer_charge, ask=charge_talk.ask_which_charge),
    "dispute_reason": Detail(answer=disputes.answer_reason),
    "pay_by": Detail(answer=arrangements.answer_by_when),
    "arrangement_reason": Detail(answer=arrangements.answer_why),
    "autopay": Detail(answer=autopay.answer_way, ask=autopay.ask_way),
    "autopay_on": Detail(answer=autopay.answer_confirm, ask=autopay.ask_on, alike=YES_OR_NO),
    "autopay_off": Detail(answer=autopay.answer_confirm, alike=YES_OR_NO),
    "callback_number": Detail(answer=callbacks.answer_number),
    "callback_time": Detail(answer=callbacks.answer_time, ask=callbacks.ask_time),
    "callback_confirm": Detail(answer=callbacks.answer_confirm, ask=callbacks.ask_confirm, alike=YES_OR_NO),
    "area": Detail(answer=network.answer_area),
    which_line.QUESTION: Detail(answer=which_line.answer, ask=which_line.ask),
    data_topup.QUESTION: Detail(
        answer=data_topup.answer,
        ask=data_topup.ask,
        alike=(frozenset({"affirm", "add_data"}), frozenset({"deny", "never_mind"})),
    ),
    suspended.QUESTION: Detail(answer=suspended.answer, ask=suspended.ask, alike=WORKS_OR_NOT),
    roaming.AT_HOME: Detail(answer=roaming.answer, ask=roaming.ask_switch, alike=WORKS_OR_NOT),
    roaming.THERE: Detail(answer=roaming.answer, ask=roaming.ask_works, alike=WORKS_OR_NOT),
    requests.NUMBER: Detail(answer=requests.answer_number),
    requests.PORTED: Detail(answer=requests.answer_ported),
    "port_carrier": Detail(answer=requests.answer_words),
    "wanted_plan": Detail(answer=requests.answer_words, ask=requests.ask_plan),
    "wanted_phone": Detail(answer=requests.answer_words),
    "pause_until": Detail(answer=requests.answer_words),
    "new_line": Detail(answer=requests.answer_words, ask=requests.ask_new_line),
    "cancel_scope": Detail(answer=requests.answer_words, ask=requests.ask_cancel_scope),
}
"""By what the slot `asking` holds."""


async def answer(turn: Turn, to: Resources) -> Outcome | None:
    """The one question of the detail form, whatever it is about."""
    detail = DETAILS.get(turn.words("asking"))
    if detail is None:
        return Outcome(slots={"detail": details.GIVEN})
    return await detail.answer(settled(turn, detail.alike) if detail.alike else turn, to)


async def ask(turn: Turn, to: Resources) -> Outcome:
    """The question that is open."""
    asking = turn.words("asking")
    detail = DETAILS.get(asking)
    if detail is not None and detail.ask is not None:
        return await detail.ask(turn, to)
    return say(f"utter_ask_{asking}") if asking else NOTHING

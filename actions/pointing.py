"""Words that point at what was just told: "one more", "the third", "and how much is that?"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from actions.hearing import ABOUT_BILLS
from actions.identity.gate import Handler, proof_of
from actions.line_matters import data_topup, plan_picks
from actions.lines import which_line
from actions.turns.outcome import Outcome
from actions.turns.resources import Resources
from actions.turns.turn import Turn
from actions.words.picks import asks_its_price

BILL = "action_tell_bill"
TAKEN_FOR = (
    "action_answer_question", "action_repeat_last", "action_correct", "action_decline_topic",
    "action_explain_question", "action_compare_plans", "action_tell_plan", BILL, "action_request_line",
    "action_give_identity", "action_be_patient",
)  # fmt: skip
"""What such words may be taken for."""
OF_A_LINE = frozenset({"action_tell_data_left", "action_tell_plan"})
"""What is told of a line, and may be asked for the next one at once."""


def pointing_back(handler: Handler, matters: Mapping[str, Handler]) -> Handler:
    """What the words point at, where they point at something told before them; else what they say."""

    async def run(turn: Turn, to: Resources) -> Outcome:
        if turn.active_form or turn.situation.payload or turn.acted:
            return await handler(turn, to)
        told = await _added_data(turn, to) or await plan_picks.tell_picked(turn, to)
        if told is None and asks_its_price(turn.text) and turn.words("matter") in ABOUT_BILLS:
            told = await matters[BILL](turn, to)
        if told is None and turn.words("last_action") in OF_A_LINE:
            told = await _of_another_line(turn, to, matters)
        if told is None:
            return await handler(turn, to)
        same = {name: turn.slots.get(name) for name in ("matter", "last_action")}
        return told.keeping({**same, "misses": 0, "clarifying": None, **told.slots})

    return run


async def _of_another_line(turn: Turn, to: Resources, matters: Mapping[str, Handler]) -> Outcome | None:
    """The same of the line that is pointed at, or the question which one that is."""
    found = await which_line.pointed_at(turn, to)
    if found is None or not found.slots.get("line_switched"):
        return found
    quiet = replace(turn, text="", acted=True, slots={**turn.slots, **found.slots})
    told = await matters[turn.words("last_action")](quiet, to)
    return found.then(told).keeping({"line_switched": None})


async def _added_data(turn: Turn, to: Resources) -> Outcome | None:
    """Data is sold to whoever is proved alone."""
    return await data_topup.spoken_of(turn, to) if proof_of(turn, to) is not None else None

"""Words that point at what was just told: "one more", "the third", "and how much is that?"."""

from __future__ import annotations

from collections.abc import Mapping

from actions.hearing import ABOUT_BILLS
from actions.identity.gate import Handler, proof_of
from actions.line_matters import data_topup, plan_picks
from actions.turns.outcome import Outcome
from actions.turns.resources import Resources
from actions.turns.turn import Turn
from actions.words.picks import asks_its_price

BILL = "action_tell_bill"
TAKEN_FOR = (
    "action_answer_question", "action_repeat_last", "action_correct", "action_decline_topic",
    "action_explain_question", "action_compare_plans", "action_tell_plan", BILL, "action_request_line",
)  # fmt: skip
"""What such words may be taken for."""


def pointing_back(handler: Handler, matters: Mapping[str, Handler]) -> Handler:
    """What the words point at, where they point at something told before them; else what they say."""

    async def run(turn: Turn, to: Resources) -> Outcome:
        if turn.active_form or turn.situation.payload or turn.acted:
            return await handler(turn, to)
        told = await _added_data(turn, to) or await plan_picks.tell_picked(turn, to)
        if told is None and asks_its_price(turn.text) and turn.words("matter") in ABOUT_BILLS:
            told = await matters[BILL](turn, to)
        if told is None:
            return await handler(turn, to)
        same = {name: turn.slots.get(name) for name in ("matter", "last_action")}
        return told.keeping({**same, "misses": 0, "clarifying": None, **told.slots})

    return run


async def _added_data(turn: Turn, to: Resources) -> Outcome | None:
    """Data is sold to whoever is proved alone."""
    return await data_topup.spoken_of(turn, to) if proof_of(turn, to) is not None else None

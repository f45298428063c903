"""A wish for the team in the middle of steps: noted, and taken up when the steps are over.

Taken at once it would end in a handover, and what the steps could still settle would go with it.
"""

from __future__ import annotations

from actions.guides import guides
from actions.talk import faq
from actions.talk.wishes import FOR_THE_TEAM, SLOT
from actions.turns.outcome import Outcome, say
from actions.turns.resources import Resources
from actions.turns.turn import Turn

MAY_WAIT = FOR_THE_TEAM - {"cancel_service"}
"""Who wants to leave is not made to wait."""
SURE = 0.5
"""Probability from which on it is such a wish."""


async def put_off(turn: Turn, to: Resources) -> Outcome | None:
    """A question about it is answered where an article does; else it is noted, and the step stays open."""
    name = turn.intent.name
    waits = turn.active_form == guides.FORM and name in MAY_WAIT and turn.intent.confidence >= SURE
    if not waits or turn.situation.payload:
        return None
    told = await faq.told_beside(turn, to) if "?" in turn.text else None
    if told is None:
        noted = {"intent": name, "words": turn.text}
        waiting = [
            {"intent": wish.intent, "words": wish.words} for wish in turn.put_off if wish.intent != name
        ]
        told = say("utter_general_wish_noted", wish=to.words.name("wish", name)).keeping(
            {SLOT: [*waiting, noted]}
        )
    return told.keeping({"step_answer": None, "nudge": None})

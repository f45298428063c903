"""A farewell in the middle of a guide: whether it is one, and what it says of the step before it."""

from __future__ import annotations

import re

from actions.guides import guide_walk
from actions.guides.answer_reading import ELSE, REMARK, SURE, reading_of
from actions.guides.guide_checks import LEAVING
from actions.guides.guide_stages import result_recorded, stage_of
from actions.guides.guide_walk import SOLVED
from actions.guides.stage_answers import Move, Stage, StageAnswer
from actions.turns.outcome import Outcome
from actions.turns.turn import Turn
from actions.words.phone_reports import reports_in
from actions.words.said import is_content
from actions.words.stage_words import STILL_NOT
from knowledge_base.guides import Guide, Step

_NO_MORE = re.compile(r"\b(?:nothing (?:else|more)|no more)\b", re.IGNORECASE)
"""Of a farewell; says nothing of the phone."""


_FAREWELL = re.compile(
    r"\b(?:good ?bye|bye|cheerio|see (?:you|ya)|so long|ciao|farewell|good (?:night|day)|take care"
    r"|have a (?:\w+ )?(?:day|evening|night|one|weekend|afternoon)|talk to you)\b",
    re.IGNORECASE,
)


def tells_of_the_phone(turn: Turn, guide: Guide, step: Step, stage: Stage | None) -> bool:
    """Whether a seeming farewell says how the phone stands, that it still fails, or that the step is done."""
    if reports_in(_NO_MORE.sub("", turn.text), asked=step.part) or STILL_NOT.search(turn.text):
        return True
    if stage is None or _FAREWELL.search(turn.text):
        return False
    reading = reading_of(turn, guide.goal, step, stage)
    return reading is not None and reading.sure >= SURE and reading.meaning not in (ELSE, REMARK)


def leaving(turn: Turn, guide: Guide, step: Step) -> Outcome:
    """A farewell ends the walk; who is content with what was done last says that it helped."""
    if stage_of(turn, step) in (Stage.FIX, Stage.VERIFY) and is_content(turn.text):
        taken = result_recorded(turn, guide, step, StageAnswer(move=Move.CURED))
        return taken.keeping({**LEAVING, "guide_outcome": SOLVED})
    return Outcome(slots={**LEAVING, "guide_outcome": guide_walk.LEFT})

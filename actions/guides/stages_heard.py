"""What an answer in a step that goes in stages leads to, with everything it reports of other troubles."""

from __future__ import annotations

from dataclasses import replace

from actions.guides import guide_walk, step_answers
from actions.guides.guide_checks import LEAVING
from actions.guides.guide_stages import (
    answer_same_phone,
    moved,
    result_recorded,
    surely_tells_phone,
    where_nudge,
)
from actions.guides.guide_troubles import (
    REPORTS,
    means_instead,
    needed_first,
    of_the_phone,
    troubles,
)
from actions.guides.guide_walk import SOLVED, recorded, walk_on, with_slots
from actions.guides.guides_walked import first_needed, nothing_left
from actions.guides.reopened import back_to, learnt_anew
from actions.guides.stage_answers import Move, Stage, StageAnswer, did_it_already, goal_reached, read_stage
from actions.guides.told_besides import implied_by
from actions.turns.outcome import NOTHING, Outcome, say
from actions.turns.resources import Resources
from actions.turns.talk_about import is_other_matter
from actions.turns.turn import Turn
from actions.words.phone_reports import reports_in
from knowledge_base.guides import Guide, Step, StepResult

NOTHING_AT_ALL = "none"
"""State of a speed that is none."""
SHORT = 6
"""Words up to which a turn that names a phone is taken as just that."""


async def taken_back(turn: Turn, to: Resources, guide: Guide, step: Step) -> Outcome | None:
    """What leads back from the question of a check: a report that reopens a step, or needs another guide."""
    reports = {} if turn.situation.payload else reports_in(turn.text)
    learnt = learnt_anew(turn, to, reports)
    others = troubles(to.knowledge.guides, of_the_phone(turn.text, reports, guide.slug), guide.slug)
    first = first_needed(with_slots(turn, learnt.slots), to.knowledge.guides, guide, others)
    if first is not None:
        return learnt.then(_turning_to(turn, guide, step, first, StageAnswer(move=Move.AGAIN)))
    return await back_to(turn, to, guide, step, reports) if reports else None


async def heard_stage(turn: Turn, to: Resources, guide: Guide, step: Step, stage: Stage) -> Outcome | None:
    """What the answer leads to; None when the turn is about something else."""
    if stage is Stage.SAME_PHONE:
        return await _heard_same_phone(turn, to, guide, step)
    answered = read_stage(turn, guide, step, stage)
    if answered is None:
        return _only_named_device(turn, step)
    return await _taken_up(turn, to, guide, step, answered)


async def _heard_same_phone(turn: Turn, to: Resources, guide: Guide, step: Step) -> Outcome | None:
    answered = did_it_already(turn, guide, step)
    if answered is None:
        return await back_to(turn, to, guide, step, reports_in(turn.text)) or _same_phone(turn, guide)
    return await _taken_up(with_slots(turn, {"guide_stage": Stage.FIX.value}), to, guide, step, answered)


async def _taken_up(turn: Turn, to: Resources, guide: Guide, step: Step, answered: StageAnswer) -> Outcome:
    if _all_solved(turn, to, answered):
        answered = replace(answered, move=Move.CURED)
    if answered.move is Move.AGAIN and (back := await back_to(turn, to, guide, step, answered.reports)):
        return back
    learnt = learnt_anew(turn, to, answered.reports)
    here = with_slots(turn, learnt.slots)
    told = of_the_phone(turn.text, answered.reports, guide.slug)
    others = troubles(to.knowledge.guides, told, guide.slug)
    if answered.move is Move.CURED:
        waiting = list(dict.fromkeys((*turn.names("guide_waiting"), *others)))
        learnt = learnt.keeping({"guide_waiting": waiting})
    elif (first := first_needed(here, to.knowledge.guides, guide, others)) is not None:
        return learnt.then(_turning_to(here, guide, step, first, answered))
    stays = moved(here, to, guide, step, answered)
    if stays is not None:
        return learnt.then(stays)
    return learnt.then(await _ended_stage(here, to, guide, step, answered))


async def _ended_stage(turn: Turn, to: Resources, guide: Guide, step: Step, answered: StageAnswer) -> Outcome:
    taken = result_recorded(turn, guide, step, answered)
    here = with_slots(turn, taken.slots)
    if answered.move is Move.CURED:
        return taken.keeping({**LEAVING, "guide_outcome": SOLVED})
    walk = await walk_on(here, to, guide)
    told = taken.then(walk.outcome)
    return told.keeping(LEAVING) if walk.ended else told.keeping({"step_answer": None})


def _all_solved(turn: Turn, to: Resources, answered: StageAnswer) -> bool:
    """Whether a matter for which this guide is only needed first is solved already."""
    waiting = (to.knowledge.guides.get(place.partition("/")[0]) for place in turn.names("guide_stack"))
    return any(goal_reached(guide.goal, answered.reports) for guide in waiting if guide)


def _turning_to(turn: Turn, guide: Guide, step: Step, slug: str, answered: StageAnswer) -> Outcome:
    """Another guide first; this one is taken up at the same step when that is solved."""
    told = NOTHING
    if answered.move is Move.NOT_CURED:
        told = recorded(turn, guide, step, StepResult.FAILED)
    stack = [*turn.names("guide_stack"), f"{guide.slug}/{step.id}"]
    slots = {**LEAVING, "guide_stack": stack, "guide_outcome": f"{guide_walk.OTHER_GUIDE}{slug}"}
    return told.keeping(slots)


async def other_report(
    turn: Turn, to: Resources, guide: Guide, step: Step, stage: Stage, slug: str
) -> Outcome | None:
    """A report of another trouble: walked first where this one needs it, else after this one."""
    if means_instead(turn, needed=slug in needed_first(to.knowledge.guides, guide.slug)):
        return None
    if _answers_here(turn, to, guide, step, stage, slug):
        return await heard_stage(turn, to, guide, step, stage)
    if slug in needed_first(to.knowledge.guides, guide.slug):
        if nothing_left(turn, to.knowledge.guides, slug):
            return await heard_stage(turn, to, guide, step, stage)
        return _turning_to(turn, guide, step, slug, StageAnswer(move=Move.AGAIN))
    waiting = list(dict.fromkeys((*turn.names("guide_waiting"), slug)))
    noted = say("utter_guide_noted_for_later", matter=to.words.name("symptom_short", slug))
    return noted.keeping({"guide_waiting": waiting, "step_answer": None, "nudge": None})


def _answers_here(turn: Turn, to: Resources, guide: Guide, step: Step, stage: Stage, slug: str) -> bool:
    """Whether what sounds like another trouble answers the step.

    What is said of the phone itself is surer than what the sentence sounds like, unless all it says is that
    the other matter fails; and of a matter that waits for this one nothing new is reported.
    """
    answered = read_stage(turn, guide, step, stage)
    if answered is None:
        return False
    if slug in {place.partition("/")[0] for place in turn.names("guide_stack")}:
        return True
    other = to.knowledge.guides.get(slug)
    if other is None or other.goal is None or (guide.goal and guide.goal.part == other.goal.part):
        return bool(answered.reports)
    if goal_reached(other.goal, answered.reports) is not False:
        return bool(answered.reports)
    if stage is not Stage.LOOK and answered.reports[other.goal.part].state == NOTHING_AT_ALL:
        # "Speed test: no connection", of data that does not work: it still does not.
        return goal_reached(guide.goal, answered.reports) is False
    if goal_reached(guide.goal, answered.reports):
        # "Pages open again, only slowly": this one is solved.
        return True
    # Slow data is data: that answers the question whether there is any, and no other one.
    asked = guide.goal.part if guide.goal and stage is Stage.VERIFY else step.part
    implied = {implied_by(other.goal.part, answered.reports)} - {asked}
    only_there = {step.part for step in other.steps} - {step.part for step in guide.steps}
    return bool(set(answered.reports) - {other.goal.part} - implied - only_there)


def _same_phone(turn: Turn, guide: Guide) -> Outcome | None:
    told = answer_same_phone(turn, step_answers.names_other_device(turn.text))
    if surely_tells_phone(turn):
        return told
    open_now = (guide.slug, *(place.partition("/")[0] for place in turn.names("guide_stack")))
    kin = (REPORTS[slug] for slug in open_now if slug in REPORTS)
    if is_other_matter(turn, *kin) and not step_answers.names_other_device(turn.text):
        return None
    if turn.intent.name in (
        "want_agent",
        "report_emergency",
        "insult",
        "complain",
        "never_mind",
        "start_over",
    ):
        return None
    return told


def _only_named_device(turn: Turn, step: Step) -> Outcome | None:
    if not (step_answers.device_in(turn.text) and len(turn.text.split()) <= SHORT):
        return None
    return Outcome(slots={"step_answer": None, "where_shown": step.id, "nudge": where_nudge(turn, step)})

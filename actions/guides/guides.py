"""Guides: any troubleshooting article walked one step at a time, every result recorded."""

from __future__ import annotations

from dataclasses import replace

from actions.guides import guide_walk, step_answers
from actions.guides.earlier_visit import looked_back
from actions.guides.guide_checks import LEAVING, answer_check, ask_check, record_and_go_on
from actions.guides.guide_ends import FORM, close, place_of, start
from actions.guides.guide_stages import (
    answer_same_phone,
    ask_stage,
    moved,
    result_recorded,
    stage_of,
    where_values,
)
from actions.guides.guide_troubles import (
    HOME,
    REPORTS,
    means_instead,
    needed_first,
    of_the_phone,
    reported,
    troubles,
)
from actions.guides.guide_walk import SOLVED, fact_name, known_facts, recorded, walk_on, with_slots
from actions.guides.guides_walked import first_needed, nothing_left
from actions.guides.leave_taking import leaving, tells_of_the_phone
from actions.guides.reopened import back_to, learnt_anew
from actions.guides.stage_answers import Move, Stage, StageAnswer, did_it_already, goal_reached, read_stage
from actions.guides.step_answers import Again, Gave, Heard, ShowWhere, SolvedNow, TakeTime
from actions.guides.told_besides import implied_by
from actions.turns.outcome import NOTHING, Outcome, Say, say
from actions.turns.resources import Resources
from actions.turns.talk_about import is_other_matter
from actions.turns.turn import Intent, Turn
from actions.words.phone_reports import reports_in
from actions.words.spelling import spelled
from actions.words.wish_words import means_the_phone, stays_home
from conversation.care import Care, Choice, StepCard
from conversation.facts import LearntFact
from knowledge_base.guides import Guide, Step, StepResult, Understands

__all__ = [
    "CONTINUE",
    "FORM",
    "answer",
    "ask_step",
    "close",
    "continue_guide",
    "is_open",
    "settled_elsewhere",
    "start",
]

CONTINUE = "action_continue_guide"
_DATA = "no-mobile-data"
"""What it is about where the internet at home was taken for that of the phone."""
SHORT = 6
"""Words up to which a turn that names a phone is taken as just that."""


async def ask_step(turn: Turn, to: Resources) -> Outcome:
    """The step the walk stands at, as a question."""
    guide, step = place_of(turn, to)
    if guide is None or step is None:
        return NOTHING
    if turn.words("guide_question"):
        return await ask_check(turn, to)
    stage = stage_of(turn, step)
    if stage in (None, Stage.LOOK) and step.known_result(known_facts(turn)) is not None:
        return await _past_known(turn, to, guide)
    if stage is not None:
        return ask_stage(turn, to, guide, step, stage)
    place, of = guide.place(step.id)
    care = Care(
        asks=fact_name(step.asks),
        expects="yes_no" if step.understands is Understands.YES_NO else "choice",
        choices=[Choice(id=_payload(step, choice.id), title=choice.title) for choice in step.choices],
        card=StepCard(title=step.title, place=place, of=of, guide=guide.slug, step=step.id),
    )
    text = step.spoken if turn.situation.is_spoken else step.text
    values = {"step": text, "place": str(place), **where_values(turn, step)}
    return Outcome(says=(Say(response=_wording(turn, step), values=values, care=care),))


async def _past_known(turn: Turn, to: Resources, guide: Guide) -> Outcome:
    """An agent found out meanwhile what the open step would ask: the walk goes on after it."""
    walk = await walk_on(with_slots(turn, {"guide_stage": None}), to, guide)
    here = with_slots(turn, walk.outcome.slots)
    if walk.ended:
        return replace(walk.outcome.then(await close(here, to)), leave_form=True)
    return walk.outcome.then(await ask_step(here, to))


def _wording(turn: Turn, step: Step) -> str:
    nudge = turn.words("nudge")
    if nudge and not turn.acted:
        return f"utter_guide_{nudge}"
    if turn.returns:
        return "utter_guide_back_to_step"
    return "utter_guide_question" if step.ask else "utter_guide_step"


async def answer(turn: Turn, to: Resources) -> Outcome | None:
    """An answer while a guide is walked; None when the turn is about something else."""
    guide, step = place_of(turn, to)
    if guide is None or step is None:
        return Outcome(slots={**LEAVING, "guide_outcome": "lost"})
    turn = _as_meant(turn, step)
    device = step_answers.device_in(turn.whole or turn.text)
    noted = (
        Outcome(slots={"device_kind": device}).learning(LearntFact(name="device", value=device))
        if device
        else NOTHING
    )
    # Who it is may have become known since the guide began.
    noted = noted.then(looked_back(turn, to, guide))
    here = with_slots(turn, noted.slots)
    if turn.intent.name == "goodbye" and not tells_of_the_phone(turn.text, step):
        answered: Outcome | None = leaving(here, guide, step)
    elif turn.words("guide_question"):
        answered = await answer_check(here, to, guide, step)
    elif guide.slug == HOME and not turn.situation.payload and means_the_phone(turn.text):
        answered = Outcome(slots={**LEAVING, "guide_outcome": f"{guide_walk.OTHER_GUIDE}{_DATA}"})
    elif (other := reported(turn, guide)) is not None:
        answered = await _other_report(here, to, guide, step, other)
    elif (stage := stage_of(turn, step)) is not None:
        answered = await _heard_stage(here, to, guide, step, stage)
    else:
        answered = await _heard(here, to, guide, step)
    return None if answered is None else noted.then(answered)


def _as_meant(turn: Turn, step: Step) -> Turn:
    """Spelled as meant; "we never left town", asked whether they are abroad, is a no."""
    if turn.situation.payload:
        return turn
    turn = replace(turn, text=spelled(turn.text))
    return replace(turn, intent=Intent(name="deny", confidence=1.0)) if _is_at_home(turn, step) else turn


def _is_at_home(turn: Turn, step: Step) -> bool:
    """Whether the question is if they are abroad, and the words deny it without naming it."""
    asked = step.part == "abroad" and stage_of(turn, step) is Stage.LOOK
    return asked and "abroad" not in reports_in(turn.text, asked="abroad") and stays_home(turn.text)


async def continue_guide(turn: Turn, to: Resources) -> Outcome:
    """Go on after the identity was proved, or after something else was settled."""
    slug = turn.words("guide")
    return await start(turn, to, slug) if slug else NOTHING


def is_open(turn: Turn) -> bool:
    """Whether a guide waits to be gone on with."""
    return turn.in_guide


def settled_elsewhere(turn: Turn, to: Resources, check: str) -> Outcome:
    """What the open step's check would do was done outside of the guide: whether it helped is asked now."""
    guide, step = place_of(turn, to)
    if not turn.in_guide or guide is None or guide.goal is None or step is None or step.check != check:
        return NOTHING
    verify = {"guide_question": None, "guide_stage": Stage.VERIFY.value, "step_answer": None, "nudge": None}
    return Outcome(slots=verify, follow=FORM)


async def _heard_stage(turn: Turn, to: Resources, guide: Guide, step: Step, stage: Stage) -> Outcome | None:
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


async def _other_report(turn: Turn, to: Resources, guide: Guide, step: Step, slug: str) -> Outcome | None:
    """A report of another trouble: walked first where this one needs it, else after this one."""
    stage = stage_of(turn, step)
    if stage is None:
        return await _heard(turn, to, guide, step)
    if means_instead(turn):
        return None
    if _answers_here(turn, to, guide, step, stage, slug):
        return await _heard_stage(turn, to, guide, step, stage)
    if slug in needed_first(to.knowledge.guides, guide.slug):
        if nothing_left(turn, to.knowledge.guides, slug):
            return await _heard_stage(turn, to, guide, step, stage)
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
    if goal_reached(guide.goal, answered.reports):
        # "Pages open again, only slowly": this one is solved.
        return True
    # Slow data is data: that answers the question whether there is any, and no other one.
    asked = guide.goal.part if guide.goal and stage is Stage.VERIFY else step.part
    implied = {implied_by(other.goal.part, answered.reports)} - {asked}
    return bool(set(answered.reports) - {other.goal.part} - implied)


def _same_phone(turn: Turn, guide: Guide) -> Outcome | None:
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
    return answer_same_phone(turn, step_answers.names_other_device(turn.text))


def _only_named_device(turn: Turn, step: Step) -> Outcome | None:
    if not (step_answers.device_in(turn.text) and len(turn.text.split()) <= SHORT):
        return None
    return Outcome(slots={"step_answer": None, "where_shown": step.id, "nudge": _where_nudge(turn, step)})


async def _heard(turn: Turn, to: Resources, guide: Guide, step: Step) -> Outcome | None:
    answered = step_answers.read(turn, step)
    names_device = step_answers.device_in(turn.whole or turn.text) and len(turn.text.split()) <= SHORT
    if isinstance(answered, Gave):
        return await record_and_go_on(turn, to, guide, step, answered.result, choice=answered.choice_id)
    if isinstance(answered, SolvedNow):
        solved = recorded(turn, guide, step, StepResult.UNKNOWN)
        return solved.keeping({**LEAVING, "guide_outcome": SOLVED})
    if answered is None and not names_device:
        return None
    nudges = {TakeTime(): "take_your_time", Heard(): "and_now", Again(): None}
    slots: dict[str, object] = {"step_answer": None}
    if answered is None or isinstance(answered, ShowWhere):
        return Outcome(slots={**slots, "where_shown": step.id, "nudge": _where_nudge(turn, step)})
    return Outcome(slots={**slots, "nudge": nudges[answered]})


def _where_nudge(turn: Turn, step: Step) -> str:
    if not (step.where.iphone or step.where.android):
        return "no_place"
    return "where" if where_values(turn, step).get("place_told") else "where_both"


def _payload(step: Step, choice_id: str) -> str:
    fixed = {"yes": "/affirm", "no": "/deny", "done": "/step_done", "not_done": "/step_failed"}
    if step.understands is not Understands.CHOICE:
        return fixed[choice_id]
    return f'/step_done{{"choice": "{choice_id}"}}'

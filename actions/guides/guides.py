"""Guides: any troubleshooting article walked one step at a time, every result recorded."""

from __future__ import annotations

from dataclasses import replace

from actions.guides import guide_walk, step_answers
from actions.guides.earlier_visit import looked_back
from actions.guides.guide_checks import LEAVING, answer_check, ask_check, record_and_go_on
from actions.guides.guide_ends import FORM, close, place_of, start
from actions.guides.guide_stages import (
    ask_stage,
    stage_of,
    where_nudge,
    where_values,
)
from actions.guides.guide_troubles import (
    HOME,
    REPORTS,
    SURE,
    reported,
)
from actions.guides.guide_walk import SOLVED, fact_name, known_facts, recorded, walk_on, with_slots
from actions.guides.leave_taking import leaving, tells_of_the_phone
from actions.guides.stage_answers import Stage
from actions.guides.stages_heard import SHORT, heard_stage, other_report, taken_back
from actions.guides.step_answers import Again, Gave, Heard, ShowWhere, SolvedNow, TakeTime
from actions.turns.other_wish import brings_wish
from actions.turns.outcome import NOTHING, Outcome, Say
from actions.turns.resources import Resources
from actions.turns.turn import Intent, Turn
from actions.words.phone_reports import parts_named, reports_in
from actions.words.said import refuses
from actions.words.spelling import spelled
from actions.words.stage_words import HOW, only_is_back
from actions.words.wish_words import goes_later, means_the_phone, stays_home
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
    if turn.intent.name == "goodbye" and not tells_of_the_phone(turn, guide, step, stage_of(turn, step)):
        answered: Outcome | None = leaving(here, guide, step)
    elif turn.words("guide_question"):
        answered = await answer_check(here, to, guide, step) or await taken_back(here, to, guide, step)
    elif _is_other_wish(turn, guide, step):
        answered = None
    elif guide.slug == HOME and not turn.situation.payload and means_the_phone(turn.text):
        answered = Outcome(slots={**LEAVING, "guide_outcome": f"{guide_walk.OTHER_GUIDE}{_DATA}"})
    elif (stage := stage_of(turn, step)) is None:
        answered = await _heard(here, to, guide, step)
    elif (other := reported(turn, guide)) is not None:
        answered = await other_report(here, to, guide, step, stage, other)
    else:
        answered = await heard_stage(here, to, guide, step, stage)
    return None if answered is None else noted.then(answered)


def _as_meant(turn: Turn, step: Step) -> Turn:
    """As meant; "we never left town", asked whether they are abroad, is a no; "I'm back" tells nothing."""
    if turn.situation.payload:
        return turn
    turn = replace(turn, text=spelled(turn.text))
    if _is_at_home(turn, step):
        return replace(turn, intent=Intent(name="deny", confidence=1.0))
    if step.part != "abroad" and only_is_back(turn.text):
        return replace(turn, intent=Intent(name="greet", confidence=1.0), ranking=(), answers={})
    return replace(turn, intent=Intent(name="affirm", confidence=1.0)) if _is_there(turn, step) else turn


def _is_at_home(turn: Turn, step: Step) -> bool:
    """Whether the question is if they are abroad, and the words deny it without naming it."""
    asked = step.part == "abroad" and stage_of(turn, step) is Stage.LOOK
    denies = turn.intent.name == "travel_abroad" and refuses(turn.text) and not goes_later(turn.text)
    unsaid = "abroad" not in reports_in(turn.text, asked="abroad")
    return asked and unsaid and (denies or stays_home(turn.text))


def _is_other_wish(turn: Turn, guide: Guide, step: Step) -> bool:
    """A wish that is no report of trouble, in a sentence that says nothing of what is asked."""
    if turn.intent.name in REPORTS.values() or not brings_wish(turn) or HOW.search(turn.text):
        return False
    # "We leave on Friday" says nothing of a switch: what is asked about must be named.
    told = {*reports_in(turn.text), *parts_named(turn.text)}
    return not {step.part, guide.goal.part if guide.goal else None} & told


def _is_there(turn: Turn, step: Step) -> bool:
    """ "A hotel in Lima", asked whether they are abroad: a trip that is not still to come is a yes."""
    asked = step.part == "abroad" and stage_of(turn, step) is Stage.LOOK
    told = "abroad" in reports_in(turn.text, asked="abroad") or refuses(turn.text)
    trip = turn.intent.name == "travel_abroad" and turn.intent.confidence >= SURE
    return asked and trip and not told and "?" not in turn.text and not goes_later(turn.text)


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
        return Outcome(slots={**slots, "where_shown": step.id, "nudge": where_nudge(turn, step)})
    return Outcome(slots={**slots, "nudge": nudges[answered]})


def _payload(step: Step, choice_id: str) -> str:
    fixed = {"yes": "/affirm", "no": "/deny", "done": "/step_done", "not_done": "/step_failed"}
    if step.understands is not Understands.CHOICE:
        return fixed[choice_id]
    return f'/step_done{{"choice": "{choice_id}"}}'

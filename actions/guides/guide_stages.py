"""A step that looks, fixes and asks whether that helped: what is asked, and what follows from an answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from actions.guides.answer_reading import SURE, SURE_BESIDE, read_as
from actions.guides.guide_walk import fact_name, first_stage, fixing, recorded, with_slots
from actions.guides.stage_answers import MOST_AGAIN, Move, Stage, StageAnswer, goal_reached
from actions.turns.outcome import Outcome, Say
from actions.turns.resources import Resources
from actions.turns.turn import Turn
from actions.words.phone_reports import Report
from actions.words.stage_words import GO_AHEAD
from conversation.care import Care, Choice, StepCard, StepTaken
from conversation.care import StepResult as Told
from conversation.facts import LearntFact
from knowledge_base.guides import Goal, Guide, Step, StepResult

YES, NO = "yes", "no"
BARE = 2
"""Words up to which a no is just that."""
_WHILE_LOOKING = frozenset({"where", "where_both", "take_your_time"})
"""Nudges with words of their own while the customer only looks."""
WORKS_NOW = "works_now"
"""What a question for the goal asks: never a fact, because it is asked after each fix."""


def stage_of(turn: Turn, step: Step) -> Stage | None:
    """Where the step stands; None when it does not go in stages."""
    told = turn.words("guide_stage")
    return Stage(told) if told in set(Stage) else first_stage(turn, step)


def ask_stage(turn: Turn, to: Resources, guide: Guide, step: Step, stage: Stage) -> Outcome:
    """The question of a stage; the one that would cut the customer off says how it goes on afterwards."""
    match stage:
        case Stage.SAME_PHONE:
            return Outcome(says=(Say(response="utter_guide_ask_same_phone"),))
        case Stage.VERIFY:
            return _ask_goal(turn, to, guide.goal) if guide.goal else Outcome()
        case Stage.LOOK:
            choices = [Choice(id=_seen(choice.id), title=choice.title) for choice in step.choices]
            text = step.spoken if turn.situation.is_spoken else step.look or ""
            asks, response = fact_name(step.asks), _wording(turn, "utter_guide_question")
        case Stage.FIX:
            choices = [
                Choice(id="/step_done", title=to.words.name("choice", "step_done")),
                Choice(id="/deny", title=to.words.name("choice", "step_left")),
            ]
            text = step.spoken_fix if turn.situation.is_spoken else step.fix or ""
            cut = step.cuts_off and turn.words("same_phone") != NO
            asks = fact_name(f"{guide.slug}.{step.id}")
            response = _wording(turn, "utter_guide_step_cut" if cut else "utter_guide_step")
    place, of = guide.place(step.id)
    care = Care(
        asks=asks,
        expects="choice",
        choices=choices,
        card=StepCard(title=step.title, place=place, of=of),
        steps=[_under_way(guide, step)] if response == "utter_guide_step_cut" else [],
    )
    values = {"step": text, "place": str(place), **where_values(turn, step)}
    return Outcome(says=(Say(response=response, values=values, care=care),))


def _ask_goal(turn: Turn, to: Resources, goal: Goal) -> Outcome:
    after = turn.words("guide_after")
    plain = "utter_guide_verify_test" if goal.insist else "utter_guide_verify"
    response = f"utter_guide_verify_{after}" if after and not turn.words("nudge") else plain
    care = Care(
        asks=WORKS_NOW,
        expects="free" if goal.insist else "yes_no",
        choices=[]
        if goal.insist
        else [
            Choice(id="/affirm", title=to.words.name("choice", "works_now")),
            Choice(id="/deny", title=to.words.name("choice", "not_yet")),
        ],
    )
    text = goal.spoken if turn.situation.is_spoken else goal.ask
    nudge = turn.words("nudge")
    if nudge in ("take_your_time", "and_now") and not (turn.acted or (goal.insist and nudge == "and_now")):
        response = f"utter_guide_{nudge}"
    elif turn.returns:
        response = "utter_guide_back_to_step"
    return Outcome(says=(Say(response=response, values={"step": text, "goal": text}, care=care),))


def _wording(turn: Turn, plain: str) -> str:
    nudge = turn.words("nudge")
    if nudge and not turn.acted:
        looking = plain == "utter_guide_question" and nudge in _WHILE_LOOKING
        return f"utter_guide_look_{nudge}" if looking else f"utter_guide_{nudge}"
    return "utter_guide_back_to_step" if turn.returns else plain


def _under_way(guide: Guide, step: Step) -> StepTaken:
    """So that a conversation that is cut off is taken up at this very step, here or in another one."""
    return StepTaken(guide=guide.slug, step=step.id, title=step.title, result=Told.UNKNOWN)


def _seen(state: str) -> str:
    return f'/step_done{{"choice": "{state}"}}'


def learnt_of(turn: Turn, to: Resources, reports: Mapping[str, Report]) -> Outcome:
    """What was reported, as facts: a step that looks at it later need not ask."""
    now = {name: report.state for name, report in reports.items() if not report.past}
    if not now:
        return Outcome()
    facts = tuple(
        LearntFact(name=name, value=to.words.name("part_state", state), confidence=turn.situation.confidence)
        for name, state in now.items()
    )
    return Outcome(slots={"guide_facts": {**turn.table("guide_facts"), **now}}).learning(*facts)


def moved(turn: Turn, to: Resources, guide: Guide, step: Step, answered: StageAnswer) -> Outcome | None:
    """The outcome when the step stays open at another stage; None when it has its result."""
    return _asked_of_this_alone(turn, to, guide, step, answered) or _staying(turn, to, guide, step, answered)


def _staying(turn: Turn, to: Resources, guide: Guide, step: Step, answered: StageAnswer) -> Outcome | None:
    stage = stage_of(turn, step)
    match answered.move:
        case Move.AMISS if step.fix:
            return _to(fixing(turn, step))
        case Move.DONE if stage is not Stage.LOOK or step.fix:
            return _to(Stage.VERIFY).then(_put_right(turn, to, step)) if step.verified else None
        case Move.WAIT:
            return _wait(turn, stage)
        case Move.WHERE if turn.intent.name == "ask_where" or turn.words("where_shown") != step.id:
            return _show_where(turn, step, stage)
        case Move.AGAIN | Move.DONE:
            return _again(turn, step, stage)
        case Move.CURED if _wants_proof(turn, guide.goal, answered):
            return _to(Stage.VERIFY).keeping({"stage_misses": turn.count("stage_misses") + 1})
        case _:
            return None


def _asked_of_this_alone(
    turn: Turn, to: Resources, guide: Guide, step: Step, answered: StageAnswer
) -> Outcome | None:
    """After a "no" or "it still fails" that may mean the matter that led here: how this one stands."""
    if stage_of(turn, step) is not Stage.FIX or not _says_only_the_rest(turn, guide, step, answered):
        return None
    if answered.move is Move.NOT_CURED:
        return _to(Stage.VERIFY).then(_put_right(turn, to, step))
    return _to(Stage.VERIFY) if answered.move is Move.LEFT and _is_bare_no(turn) else None


def _is_bare_no(turn: Turn) -> bool:
    """A "no" and nothing else: they will not, or it did not help."""
    return turn.intent.name == "deny" and not turn.situation.payload and len(turn.text.split()) <= BARE


def _says_only_the_rest(turn: Turn, guide: Guide, step: Step, answered: StageAnswer) -> bool:
    """Whether "it still fails" may mean the matter that led here, and not what these steps are for."""
    led_here = bool(turn.names("guide_stack"))
    return led_here and step.verified and guide.goal is not None and guide.goal.part not in answered.reports


def result_of(turn: Turn, guide: Guide, step: Step, answered: StageAnswer) -> StepResult:
    """The step's result by the answer that ended it."""
    stage = stage_of(turn, step)
    match answered.move:
        case Move.CURED:
            own = answered.reports.get(step.part or "")
            unasked = stage is Stage.LOOK and not (own and own.acted)
            return StepResult.UNKNOWN if unasked else StepResult.WORKED
        case Move.FINE:
            return StepResult.SKIPPED
        case Move.AMISS | Move.NOT_CURED:
            return StepResult.FAILED
        case _:
            return StepResult.FAILED if stage is Stage.VERIFY else StepResult.UNKNOWN


def _to(stage: Stage) -> Outcome:
    return Outcome(slots={"guide_stage": stage.value, "stage_misses": 0, "nudge": None, "step_answer": None})


def _put_right(turn: Turn, to: Resources, step: Step) -> Outcome:
    if not (step.part and step.look):
        return Outcome()
    return learnt_of(turn, to, {step.part: Report(state=step.good[0], acted=True)})


def _wait(turn: Turn, stage: Stage | None) -> Outcome:
    if stage is Stage.FIX and turn.words("nudge") == "take_your_time" and turn.intent.name == "affirm":
        return _to(Stage.VERIFY)
    return Outcome(slots={"nudge": "take_your_time", "step_answer": None})


def _again(turn: Turn, step: Step, stage: Stage | None) -> Outcome | None:
    misses = turn.count("stage_misses") + 1
    if stage is Stage.SAME_PHONE:
        return _to(Stage.FIX).keeping({"same_phone": YES})
    if misses > MOST_AGAIN:
        return _to(Stage.VERIFY) if stage is Stage.FIX else None
    nudges = {Stage.LOOK: "see_again", Stage.FIX: "still_to_do", Stage.VERIFY: "and_now"}
    nudge = nudges[stage] if stage else None
    if stage is Stage.VERIFY and turn.intent.name == "affirm":
        # An agreement to try: the question comes whole again.
        nudge = None if GO_AHEAD.search(turn.text) else nudge
    return Outcome(slots={"stage_misses": misses, "nudge": nudge, "step_answer": None})


def _show_where(turn: Turn, step: Step, stage: Stage | None) -> Outcome:
    nudge = where_nudge(turn, step) if stage is not Stage.VERIFY else None
    return Outcome(slots={"where_shown": step.id, "nudge": nudge, "step_answer": None})


def where_nudge(turn: Turn, step: Step) -> str:
    """The nudge that shows the place, for the phone that is known or for both kinds."""
    if not (step.where.iphone or step.where.android):
        return "no_place"
    return "where" if where_values(turn, step).get("place_told") else "where_both"


def _wants_proof(turn: Turn, goal: Goal | None, answered: StageAnswer) -> bool:
    """A plain "it works" where only what a test says counts is asked about once."""
    if goal is None or not goal.insist or turn.count("stage_misses"):
        return False
    return goal_reached(goal, answered.reports) is None


def where_values(turn: Turn, step: Step) -> dict[str, str]:
    """How to find it, for the phone that is known, or for both kinds."""
    device = turn.words("device_kind")
    told = {"iphone": step.where.iphone, "android": step.where.android}.get(device, "")
    both = {"iphone": step.where.iphone, "android": step.where.android}
    return {name: text for name, text in {**both, "place_told": told}.items() if text}


def surely_tells_phone(turn: Turn) -> bool:
    """Whether it surely says which phone it is, whatever wish the words resemble: "this, my only one"."""
    read = read_as(turn, Stage.SAME_PHONE.value)
    return read is not None and read.sure >= SURE_BESIDE and read.meaning in ("same", "other")


def answer_same_phone(turn: Turn, text_says_other: bool) -> Outcome:
    """Whether the phone with the trouble is the one the customer talks on; not knowing counts as yes."""
    read = read_as(turn, Stage.SAME_PHONE.value)
    if read is not None and read.sure >= SURE and read.meaning in ("same", "other"):
        other = read.meaning == "other"
    else:
        other = turn.intent.name == "deny"
    same = NO if text_says_other or other else YES
    fact = LearntFact(name="same_phone", value=same)
    return _to(Stage.FIX).keeping({"same_phone": same}).learning(fact)


def result_recorded(turn: Turn, guide: Guide, step: Step, answered: StageAnswer) -> Outcome:
    """The result, and what is known of the goal and of the part from now on."""
    result = result_of(turn, guide, step, answered)
    after = turn.words("guide_after")
    if after == "returned" and result is not StepResult.WORKED:
        result = StepResult.SKIPPED
    facts = dict(turn.table("guide_facts"))
    if answered.move is Move.CURED and guide.goal:
        facts[guide.goal.part] = guide.goal.states[0]
    if answered.move is Move.FINE and step.part and facts.get(step.part) not in step.good:
        facts[step.part] = step.good[0]
    here = with_slots(turn, {"guide_facts": facts})
    if after == "fresh" and result is not StepResult.WORKED:
        # The matter was only asked about: the step itself has not been tried.
        forgotten = {"guide_after": None, "guide_stage": None, "guide_position": None}
        return Outcome(slots={"guide_facts": facts, **forgotten, "nudge": None, "stage_misses": 0})
    done = recorded(here, guide, step, result)
    return replace(done, slots={"guide_facts": facts, **done.slots})

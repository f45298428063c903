"""How guides begin, take up what was interrupted, lead to each other, and end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from actions.guides import checks, guide_walk, step_answers
from actions.guides.earlier_visit import LOOKED_BACK, interrupted, looked_back, once_more
from actions.guides.guide_troubles import said_at_first
from actions.guides.guide_walk import OTHER_GUIDE, known_facts, walk_on, with_slots
from actions.guides.stage_answers import Stage, goal_reached
from actions.identity import identity
from actions.turns.handoff import to_team
from actions.turns.outcome import Outcome, say
from actions.turns.resources import Resources
from actions.turns.turn import Turn
from actions.words.phone_reports import reports_in
from conversation.facts import LearntFact
from conversation.handoff import HandoffReason
from knowledge_base.guides import Guide, Step, StepResult, Target

FORM = "guide_form"
ENDED = "ended"
_CONTINUE = "action_continue_guide"
_OVER: Mapping[str, object] = {
    "guide": None,
    "guide_position": None,
    "step_answer": None,
    "guide_question": None,
    "guide_stage": None,
    "guide_after": None,
    "guide_stack": None,
    "guide_waiting": None,
}


_LAST_QUESTION: Mapping[str, object] = {
    "guide_outcome": None,
    "guide_question": None,
    "guide_stage": Stage.VERIFY.value,
    "guide_after": None,
    "step_answer": None,
    "nudge": None,
    "stage_misses": 0,
}
"""Whether it works by now, before a person is asked."""


async def start(turn: Turn, to: Resources, slug: str, *, led: bool = False, words: str = "") -> Outcome:
    """Begin a guide, or take it up where it stood; what was tried stays tried.

    `led`: another guide led here and goes on afterwards. `words`: those the customer reported it with.
    """
    guide = to.knowledge.guides.get(slug)
    if guide is None:
        return to_team(turn, to, HandoffReason.NO_ANSWER)
    anew = turn.words("guide") != slug
    slots: dict[str, object] = {
        "guide": slug,
        "guide_results": _results(turn, guide, anew=anew),
        "guide_outcome": None,
        "guide_question": None,
        "step_answer": None,
        "where_shown": None,
        "nudge": None,
        "offer": None,
    }
    if anew:
        slots |= {"guide_position": None, "guide_stage": None, "guide_after": None, "stage_misses": 0}
    device = step_answers.device_in(words)
    if device:
        slots["device_kind"] = device
    if anew and not led:
        slots |= {"guide_stack": None, **_first_words(turn, to, slug, words)}
    begun = with_slots(turn, slots)
    if anew and (cut_off := interrupted(begun, guide, led=led)):
        slots |= cut_off
        if slots["guide_stage"]:
            return Outcome(slots=slots, follow=FORM)
        begun = with_slots(begun, slots)
    before = looked_back(begun, to, guide)
    begun = with_slots(begun, before.slots)
    walk = await walk_on(begun, to, guide)
    told = Outcome(slots=slots).then(before).then(walk.outcome)
    told = told.learning(*([LearntFact(name="device", value=device)] if device else []))
    if walk.ended:
        return told.then(await close(with_slots(begun, walk.outcome.slots), to))
    return replace(told, follow=FORM)


def _results(turn: Turn, guide: Guide, *, anew: bool) -> dict[str, str]:
    """What was tried; what worked may fail anew."""
    mine = f"{guide.slug}/"
    again = {StepResult.WORKED.value: StepResult.UNKNOWN.value} if anew else {}
    return {
        key: again.get(result, result) if key.startswith(mine) else result
        for key, result in turn.table("guide_results").items()
    }


def _first_words(turn: Turn, to: Resources, slug: str, words: str) -> dict[str, object]:
    states, others = said_at_first(words, to.knowledge.guides, slug)
    left = to.knowledge.guides.get(turn.words("guide"))
    known = dict(turn.table("guide_facts"))
    if left is not None and left.goal is not None:
        # What was reported of a matter that was a misunderstanding is not so.
        known.pop(left.goal.part, None)
    return {"guide_facts": {**known, **states}, "guide_waiting": others}


async def close(turn: Turn, to: Resources) -> Outcome:
    """What follows when a walk has ended."""
    outcome = turn.words("guide_outcome")
    if outcome == "identify":
        return await identity.begin(turn, to, _CONTINUE)
    if outcome.startswith(OTHER_GUIDE):
        led = _told_why(turn, outcome.removeprefix(OTHER_GUIDE), to, "utter_guide_first")
        return led.then(await start(turn, to, outcome.removeprefix(OTHER_GUIDE), led=True))
    guide = place_of(turn, to)[0]
    if guide is not None and (again := once_more(turn, guide)) is not None:
        return again.then(await start(with_slots(turn, again.slots), to, guide.slug, led=True))
    stack = turn.names("guide_stack")
    if stack and outcome in (guide_walk.SOLVED, guide_walk.RAN_OUT):
        return await _return(turn, to, stack, solved=outcome == guide_walk.SOLVED)
    guides = to.knowledge.guides
    waiting = tuple(
        slug for slug in turn.names("guide_waiting") if slug in guides and not _reached(turn, guides[slug])
    )
    if outcome == guide_walk.SOLVED and waiting:
        return await _next_trouble(turn, to, waiting)
    if outcome in (guide_walk.USED_UP, guide_walk.RAN_OUT) and _never_asked(turn, to):
        asked = [*turn.names(LOOKED_BACK), *([_last_asked(guide)] if guide else [])]
        return Outcome(slots={**_LAST_QUESTION, LOOKED_BACK: asked}, follow=FORM)
    return _over(turn, to, outcome)


def _over(turn: Turn, to: Resources, outcome: str) -> Outcome:
    """What is told at the end of a walk that leads nowhere else."""
    match outcome:
        case guide_walk.SOLVED:
            return _solved(turn, to).keeping(_OVER)
        case checks.UNPAID | checks.AWAITED:
            return _wait_for_payment(turn, awaited=outcome == checks.AWAITED)
        case guide_walk.LEFT:
            # A farewell: nothing that still waited is begun.
            return say("utter_general_goodbye").keeping({**_OVER, "wishes": None})
        case _:
            return _handed_over(turn, to, outcome).keeping(_OVER)


def _never_asked(turn: Turn, to: Resources) -> bool:
    """Whether everything looked in order on the way: then it may work by now, and nobody has asked."""
    guide, step = place_of(turn, to)
    if guide is None or step is None or guide.goal is None or step.on_failed == Target.TEAM:
        return False
    if turn.names(LOOKED_BACK).count(_last_asked(guide)) > 1:
        # It may lead through what it needs first and back here: the same question does not come for ever.
        return False
    results = guide_walk.results_of(turn, guide.slug).values()
    if not {StepResult.FAILED, StepResult.WORKED} & set(results):
        return True
    # Only something else was reported all along: the matter itself may stand well.
    unsaid = guide.goal.part not in known_facts(turn)
    return unsaid and bool(turn.table("guide_facts")) and _last_asked(guide) not in turn.names(LOOKED_BACK)


def _last_asked(guide: Guide) -> str:
    """Marks in a slot that the last question was asked."""
    return f"{guide.slug}?"


def _handed_over(turn: Turn, to: Resources, outcome: str) -> Outcome:
    if outcome not in (guide_walk.TEAM, guide_walk.CONTRACT_ENDED):
        note = to.words.name("note", "guide_used_up")
        return to_team(turn, to, HandoffReason.STEPS_USED_UP, note=note)
    ended = outcome == guide_walk.CONTRACT_ENDED
    response = "utter_network_contract_ended" if ended else "utter_guide_team"
    note = to.words.name("note", "guide_team").format(step=_title(turn, to))
    return to_team(turn, to, HandoffReason.POLICY, response=response, note=note)


def _told_why(turn: Turn, slug: str, to: Resources, response: str = "utter_guide_next") -> Outcome:
    """Why other steps come now, in one sentence; nothing on the phone, where every sentence counts."""
    if turn.situation.is_spoken:
        return Outcome()
    return say(response, matter=to.words.name("symptom_short", slug))


def _reached(turn: Turn, guide: Guide | None) -> bool:
    """Whether the customer said meanwhile that this guide's matter is solved too."""
    goal = guide.goal if guide else None
    return goal is not None and known_facts(turn).get(goal.part) in goal.states


async def _return(turn: Turn, to: Resources, stack: tuple[str, ...], *, solved: bool) -> Outcome:
    """Back to the guide that led here, at the step that did."""
    slug, _, step_id = stack[-1].partition("/")
    guide = to.knowledge.guides.get(slug)
    results = dict(turn.table("guide_results"))
    back: dict[str, object] = {
        "guide": slug,
        "guide_position": step_id,
        "guide_outcome": None,
        "guide_question": None,
        "step_answer": None,
        "where_shown": None,
        "nudge": None,
        "stage_misses": 0,
        "guide_stack": list(stack[:-1]),
    }
    if solved and _reached(turn, guide):
        known = {**back, "guide_stage": None, "guide_outcome": guide_walk.SOLVED}
        return Outcome(slots=known).then(await close(with_slots(turn, known), to))
    if solved and guide is not None and guide.goal is not None:
        return Outcome(
            slots={**back, "guide_stage": Stage.VERIFY.value, "guide_after": "returned"}, follow=FORM
        )
    results[f"{slug}/{step_id}"] = StepResult.SKIPPED.value
    here = with_slots(turn, {**back, "guide_results": results, "guide_stage": None})
    return Outcome(slots={**back, "guide_results": results, "guide_stage": None}).then(
        await start(here, to, slug, led=True)
    )


async def _next_trouble(turn: Turn, to: Resources, waiting: tuple[str, ...]) -> Outcome:
    """One trouble is over. Whether the other one is over too is asked first, unless it was just said."""
    guide = to.knowledge.guides[waiting[0]]
    slots: dict[str, object] = {**_OVER, "guide_waiting": list(waiting[1:]), "guide_outcome": None}
    if goal_reached(guide.goal, reports_in(turn.text)) is False:
        begun = await start(with_slots(turn, slots), to, guide.slug, led=True)
        return Outcome(slots=slots).then(_told_why(turn, guide.slug, to)).then(begun)
    slots |= {
        "guide": guide.slug,
        "guide_position": guide.steps[0].id,
        "guide_stage": Stage.VERIFY.value,
        "guide_after": "fresh",
        "nudge": None,
        "stage_misses": 0,
    }
    return Outcome(slots=slots, follow=FORM)


def _wait_for_payment(turn: Turn, *, awaited: bool) -> Outcome:
    """The guide waits at the line's status; it is looked at again when the bill is settled.

    The amount is told with the offer, so that a yes to it need not be asked for once more.
    """
    key = f"{turn.words('guide')}/{turn.words('guide_position')}"
    results = {name: result for name, result in turn.table("guide_results").items() if name != key}
    slots = {"guide_results": results, "step_answer": None, "guide_stage": None}
    amount, bill = turn.words("bill_amount"), turn.words("bill_name")
    if awaited:
        return say("utter_network_suspended_awaiting", amount=amount, bill=bill).keeping(slots)
    told = say("utter_network_suspended_overdue", amount=amount, bill=bill)
    return told.keeping({**slots, "offer": "action_pay_bill"})


def _solved(turn: Turn, to: Resources) -> Outcome:
    parked = turn.words("parked_action")
    told = say("utter_guide_solved")
    if not parked:
        return told
    back = say("utter_general_back_to_parked", matter=to.words.name("choice", parked))
    return told.then(back).keeping({"offer": parked, "parked_action": None})


def _title(turn: Turn, to: Resources) -> str:
    _, step = place_of(turn, to)
    return step.title if step else turn.words("guide_position")


def place_of(turn: Turn, to: Resources) -> tuple[Guide | None, Step | None]:
    """The guide that is walked and the step it stands at."""
    guide = to.knowledge.guides.get(turn.words("guide"))
    return guide, guide.step(turn.words("guide_position")) if guide else None

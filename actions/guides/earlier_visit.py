"""A second visit on the same trouble: what was tried in vain a few days ago is left for last."""

from __future__ import annotations

from actions.guides.guide_walk import RAN_OUT, USED_UP, known_facts
from actions.guides.stages import Stage
from actions.turns.outcome import NOTHING, Outcome, say
from actions.turns.resources import Resources
from actions.turns.turn import Turn
from actions.words.formats import day
from knowledge_base.guides import Guide, Step, StepResult

LEFT_FOR_LAST = "guide_left_for_last"
"""Slot: steps of earlier visits, `guide/step`, that come only when nothing else has helped."""
LOOKED_BACK = "guide_looked_back"
"""Slot: guides for which the earlier visits have been looked at."""
MOST_NAMED = 3
"""Steps named to the customer."""


def looked_back(turn: Turn, to: Resources, guide: Guide) -> Outcome:
    """What this walk leaves for last, told in a sentence; NOTHING without such a visit or once known."""
    if guide.slug in turn.names(LOOKED_BACK) or not turn.situation.earlier:
        return NOTHING
    known = Outcome(slots={LOOKED_BACK: [*turn.names(LOOKED_BACK), guide.slug]})
    left = [step for step in guide.steps if _is_left(turn, guide, step)]
    if not left:
        return known
    keys = [f"{guide.slug}/{step.id}" for step in left]
    at = max(turn.situation.earlier[key].at for key in keys).astimezone(to.policy.zone)
    if len(left) == len([step for step in guide.steps if _is_fix(step)]):
        # With everything tried, to leave it all for last would change nothing.
        return known.then(say("utter_guide_earlier_all", day=day(at.date())))
    results = {**turn.table("guide_results"), **dict.fromkeys(keys, StepResult.SKIPPED.value)}
    known = known.keeping({LEFT_FOR_LAST: [*turn.names(LEFT_FOR_LAST), *keys], "guide_results": results})
    if turn.situation.is_spoken:
        return known
    titles = [step.title for step in left][:MOST_NAMED]
    return known.then(say("utter_guide_earlier_visit", steps=", ".join(titles), day=day(at.date())))


def once_more(turn: Turn, guide: Guide) -> Outcome | None:
    """When nothing else has helped: what was left for last, and what belongs to it; None without any."""
    mine = [key for key in turn.names(LEFT_FOR_LAST) if key.startswith(f"{guide.slug}/")]
    if not mine or turn.words("guide_outcome") not in (USED_UP, RAN_OUT):
        return None
    # Half a fix takes effect only with the restart that stands behind it.
    halves = [
        at
        for at, step in enumerate(guide.steps[:-1])
        if f"{guide.slug}/{step.id}" in mine and not step.verified
    ]
    also = {f"{guide.slug}/{guide.steps[at + 1].id}" for at in halves}
    again = {*mine, *also}
    results = {key: told for key, told in turn.table("guide_results").items() if key not in again}
    slots: dict[str, object] = {
        "guide_results": results,
        LEFT_FOR_LAST: [key for key in turn.names(LEFT_FOR_LAST) if key not in mine],
        "guide_outcome": None,
        "guide_position": None,
        "guide_stage": None,
        "guide_after": None,
    }
    told = NOTHING if turn.situation.is_spoken else say("utter_guide_earlier_once_more")
    return told.keeping(slots)


def interrupted(turn: Turn, guide: Guide, *, led: bool) -> dict[str, object]:
    """Another conversation was cut off in the middle of a step: whether that helped is asked first.

    `led`: where it was just said that it did not, the step has failed and nothing is asked.
    """
    tried = {step.id: turn.situation.tried.get(f"{guide.slug}/{step.id}") for step in guide.steps}
    last = next((step for step in reversed(guide.steps) if tried[step.id]), None)
    here = turn.table("guide_results")
    if last is None or not last.cuts_off or tried[last.id] != StepResult.UNKNOWN:
        return {}
    if any(key.startswith(f"{guide.slug}/") for key in here):
        return {}
    looked = {LOOKED_BACK: [*turn.names(LOOKED_BACK), guide.slug]}
    before = {f"{guide.slug}/{name}": result for name, result in tried.items() if result and name != last.id}
    seen = known_facts(turn).get(guide.goal.part) if guide.goal else None
    if led and guide.goal and seen is not None and seen not in guide.goal.states:
        failed = {f"{guide.slug}/{last.id}": StepResult.FAILED.value}
        return {**looked, "guide_results": {**before, **failed, **here}}
    return {
        **looked,
        "guide_results": {**before, **here},
        "guide_position": last.id,
        "guide_stage": Stage.VERIFY.value,
        "guide_after": "interrupted",
    }


def _is_left(turn: Turn, guide: Guide, step: Step) -> bool:
    """Whether a step was done in vain then, is not under way now, and has no result yet.

    What was only looked at and found in order may have changed since, and costs a glance.
    """
    key = f"{guide.slug}/{step.id}"
    tried = turn.situation.earlier.get(key)
    if tried is None or tried.result != StepResult.FAILED or not _is_fix(step):
        return False
    under_way = turn.words("guide") == guide.slug and turn.words("guide_position") == step.id
    return not under_way and key not in turn.table("guide_results")


def _is_fix(step: Step) -> bool:
    """A look that only shows where to go on is always needed, and so is what the back office knows."""
    return bool(step.fix) and step.check is None

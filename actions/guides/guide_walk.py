"""A walk through a guide: results recorded, checks made on the way, until somebody is asked or it ends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from actions.guides.checks import CHECKS, Asks, Checked, NeedsProof
from actions.guides.stage_answers import Stage
from actions.turns.outcome import NOTHING, Outcome
from actions.turns.resources import Resources
from actions.turns.turn import Turn
from conversation.care import Care, StepTaken
from conversation.care import StepResult as Told
from conversation.facts import LearntFact
from knowledge_base.guides import (
    Guide,
    Solved,
    Step,
    StepResult,
    Target,
    ToGuide,
    ToTeam,
    UsedUp,
    next_step,
)

SOLVED = "solved"
USED_UP = "used_up"
RAN_OUT = "ran_out"
"""No step is left, and none said that this is the end: the guide that led here goes on."""
TEAM = "team"
CONTRACT_ENDED = "contract_ended"
LEFT = "left"
"""The customer took leave in the middle."""
OTHER_GUIDE = "guide:"
"""How a walk ended, for the slot `guide_outcome`; a check may give its own reason in place of `team`."""

FRESH: Mapping[str, object] = {
    "where_shown": None,
    "guide_question": None,
    "nudge": None,
    "guide_stage": None,
    "guide_after": None,
    "stage_misses": 0,
}
"""What is forgotten when a step has its result."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """Where a walk stands: a step that somebody is asked, a question of a check, or an end."""

    outcome: Outcome
    """Results of checks on the way, and slots that say where it stands."""
    ended: bool


async def walk_on(turn: Turn, to: Resources, guide: Guide) -> Walk:
    """Go on until somebody has to be asked or the walk ends; checks on the way are made."""
    told = NOTHING
    for _ in range(len(guide.steps) + 1):
        here = with_slots(turn, told.slots)
        match next_step(guide, results_of(here, guide.slug), known_facts(here)):
            case Step() as step:
                told = told.keeping(_standing_at(here, step))
                waits = here.words("guide_stage") and here.words("guide_position") == step.id
                if step.check is None or here.words("guide_question") or waits:
                    return Walk(outcome=told, ended=False)
                checked = await CHECKS[step.check](here, to)
                if not isinstance(checked, Checked):
                    return Walk(outcome=told.keeping(_asking(checked)), ended=False)
                if checked.result is StepResult.WORKED and step.on_worked == Target.VERIFY:
                    verify: dict[str, object] = {"guide_stage": Stage.VERIFY.value}
                    return Walk(outcome=told.then(checked.told).keeping(verify), ended=False)
                told = told.then(checked.told).then(recorded(here, guide, step, checked.result))
            case ended:
                return Walk(outcome=told.keeping(_end(ended, guide, here)), ended=True)
    return Walk(outcome=told.keeping({"guide_outcome": USED_UP}), ended=True)


def _standing_at(here: Turn, step: Step) -> Mapping[str, object]:
    """A step that is come to begins with its first stage; one that is come back to stays where it stood."""
    if here.words("guide_position") == step.id and here.words("guide_stage"):
        return {"guide_position": step.id}
    stage = first_stage(here, step)
    return {"guide_position": step.id, "guide_stage": stage.value if stage else None, "stage_misses": 0}


def first_stage(here: Turn, step: Step) -> Stage | None:
    """None for a step that does not go in stages. What is known is not looked at again."""
    if not step.in_stages:
        return None
    seen = bool(step.look and known_facts(here).get(step.part or "") in step.states)
    return Stage.LOOK if step.look and not seen else fixing(here, step)


def fixing(here: Turn, step: Step) -> Stage:
    """Before something that may cut the customer off it must be known whether it would."""
    unsure = step.cuts_off and not here.words("same_phone")
    return Stage.SAME_PHONE if unsure else Stage.FIX


def _asking(checked: Asks | NeedsProof) -> Mapping[str, object]:
    return {"guide_question": checked.question, **checked.slots}


def recorded(
    turn: Turn, guide: Guide, step: Step, result: StepResult, *, choice: str | None = None
) -> Outcome:
    """A step's result remembered and told; the choice of an `ask` step is a fact as well."""
    results = {**turn.table("guide_results"), f"{guide.slug}/{step.id}": result.value}
    slots: dict[str, object] = {**FRESH, "guide_results": results}
    taken = StepTaken(guide=guide.slug, step=step.id, title=step.title, result=Told(result.value))
    learnt: tuple[LearntFact, ...] = ()
    if step.ask and choice:
        slots["guide_facts"] = {**turn.table("guide_facts"), step.asks: choice}
        learnt = (LearntFact(name=fact_name(step.asks), value=choice),)
    return Outcome(slots=slots, care=Care(steps=[taken], facts=list(learnt)))


def results_of(turn: Turn, slug: str) -> Mapping[str, StepResult]:
    """Results so far of one guide, by step."""
    known = set(StepResult)
    return {
        key.removeprefix(f"{slug}/"): StepResult(value)
        for key, value in turn.table("guide_results").items()
        if key.startswith(f"{slug}/") and value in known
    }


def known_facts(turn: Turn) -> Mapping[str, str]:
    """What answers a step without asking: said in a guide, or found out by an agent."""
    learnt = {name: value.strip().casefold() for name, value in turn.table("learnt").items()}
    return {**turn.table("guide_facts"), **learnt}


def _end(ended: Solved | UsedUp | ToTeam | ToGuide, guide: Guide, here: Turn) -> Mapping[str, object]:
    match ended:
        case Solved():
            return {"guide_outcome": SOLVED}
        case UsedUp(final=final):
            return {"guide_outcome": USED_UP if final else RAN_OUT}
        case ToTeam(after=after):
            reason = here.words("team_reason") or TEAM
            return {"guide_position": after, "team_reason": None, "guide_outcome": reason}
        case ToGuide(guide=other, after=after):
            stack = [*here.names("guide_stack"), f"{guide.slug}/{after}"]
            return {"guide_stack": stack, "guide_outcome": f"{OTHER_GUIDE}{other}"}


def with_slots(turn: Turn, slots: Mapping[str, object]) -> Turn:
    """The turn as it is once these slots are set."""
    return replace(turn, slots={**turn.slots, **slots})


def fact_name(asks: str) -> str:
    """A step's `asks` as the name of a fact."""
    return "".join(letter if letter.isalnum() else "_" for letter in asks.lower())[:41]

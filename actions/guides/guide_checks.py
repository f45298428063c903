"""A check of a guide that needs the customer: a proof first, which line it is about, a yes to what costs."""

from __future__ import annotations

from dataclasses import replace

from actions.guides.checks import LINE, NeedsProof, confirm
from actions.guides.guide_ends import ENDED
from actions.guides.guide_walk import recorded, walk_on, with_slots
from actions.guides.stage_answers import Stage
from actions.lines import which_line
from actions.lines.topups import offer_of
from actions.turns.details import GIVEN
from actions.turns.outcome import NOTHING, Outcome, say
from actions.turns.resources import Resources
from actions.turns.turn import Turn
from actions.turns.understood import settled
from actions.words.conditions import agreed_if
from actions.words.formats import gigabytes, money
from actions.words.said import refuses
from knowledge_base.guides import Guide, Step, StepResult, Target

IDENTITY = "identity"
_UNDECIDED = frozenset({"step_failed", "dont_know", "cannot_identify"})
_ASKED_AGAIN = "offer_again"
_YES = frozenset({"affirm", "step_done", "inform_identity"})
_NO = frozenset({"deny", "never_mind", "step_failed", "dont_know", "cannot_identify"})
_OFFERED = (frozenset({"affirm", "add_data"}), frozenset({"deny", "never_mind"}))
LEAVING = {"requested_slot": None, "step_answer": ENDED}
_IDENTIFYING = Outcome(slots={**LEAVING, "guide_outcome": "identify", "guide_question": None})
"""The guide waits; its step comes again once the identity is proved."""


async def record_and_go_on(
    turn: Turn, to: Resources, guide: Guide, step: Step, result: StepResult, *, choice: str | None = None
) -> Outcome:
    """The step has its result: on to whatever comes next."""
    taken = recorded(turn, guide, step, result, choice=choice)
    walk = await walk_on(with_slots(turn, taken.slots), to, guide)
    told = taken.then(walk.outcome)
    return told.keeping(LEAVING) if walk.ended else told.keeping({"step_answer": None})


async def answer_check(turn: Turn, to: Resources, guide: Guide, step: Step) -> Outcome | None:
    """What an answer to a check's question leads to; None when the turn is about something else."""
    if turn.words("guide_question") == LINE:
        return await _answer_line(turn, to, guide, step)
    if turn.words("guide_question") == IDENTITY:
        return await _answer_identity(turn, to, guide, step)
    return await _answer_offer(turn, to, guide, step)


async def _answer_identity(turn: Turn, to: Resources, guide: Guide, step: Step) -> Outcome | None:
    if turn.intent.name in _YES:
        return _IDENTIFYING
    if turn.intent.name in _NO:
        return await record_and_go_on(turn, to, guide, step, StepResult.UNKNOWN)
    return None


async def _answer_offer(turn: Turn, to: Resources, guide: Guide, step: Step) -> Outcome | None:
    turn = settled(turn, _OFFERED)
    name = turn.intent.name
    if name in _UNDECIDED and not refuses(turn.text) and turn.words("nudge") != _ASKED_AGAIN:
        # "Still nothing" says how the phone stands, and nothing of the price.
        return Outcome(slots={"nudge": _ASKED_AGAIN, "step_answer": None})
    terms, offer = None if turn.situation.payload else agreed_if(turn.text), offer_of(turn)
    if terms is not None and offer is not None and not terms.covers(offer.price):
        return Outcome(slots={"nudge": _ASKED_AGAIN, "step_answer": None})
    if name in _NO or (name in _YES and refuses(turn.text)):
        return await record_and_go_on(turn, to, guide, step, StepResult.FAILED)
    if name != "affirm" or turn.situation.unseen:
        return None
    done = await confirm(turn, to)
    if isinstance(done, NeedsProof):
        return _IDENTIFYING
    if done.result is StepResult.WORKED and step.on_worked == Target.VERIFY:
        verify = {
            "guide_question": None, "guide_stage": Stage.VERIFY.value, "step_answer": None, "nudge": None,
        }  # fmt: skip
        return done.told.keeping(verify)
    return done.told.then(await record_and_go_on(turn, to, guide, step, done.result))


async def _answer_line(turn: Turn, to: Resources, guide: Guide, step: Step) -> Outcome | None:
    """Which of several lines it is about; who cannot tell goes on without what the line would show."""
    if turn.intent.name in ("dont_know", "cannot_identify", "never_mind", "deny"):
        return await record_and_go_on(turn, to, guide, step, StepResult.UNKNOWN)
    told = await which_line.answer(turn, to)
    if told is None:
        return None
    if told.slots.get("detail") != GIVEN:
        return replace(told, slots={"step_answer": None})
    slots = {name: value for name, value in told.slots.items() if name != "detail"}
    chosen = replace(told, slots={**slots, "guide_question": None})
    walk = await walk_on(with_slots(turn, chosen.slots), to, guide)
    gone_on = chosen.then(walk.outcome)
    return gone_on.keeping(LEAVING) if walk.ended else gone_on.keeping({"step_answer": None})


async def ask_check(turn: Turn, to: Resources) -> Outcome:
    """The question of the check that is open."""
    if turn.words("guide_question") == LINE:
        return await which_line.ask(turn, to)
    if turn.words("guide_question") == IDENTITY:
        return say("utter_guide_ask_identity")
    offer = offer_of(turn)
    if offer is None:
        return NOTHING
    return say("utter_guide_ask_topup", amount=money(offer.price), data=gigabytes(offer.gb))

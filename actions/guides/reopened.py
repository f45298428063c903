"""What a customer takes back: a part that was passed as in order is not, so its step is open again."""

from __future__ import annotations

from collections.abc import Mapping

from actions.guides.guide_checks import LEAVING
from actions.guides.guide_stages import learnt_of
from actions.guides.guide_walk import FRESH, known_facts, results_of, walk_on, with_slots
from actions.turns.outcome import Outcome
from actions.turns.resources import Resources
from actions.turns.turn import Turn
from actions.words.phone_reports import Report
from knowledge_base.guides import Guide, Step, StepResult, next_step


def learnt_anew(turn: Turn, to: Resources, reports: Mapping[str, Report]) -> Outcome:
    """What was reported, as facts; steps passed because the contrary was said are open again.

    Only what was passed without doing anything: a step that was done and did not help is never proposed
    twice.
    """
    learnt = learnt_of(turn, to, reports)
    results = turn.table("guide_results")
    kept = {
        key: value
        for key, value in results.items()
        if value != StepResult.SKIPPED or not _is_taken_back(_step(to.knowledge.guides, key), reports)
    }
    return learnt if len(kept) == len(results) else learnt.keeping({"guide_results": kept})


async def back_to(
    turn: Turn, to: Resources, guide: Guide, step: Step, reports: Mapping[str, Report]
) -> Outcome | None:
    """The earlier step that is open again, with what makes it so; None when none before this one is."""
    learnt = learnt_anew(turn, to, reports)
    here = with_slots(turn, learnt.slots)
    first = next_step(guide, results_of(here, guide.slug), known_facts(here))
    if not isinstance(first, Step) or guide.steps.index(first) >= guide.steps.index(step):
        return None
    walk = await walk_on(with_slots(here, FRESH), to, guide)
    told = learnt.keeping({**FRESH, "step_answer": None}).then(walk.outcome)
    return told.keeping(LEAVING) if walk.ended else told


def _step(guides: Mapping[str, Guide], key: str) -> Step | None:
    slug, _, step_id = key.partition("/")
    guide = guides.get(slug)
    return guide.step(step_id) if guide else None


def _is_taken_back(step: Step | None, reports: Mapping[str, Report]) -> bool:
    if step is None or not (step.look and step.fix):
        return False
    report = reports.get(step.part or "")
    if report is None or report.past or report.state not in step.states:
        return False
    return report.state not in step.good and report.state not in step.partly

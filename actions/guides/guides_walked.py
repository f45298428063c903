"""Whether a guide still has something to ask or do, or would only lead back to where the customer is."""

from __future__ import annotations

from collections.abc import Mapping

from actions.guides.guide_troubles import needed_first
from actions.guides.guide_walk import known_facts, results_of
from actions.turns.turn import Turn
from knowledge_base.guides import Guide, Step, StepResult, ToGuide, ToTeam, next_step


def nothing_left(
    turn: Turn, guides: Mapping[str, Guide], slug: str, *, through: frozenset[str] = frozenset()
) -> bool:
    """Whether it was gone through, with the guides it leads to, by results or by what is known.

    `through`: the guides that led here, which are not entered again.
    """
    guide = guides[slug]
    # What worked once may fail anew: a walk that is begun again goes on after it.
    results = {
        step: StepResult.UNKNOWN if result is StepResult.WORKED else result
        for step, result in results_of(turn, slug).items()
    }
    if not results:
        return False
    while True:
        ended = next_step(guide, results, known_facts(turn))
        if not isinstance(ended, ToGuide):
            return not isinstance(ended, Step | ToTeam)
        seen = through | {slug}
        enters = ended.guide in guides and ended.guide not in seen
        if enters and not nothing_left(turn, guides, ended.guide, through=seen):
            return False
        results[ended.after] = StepResult.SKIPPED


def first_needed(
    turn: Turn, guides: Mapping[str, Guide], guide: Guide, others: tuple[str, ...]
) -> str | None:
    """A trouble that stands in the way of this guide's goal and was not walked yet."""
    ways = needed_first(guides, guide.slug)
    open_now = {place.partition("/")[0] for place in turn.names("guide_stack")}
    return next(
        (
            slug
            for slug in others
            if slug in ways and slug not in open_now and not nothing_left(turn, guides, slug)
        ),
        None,
    )

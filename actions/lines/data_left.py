"""How much data is left: the arithmetic of a cycle, and what an agent is told of it."""

from __future__ import annotations

from decimal import Decimal

from actions.words.formats import day, gigabytes
from carrier.types import Usage
from conversation.facts import FactStatus, LearntFact


def left_of(usage: Usage) -> Decimal:
    """Gigabytes left in this cycle, never below 0."""
    return max(Decimal(0), usage.data_limit_gb + usage.data_topup_gb - usage.data_used_gb)


def is_used_up(usage: Usage) -> bool:
    """Used >= limit + top-ups: data stops."""
    return usage.data_used_gb >= usage.data_limit_gb + usage.data_topup_gb


def usage_facts(usage: Usage) -> tuple[LearntFact, ...]:
    """What was read of the usage."""
    facts = [LearntFact(name="data_left", value=gigabytes(left_of(usage)), status=FactStatus.OBSERVED)]
    if usage.cycle_end_date:
        facts.append(
            LearntFact(name="cycle_end", value=day(usage.cycle_end_date), status=FactStatus.OBSERVED)
        )
    return tuple(facts)

"""A farewell in words that belong to no single wish: a no, thanks, praise and a goodbye in one breath."""

from __future__ import annotations

from actions.turns.turn import Turn

KIND = frozenset({"goodbye", "thank", "small_talk", "deny", "affirm", "greet", "step_worked"})
"""What wants nothing."""
LIKELIEST = 2
"""Of the ranking, how many must all be kind words."""
LEAST = 0.08
"""Probability from which on a goodbye among them is meant."""


def takes_leave(turn: Turn) -> bool:
    """Whether the likeliest meanings are all kind words, and one of them is a goodbye."""
    if "?" in turn.text:
        return False
    first = turn.ranking[:LIKELIEST]
    leaves = any(one.name == "goodbye" and one.confidence >= LEAST for one in first)
    return leaves and all(one.name in KIND for one in first)

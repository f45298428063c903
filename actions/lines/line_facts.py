"""What an agent reads of changes to a line: each as a step with its result."""

from __future__ import annotations

from actions.turns.resources import Resources
from conversation.care import Care, StepResult, StepTaken

GUIDE = "line"
"""Under this name steps that no guide led to stand in the packet."""


def line_step(to: Resources, what: str, result: StepResult) -> Care:
    """A change that was made or tried, as a step."""
    return Care(steps=[StepTaken(guide=GUIDE, step=what, title=to.words.name("step", what), result=result)])

"""What the intent of a turn leads to in a step that goes in stages, where nothing else says more."""

from __future__ import annotations

import re

from actions.guides.stages import Move, Stage
from actions.guides.step_answers import AT_IT
from actions.turns.turn import Turn
from actions.words.stage_words import GO_AHEAD
from knowledge_base.guides import Step

_FIRST_WORD = re.compile(
    r"^\W*(?:(?P<yes>yes|yeah|yep|yup)|no|nope|nah)[.!,;]+\s+(?=also\b|and\b|by the way\b)", re.IGNORECASE
)
_DONE = frozenset({"step_done", "thank", "greet"})
_LEFT = frozenset({"deny", "never_mind", "cannot_identify"})
NOT_CURED = frozenset({"deny", "step_failed", "already_done", "complain"})


def by_intent(turn: Turn, step: Step, stage: Stage) -> Move | None:
    """What the intent leads to where the step stands; None when it is about something else."""
    name = turn.intent.name
    agrees = name == "affirm" and not turn.situation.payload and AT_IT.match(turn.text) is not None
    if name == "ask_where":
        return Move.WHERE
    if name == "wait_please" or (agrees and stage is Stage.FIX):
        return Move.WAIT
    match stage:
        case Stage.LOOK:
            return Move.AGAIN if _only_agrees(turn) else _looked(_led_by(turn) or name, step)
        case Stage.FIX | Stage.SAME_PHONE:
            return _fixed(name, step)
        case Stage.VERIFY:
            return Move.AGAIN if agrees or _goes_ahead(turn) else _verified(name)


def _led_by(turn: Turn) -> str | None:
    """The yes or no that a turn begins with, as a sentence of its own, whatever else it goes on to tell."""
    led = None if turn.situation.payload or "?" in turn.text else _FIRST_WORD.match(turn.text)
    return None if led is None else "affirm" if led["yes"] else "deny"


def _only_agrees(turn: Turn) -> bool:
    """A "sure" to our own "take your time", or a "yes, do that", says nothing of the phone."""
    if turn.intent.name != "affirm" or turn.situation.payload:
        return False
    nudged = turn.words("nudge") in ("take_your_time", "where", "where_both")
    return nudged or GO_AHEAD.search(turn.text) is not None


def _goes_ahead(turn: Turn) -> bool:
    """Whether it only says to carry on."""
    return turn.intent.name == "affirm" and GO_AHEAD.search(turn.text) is not None


def _looked(name: str, step: Step) -> Move | None:
    said = {"affirm": step.yes_means, "deny": step.no_means}.get(name)
    if said:
        return Move.FINE if said in step.good else Move.AMISS
    if name == "step_worked":
        return Move.CURED
    if name == "already_done":
        return Move.FINE
    if name == "dont_know":
        return Move.WHERE
    return Move.AGAIN if name in ("affirm", "deny", "step_done", "step_failed", "thank", "greet") else None


def _fixed(name: str, step: Step) -> Move | None:
    if name in _DONE or name == "affirm":
        return Move.DONE
    if name == "step_worked":
        return Move.CURED
    if name == "step_failed":
        return Move.NOT_CURED
    if name == "already_done":
        return Move.FINE if step.look else Move.NOT_CURED
    if name == "dont_know":
        return Move.WHERE
    return Move.LEFT if name in _LEFT else None


def _verified(name: str) -> Move | None:
    if name in ("affirm", "step_worked", "thank"):
        return Move.CURED
    if name in NOT_CURED:
        return Move.NOT_CURED
    return Move.AGAIN if name in ("step_done", "dont_know", "greet") else None

"""Where a step of a guide stands, and what an answer there leads to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from actions.words.phone_reports import Report


class Stage(StrEnum):
    """Where a step stands."""

    LOOK = "look"
    SAME_PHONE = "same_phone"
    """Whether the step would cut the customer off."""
    FIX = "fix"
    VERIFY = "verify"


class Move(StrEnum):
    """What an answer leads to."""

    FINE = "fine"
    """Nothing is wrong there."""
    AMISS = "amiss"
    """Something is wrong there: do something about it."""
    DONE = "done"
    """It was done: ask whether it helped."""
    CURED = "cured"
    NOT_CURED = "not_cured"
    LEFT = "left"
    """The customer cannot or will not."""
    WHERE = "where"
    WAIT = "wait"
    AGAIN = "again"
    """An answer that says too little."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StageAnswer:
    """An answer, with everything the customer reported of the phone besides."""

    move: Move
    reports: Mapping[str, Report] = field(default_factory=dict)

"""Why a conversation goes to the care team: a closed list, so that it can be counted."""

from __future__ import annotations

from enum import StrEnum

from conversation.shape import Shape


class HandoffReason(StrEnum):
    """The reason an agent reads first."""

    ASKED_FOR_PERSON = "asked_for_person"
    POLICY = "policy"
    STEPS_USED_UP = "steps_used_up"
    UPSET = "upset"
    NOT_UNDERSTOOD = "not_understood"
    IDENTITY_FAILED = "identity_failed"
    NO_ANSWER = "no_answer"
    EMERGENCY = "emergency"
    ABUSE = "abuse"
    SYSTEM_DOWN = "system_down"


class HandoffRequest(Shape):
    """What the assistant says when it hands off."""

    reason: HandoffReason
    note: str = ""
    """One sentence for the agent: what is still open."""

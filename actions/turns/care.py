"""`care` on its way to and from JSON: only what says something travels."""

from __future__ import annotations

from pydantic import ValidationError

from conversation.care import Care

_NOTHING = Care().model_dump(mode="json", exclude_none=True)


def care_json(care: Care) -> dict[str, object]:
    """The keys that say something; what a response of the domain says beside them stays."""
    told = care.model_dump(mode="json", exclude_none=True)
    return {key: value for key, value in told.items() if value != _NOTHING.get(key)}


def read_care(value: object) -> Care:
    """`care` from a slot; one that says nothing when the slot holds none."""
    if not isinstance(value, dict):
        return Care()
    try:
        return Care.model_validate(value)
    except ValidationError:
        return Care()

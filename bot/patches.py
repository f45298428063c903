"""Two repairs of Rasa 3.6.21 that save most of a turn's processor time and change nothing else.

Rasa validates the JSON schema of an action's reply *itself* on every call, and walks all event classes
for every stored event it reads. Both answers never change, so they are kept.
"""

from __future__ import annotations

from typing import Any

import jsonschema
import rasa
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.events import Event

PATCHED_VERSION = "3.6.21"


def apply() -> bool:
    """Apply both, once; False and nothing done when this is not the Rasa they were written for."""
    if rasa.__version__ != PATCHED_VERSION:
        return False
    _keep_reply_validator()
    _keep_event_classes()
    return True


def _keep_reply_validator() -> None:
    if getattr(RemoteAction, "_care_patched", False):
        return
    schema = RemoteAction.action_response_format_spec()
    validator_class = jsonschema.validators.validator_for(schema)
    validator_class.check_schema(schema)
    validator = validator_class(schema)

    def validate(self: object, result: Any) -> bool:  # noqa: ANN401, ARG001
        """Refuse a malformed reply, without its content in the message."""
        error = jsonschema.exceptions.best_match(validator.iter_errors(result))
        if error is None:
            return True
        place = "/".join(str(part) for part in error.absolute_path) or "the reply"
        error.message = f"the action's reply is malformed at {place} ({error.validator})"
        raise error

    RemoteAction._validate_action_result = validate  # noqa: SLF001
    RemoteAction._care_patched = True  # noqa: SLF001


def _keep_event_classes() -> None:
    if getattr(Event, "_care_patched", False):
        return
    original = Event.resolve_by_type
    known: dict[str, type] = {}

    def resolve(type_name: str, default: type | None = None) -> type | None:
        """Answer as Rasa does; a class once found by its own name is remembered."""
        if type_name in known:
            return known[type_name]
        found: type | None = original(type_name, default)
        if found is not None and getattr(found, "type_name", None) == type_name:
            known[type_name] = found
        return found

    Event.resolve_by_type = staticmethod(resolve)
    Event._care_patched = True  # noqa: SLF001

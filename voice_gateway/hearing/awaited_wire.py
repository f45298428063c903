"""What is awaited, as it goes to a worker."""

from __future__ import annotations

from collections.abc import Mapping

from conversation.expects import parse_expects
from voice_gateway.hearing.recognition import Awaited


def head_of(awaited: Awaited) -> dict[str, object]:
    """For a message's head."""
    expects = awaited.expects
    kind = expects.kind.value if expects.length is None else f"{expects.kind.value}:{expects.length}"
    return {"expects": kind, "choices": list(awaited.choices), "language": awaited.language}


def awaited_in(head: Mapping[str, object]) -> Awaited:
    """Back again."""
    choices, language = head.get("choices"), head.get("language")
    return Awaited(
        expects=parse_expects(str(head["expects"])),
        choices=tuple(str(choice) for choice in choices) if isinstance(choices, list) else (),
        language=language if isinstance(language, str) else None,
    )

"""A handoff as the JSON body that the back office takes."""

from collections.abc import Mapping

from carrier.types import Handoff, TranscriptTurn


def handoff_body(handoff: Handoff) -> Mapping[str, object]:
    """Schema Handoff; what is not known is left out."""
    body: dict[str, object] = {
        "conversation_id": handoff.conversation_id,
        "customer_id": handoff.customer_id,
        "reason": handoff.reason,
        "summary": handoff.summary,
        "channel": handoff.channel,
        "queue": handoff.queue,
        "slots": dict(handoff.slots),
        "transcript": [_turn(turn) for turn in handoff.transcript],
        "sentiment": handoff.sentiment,
    }
    return {name: value for name, value in body.items() if value is not None}


def _turn(turn: TranscriptTurn) -> dict[str, str]:
    said = {"role": turn.role, "text": turn.text}
    return said if turn.at is None else said | {"at": turn.at.isoformat()}

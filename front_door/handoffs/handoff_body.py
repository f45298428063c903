"""A handoff in the words of the back office's contract, made from the context packet."""

from __future__ import annotations

import json

from conversation.channel import Channel
from conversation.context_packet import ContextPacket

SPOKEN = Channel.VOICE
ROLES = {"customer": "customer", "assistant": "assistant"}
"""The contract knows two roles; an agent's and the front door's own words stay here."""


def handoff_body(packet: ContextPacket) -> str:
    """The JSON body of `POST /v1/handoffs`."""
    body: dict[str, object] = {
        "conversation_id": packet.conversation.conversation_id,
        "customer_id": packet.customer.customer_id if packet.verification.level else None,
        "reason": packet.handoff.reason.value if packet.handoff else "asked_for_person",
        "summary": _summary(packet),
        "channel": "voice" if packet.conversation.channels[-1] is SPOKEN else "web",
        "slots": {fact.name: fact.value for fact in packet.facts},
        "transcript": [
            {"role": ROLES[line.author], "text": line.text, "at": line.at.isoformat()}
            for line in packet.transcript
            if line.author in ROLES
        ],
        "sentiment": packet.mood.now.value,
    }
    if packet.routing is not None and packet.routing.team is not None:
        body["queue"] = packet.routing.team
    return json.dumps(body, ensure_ascii=False)


def _summary(packet: ContextPacket) -> str:
    """Wants, who, known, tried, open, and the note; the matter's name when nothing was said yet."""
    lines = [line.text for line in packet.summary]
    if packet.handoff and packet.handoff.note:
        lines.append(packet.handoff.note)
    return "\n".join(lines) or (packet.intent.label if packet.intent else packet.conversation.reference)

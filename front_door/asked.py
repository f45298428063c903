"""What customers asked, what became of it, and what agents flagged: read from a conversation for the editors.

A line: `{question, intent, confidence, at, outcome, shown, rejected, reason}`, with the outcome one of

    solved        an article was shown, and neither rejected nor followed by a handoff
    rejected      the customer said that it was not that
    handed_off    a person took over, at once or later
    unanswered    nothing known was close enough
    other         a wish of its own, such as paying

An article that an agent flagged is a line of its own: `{question: "", at, outcome: "other", shown: [slug],
note, reference}`. It carries the agent's note and the conversation's reference, nothing of the customer.
"""

from __future__ import annotations

from conversation.events import Event
from conversation.handoff import HandoffReason
from conversation.payloads.customer import Opened
from conversation.payloads.findings import Rejected, Shown, Understood
from conversation.payloads.owners import Flagged, HandedOff
from conversation.payloads.turns import Turn
from front_door.ledger.sqlite_erasure import ERASED

ABOUT_KNOWLEDGE = frozenset({"ask_faq", "nlu_fallback", "out_of_scope"})
"""Intents that the articles are asked for."""
NOT_ABOUT_KNOWLEDGE = frozenset(
    {HandoffReason.ASKED_FOR_PERSON, HandoffReason.IDENTITY_FAILED, HandoffReason.SYSTEM_DOWN}
)
"""Handoffs that no article would have spared."""


def questions_of(events: list[Event]) -> list[dict[str, object]]:
    """Turns with what was understood of them and what followed; choices are no questions."""
    understood = {
        event.payload.turn_id: event.payload for event in events if isinstance(event.payload, Understood)
    }
    rejected = {event.payload.article for event in events if isinstance(event.payload, Rejected)}
    starts = [n for n, event in enumerate(events) if isinstance(event.payload, Turn)]
    questions: list[dict[str, object]] = []
    for start, end in zip(starts, [*starts[1:], len(events)], strict=True):
        turn = events[start].payload
        if not isinstance(turn, Turn) or turn.payload is not None:
            continue
        known = understood.get(turn.turn_id)
        shown = [event.payload.article for event in events[start:end] if isinstance(event.payload, Shown)]
        reason = _handed_off(events[start:end])
        later = _handed_off(events[end:])
        questions.append(
            {
                "question": turn.text,
                "intent": known.intent if known else None,
                "confidence": known.confidence if known else None,
                "at": events[start].at.isoformat(),
                "outcome": _outcome(shown, rejected, reason, later, known.intent if known else None),
                "shown": shown,
                "rejected": [slug for slug in shown if slug in rejected],
                "reason": reason.value if reason else None,
            }
        )
    return questions


def flags_of(events: list[Event]) -> list[dict[str, object]]:
    """What agents told the editors about articles; what was erased since is left out."""
    reference = next((event.payload.reference for event in events if isinstance(event.payload, Opened)), "")
    return [
        {
            "question": "",
            "at": event.at.isoformat(),
            "outcome": "other",
            "shown": [event.payload.article],
            "note": event.payload.note,
            "reference": reference,
        }
        for event in events
        if isinstance(event.payload, Flagged) and event.payload.note != ERASED
    ]


def _handed_off(events: list[Event]) -> HandoffReason | None:
    return next((event.payload.reason for event in events if isinstance(event.payload, HandedOff)), None)


def _outcome(
    shown: list[str],
    rejected: set[str],
    reason: HandoffReason | None,
    later: HandoffReason | None,
    intent: str | None,
) -> str:
    if shown and rejected.intersection(shown):
        return "rejected"
    if reason and reason not in NOT_ABOUT_KNOWLEDGE:
        return "handed_off"
    if shown:
        return "handed_off" if reason or later else "solved"
    return "unanswered" if intent in ABOUT_KNOWLEDGE and not reason else "other"

"""Which line is meant: the one whose number was given, the only one, or the one named now."""

from __future__ import annotations

import re

from actions.identity.gate import proved
from actions.turns.resources import Resources
from actions.turns.turn import Turn
from actions.words.numbers import phone_in, same_number
from carrier.enums import LineStatus
from carrier.types import Line
from conversation.facts import FactStatus, LearntFact

_EVERY = re.compile(
    r"\b(?:all|every|each)\b[^.?!]{0,25}\b(?:lines?|numbers?|phones?|devices?|of (?:us|them|ours))\b|"
    r"\b(?:everybody|everyone|whole family|whole account)\b",
    re.IGNORECASE,
)
"""Words by which every line of the account is asked about."""


async def lines_of(turn: Turn, to: Resources) -> tuple[Line, ...]:
    """Every open line of the customer whose identity is proved."""
    listed = await to.carrier.list_lines(proved(turn, to).customer_id, conversation_id=turn.situation.sender)
    return tuple(line for line in listed.lines if line.status is not LineStatus.CLOSED)


async def line_in_question(turn: Turn, to: Resources) -> Line | None:
    """The line to work on; None when there are several and none was named, or all of them were."""
    every = await lines_of(turn, to)
    if len(every) > 1 and _EVERY.search(turn.text):
        return None
    named = phone_in(turn.text)
    chosen = proved(turn, to).line_id
    for line in every:
        if named and same_number(line.phone_number, named):
            return line
    for line in every:
        if line.line_id == chosen:
            return line
    return every[0] if len(every) == 1 else None


def status_fact(line: Line) -> LearntFact:
    """How the line stands, as read."""
    return LearntFact(name="line_status", value=line.status.value, status=FactStatus.OBSERVED)

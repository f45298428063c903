"""Data: how much is left on the line and when the cycle starts again."""

from __future__ import annotations

from actions.line_matters import data_topup
from actions.lines.data_left import left_of, usage_facts
from actions.lines.lines import line_in_question, lines_of
from actions.turns.outcome import Outcome, say
from actions.turns.resources import Resources
from actions.turns.turn import Turn
from actions.words.formats import day, gigabytes
from carrier.types import Line, Usage
from conversation.care import AmountCard, TableCard, TableRow

SHOWN_LINES = 8


async def tell_data_left(turn: Turn, to: Resources) -> Outcome:
    """Data left on the line in question; a small table when several lines could be meant."""
    line = await line_in_question(turn, to)
    if line is None:
        return await _every_line(turn, to)
    usage = await to.carrier.get_usage(line.line_id, conversation_id=turn.situation.sender)
    left = left_of(usage)
    response = "utter_usage_left" if left > 0 else "utter_usage_used_up"
    cycle_end = day(usage.cycle_end_date) if usage.cycle_end_date else None
    told = say(
        response,
        card=_card(line, usage, to),
        facts=usage_facts(usage),
        left=gigabytes(left),
        used=gigabytes(usage.data_used_gb),
        limit=gigabytes(usage.data_limit_gb + usage.data_topup_gb),
        number=line.phone_number[-4:],
        more={"cycle_end": cycle_end} if cycle_end else None,
    )
    return told.then(await data_topup.offer_when_used_up(turn, to, line, usage))


async def _every_line(turn: Turn, to: Resources) -> Outcome:
    every = (await lines_of(turn, to))[:SHOWN_LINES]
    sender = turn.situation.sender
    usages = [(line, await to.carrier.get_usage(line.line_id, conversation_id=sender)) for line in every]
    tightest_line, tightest = min(usages, key=lambda pair: left_of(pair[1]))
    rows = [
        TableRow(
            label=to.words.name("table", "line_ending").format(number=line.phone_number[-4:]),
            before=gigabytes(usage.data_used_gb),
            after=gigabytes(left_of(usage)),
        )
        for line, usage in usages
    ]
    columns = [to.words.name("table", name) for name in ("phone_line", "used", "left")]
    card = TableCard(title=to.words.name("table", "data_of_lines"), columns=columns, rows=rows)
    return say(
        "utter_usage_several_lines",
        card=card,
        facts=usage_facts(tightest),
        count=str(len(usages)),
        number=tightest_line.phone_number[-4:],
        left=gigabytes(left_of(tightest)),
        more={"lines": "; ".join(f"{row.label}: {row.after}" for row in rows)},
    )


def _card(line: Line, usage: Usage, to: Resources) -> AmountCard:
    title = to.words.name("table", "data_left").format(number=line.phone_number[-4:])
    used = to.words.name("table", "used_of").format(
        used=gigabytes(usage.data_used_gb), limit=gigabytes(usage.data_limit_gb + usage.data_topup_gb)
    )
    return AmountCard(title=title, value=gigabytes(left_of(usage)), detail=used)

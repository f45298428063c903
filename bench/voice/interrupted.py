"""On each line's wire: from a call to its greeting, and from a first frame over an answer to silence."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

from bench.report import Metric
from bench.voice.caller import Times
from bench.voice.figures import milliseconds, part
from bench.voice.house import LINES, House, house

CALLS, INTERRUPTS = 3, 6
MOST_MS, MOST_GREETING_MS = 300, 200
APART_S = 0.17


async def interrupted(speech: bytes, tone: bytes) -> list[Metric]:
    """So many calls of each line, one line after the other."""
    rows: list[Metric] = []
    async with house(tone, calls=2 * CALLS) as here:
        for line in LINES:
            rows += _rows(
                line, await asyncio.gather(*(_call(here, line, place, speech) for place in range(CALLS)))
            )
    return rows


async def _call(here: House, line: str, place: int, speech: bytes) -> Times:
    await asyncio.sleep(APART_S * place)
    caller = await here.open(line, here.number())
    return await caller.call(speech, turns=1, interrupts=INTERRUPTS)


def _rows(line: str, times: list[Times]) -> Iterator[Metric]:
    greetings = milliseconds(one.greeting for one in times if one.greeting is not None)
    worst = max(greetings, default=float("inf"))
    yield Metric(
        metric=f"{line}: call to greeting, the slowest of {len(times)}, the first one among them",
        unit="ms",
        ours=round(worst, 1),
        target=f"<= {MOST_GREETING_MS}",
        met=len(greetings) == len(times) and worst <= MOST_GREETING_MS,
    )
    yield Metric(metric=f"{line}: interruptions", unit="", ours=sum(len(one.barge_ins) for one in times))
    yield from _silence(f"{line}: barge-in to silence", [each for one in times for each in one.barge_ins])
    if ears := [each for one in times for each in one.at_the_ear]:
        yield from _silence(f"{line}: barge-in to silence behind the telephone's playout", ears)


def _silence(told: str, seconds: list[float]) -> Iterator[Metric]:
    silences = milliseconds(seconds)
    most = part(silences, 0.95)
    yield Metric(metric=f"{told} p50", unit="ms", ours=round(part(silences, 0.5), 1))
    yield Metric(
        metric=f"{told} p95",
        unit="ms",
        ours=round(most, 1),
        target=f"<= {MOST_MS}",
        met=len(silences) == CALLS * INTERRUPTS and most <= MOST_MS,
    )

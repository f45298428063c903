"""Three times the calls that are admitted: those keep their times, the rest reach a person's queue."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from bench.report import Metric
from bench.voice.caller import Times
from bench.voice.figures import milliseconds, part
from bench.voice.house import House, house

ADMITTED, TURNS = 8, 4
TIMES = 3
APART_S = 0.13
"""Between calls that are admitted."""
REST_APART_S = 0.06
AFTER_S = 2.0
"""The rest come while the first are being greeted."""
MOST_MS = 100
KEPT = 1.1


@dataclass(slots=True, kw_only=True)
class Seen:
    """What so many calls gave."""

    admitted: list[Times] = field(default_factory=list)
    queued_s: list[float] = field(default_factory=list)
    """From the call's first request to the ledger of the front door, for each of the rest."""
    rest: int = 0

    def answers(self) -> list[float]:
        """The first of each call comes after the greeting, which asks for no yes or no."""
        return milliseconds(each for one in self.admitted for each in one.answers[1:])


async def overload(speech: bytes, tone: bytes) -> list[Metric]:
    """Both loads, each before a gateway of its own."""
    once = await _seen(speech, tone, rest=0)
    thrice = await _seen(speech, tone, rest=(TIMES - 1) * ADMITTED)
    return list(_rows(once, thrice))


async def _seen(speech: bytes, tone: bytes, *, rest: int) -> Seen:
    async with house(tone, calls=ADMITTED) as here:
        over = asyncio.Event()
        began: dict[str, float] = {}
        waiting = [
            asyncio.ensure_future(_sent_on(here, AFTER_S + place * REST_APART_S, began, over))
            for place in range(rest)
        ]
        admitted = await asyncio.gather(*(_listened_to(here, place, speech) for place in range(ADMITTED)))
        over.set()
        await asyncio.gather(*waiting)
        at = await here.queued()
        return Seen(
            admitted=list(admitted),
            queued_s=[at[number] - when for number, when in began.items() if number in at],
            rest=rest,
        )


async def _listened_to(here: House, place: int, speech: bytes) -> Times:
    await asyncio.sleep(APART_S * place)
    caller = await here.open("Twilio", here.number())
    return await caller.call(speech, turns=TURNS, interrupts=0)


async def _sent_on(here: House, after_s: float, began: dict[str, float], over: asyncio.Event) -> None:
    await asyncio.sleep(after_s)
    number = here.number()
    began[number] = time.monotonic()
    caller = await here.open("Twilio", number)
    await caller.wait(over)


def _rows(once: Seen, thrice: Seen) -> Iterator[Metric]:
    alone, beside = part(once.answers(), 0.95), part(thrice.answers(), 0.95)
    told = f"{TIMES * ADMITTED} calls where {ADMITTED} are admitted: "
    answered = sum(len(one.answers) for one in thrice.admitted)
    yield Metric(metric=told + "turns of the admitted answered", unit="", ours=answered)
    yield Metric(
        metric=f"{ADMITTED} calls alone: end of speech to first sound p95", unit="ms", ours=round(alone, 1)
    )
    yield Metric(
        metric=told + "end of speech to first sound p95, admitted",
        unit="ms",
        ours=round(beside, 1),
        target=f"<= {KEPT}x of the same alone",
        met=answered == TURNS * ADMITTED and beside <= KEPT * alone,
    )
    queued = milliseconds(thrice.queued_s)
    yield Metric(
        metric=told + "the rest with a person's queue",
        unit="",
        ours=len(queued),
        target=str(thrice.rest),
        met=len(queued) == thrice.rest,
    )
    for name, value in (("p95", part(queued, 0.95)), ("max", max(queued, default=float("inf")))):
        yield Metric(
            metric=f"{told}call to a person's queue {name}",
            unit="ms",
            ours=round(value, 1),
            target=f"< {MOST_MS}",
            met=value < MOST_MS,
        )

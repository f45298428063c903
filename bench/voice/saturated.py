"""Frames that come late while every recognition worker is busy without a pause: one for each processor."""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.random_whisper import random_weights
from bench.report import Metric
from bench.voice.caller import Times
from bench.voice.figures import milliseconds, part, share_late
from bench.voice.house import LINES, House, house
from bench.voice.processes import children, cpu_s
from voice_gateway.frames import FRAME_MS

CALLS, TURNS = 8, 4
MOST_PERCENT = 0.2
APART_S = 0.13
WORKERS = os.cpu_count() or 1


async def saturated(speech: bytes, tone: bytes) -> list[Metric]:
    """Calls of all lines at once, while workers of tiny.en's size recognise one utterance after the other."""
    with tempfile.TemporaryDirectory() as name:
        weights = random_weights(Path(name))
        async with house(tone, calls=CALLS, workers=(weights, WORKERS)) as here:
            loop = asyncio.get_running_loop()
            working = children(here.gateway.pid)
            cpu, began = sum(map(cpu_s, working)), loop.time()
            lines = [LINES[place % len(LINES)] for place in range(CALLS)]
            times = await asyncio.gather(
                *(_call(here, line, place, speech) for place, line in enumerate(lines))
            )
            passed = loop.time() - began
            busy = 100 * (sum(map(cpu_s, working)) - cpu) / passed
            late = await here.counted("voice_frames_late_total")
            telephones = lines.count("SIP")
            by_clock = 100 * late / (telephones * passed * 1_000 / FRAME_MS)
            return list(_rows(times, busy, len(working), by_clock))


async def _call(here: House, line: str, place: int, speech: bytes) -> Times:
    await asyncio.sleep(APART_S * place)
    caller = await here.open(line, here.number())
    return await caller.call(speech, turns=TURNS, interrupts=0)


def _rows(times: list[Times], busy: float, workers: int, by_clock: float) -> Iterator[Metric]:
    told = f"{CALLS} calls, {workers} recognition workers saturated: "
    streams = [each for one in times for each in one.late]
    gaps = [each for one in times for each in one.gaps]
    answers = milliseconds(each for one in times if one.late for each in one.answers[1:])
    yield Metric(metric=told + "CPU of the workers", unit="% of a core", ours=round(busy))
    for name, percent in (
        ("frames over 20 ms late, browser and Twilio", share_late(streams)),
        ("frames over 20 ms late, SIP", by_clock),
        ("gaps over 20 ms at the ear", share_late(gaps)),
    ):
        yield Metric(
            metric=told + name,
            unit="%",
            ours=round(percent, 3),
            target=f"<= {MOST_PERCENT}",
            met=percent <= MOST_PERCENT,
        )
    yield Metric(metric=told + "frames counted, browser and Twilio", unit="", ours=len(streams))
    yield Metric(
        metric=told + "end of speech to first sound p95, browser and Twilio",
        unit="ms",
        ours=round(part(answers, 0.95), 1),
    )

"""End of speech to first sound, beside pipecat: the same callers on Twilio's wire."""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import uvloop
from launcher import environments

from bench.report import Metric
from bench.voice.caller import Caller, Times
from bench.voice.figures import milliseconds, part, share_late
from bench.voice.processes import ROOT, Process, cpu_s, listening, memory_mib, running
from bench.voice.wires import StreamWire
from tests.harness.ports import free_ports

CALLS_ASKED, MOST_HALF_MS, MOST_MS, GREETING_MS, BARGE_IN_MS = 8, 400, 500, 200, 300
SOONER, LESS_CPU = 1.6, 3


@dataclass(frozen=True, slots=True)
class Side:
    """One server."""

    name: str
    process: Process
    port: int


@dataclass(slots=True, kw_only=True)
class Result:
    """What so many calls at once gave."""

    times: list[Times] = field(default_factory=list)
    cpu_percent: float = 0.0
    """Of a core, for each call."""
    memory_mib: float = 0.0
    """Of the process, with all calls."""

    def answers_ms(self) -> list[float]:
        return milliseconds(each for one in self.times for each in one.answers)

    def greetings_ms(self) -> list[float]:
        return milliseconds(one.greeting for one in self.times if one.greeting is not None)

    def barge_ins_ms(self) -> list[float]:
        return milliseconds(each for one in self.times for each in one.barge_ins)

    def late_percent(self) -> float:
        return share_late([each for one in self.times for each in one.gaps])


def beside_pipecat(
    speech: bytes, answer: bytes, calls: Sequence[int], *, turns: int, interrupts: int
) -> list[Metric]:
    """Rows for each number of calls at once."""
    peers = environments.ensure_peers(environments.Project(ROOT), environment=os.environ)
    with tempfile.TemporaryDirectory() as name:
        sound = Path(name) / "answer.ulaw"
        sound.write_bytes(answer)
        ports = free_ports(2)
        commands = (
            (sys.executable, "-m", "bench.voice.ours", str(ports[0]), str(sound)),
            (str(peers), str(ROOT / "bench/voice/pipecat_side.py"), str(ports[1]), str(sound)),
        )
        rows: list[Metric] = []
        with (
            running(commands[0]) as ours,
            running(commands[1]) as peer,
            asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner,
        ):
            sides = (Side("ours", ours, ports[0]), Side("pipecat", peer, ports[1]))
            for side in sides:
                runner.run(listening(side.process, side.port, side.name))
                runner.run(_measured(side, speech, calls=1, turns=1, interrupts=0))  # warm
            for count in calls:
                mine, theirs = (
                    runner.run(_measured(side, speech, calls=count, turns=turns, interrupts=interrupts))
                    for side in sides
                )
                rows += _rows(count, mine, theirs)
    return rows


async def _measured(side: Side, speech: bytes, *, calls: int, turns: int, interrupts: int) -> Result:
    process = side.process
    loop = asyncio.get_running_loop()
    async with aiohttp.ClientSession() as session:
        cpu, began = cpu_s(process.pid), loop.time()
        url = f"http://127.0.0.1:{side.port}/stream"

        async def one(number: int) -> Times:
            await asyncio.sleep(number * 0.13)
            began = loop.time()
            wire = StreamWire(await session.ws_connect(url, max_msg_size=0), f"MZ{number}")
            await wire.begin()
            return await Caller(wire, began).call(speech, turns=turns, interrupts=interrupts)

        working = [asyncio.ensure_future(one(number)) for number in range(calls)]
        await asyncio.sleep(2.0)
        memory = memory_mib(process.pid)
        times = await asyncio.gather(*working)
        passed = loop.time() - began
        return Result(
            times=list(times),
            cpu_percent=100 * (cpu_s(process.pid) - cpu) / passed / calls,
            memory_mib=memory,
        )


def _rows(calls: int, ours: Result, peer: Result) -> Iterator[Metric]:
    asked = calls == CALLS_ASKED
    mine, theirs = ours.answers_ms(), peer.answers_ms()
    half, half_peer = part(mine, 0.5), part(theirs, 0.5)
    greeting, barge_in = part(ours.greetings_ms(), 0.95), part(ours.barge_ins_ms(), 0.95)
    row = _Row(f"{calls} call{'s' * (calls > 1)}: ")
    yield row("turns answered", "", len(mine), len(theirs))
    target = "<= 400, 1.6x sooner" if asked else None
    met = half <= MOST_HALF_MS and half_peer >= SOONER * half
    yield row("end of speech to first sound p50", "ms", half, half_peer, target, met=met)
    most = part(mine, 0.99)
    target = "<= 500" if asked else None
    yield row("end of speech to first sound p99", "ms", most, part(theirs, 0.99), target, met=most <= MOST_MS)
    other = part(peer.greetings_ms(), 0.95)
    yield row("greeting p95", "ms", greeting, other, "<= 200", met=greeting <= GREETING_MS)
    other = part(peer.barge_ins_ms(), 0.95)
    yield row("barge-in to silence p95", "ms", barge_in, other, "<= 300", met=barge_in <= BARGE_IN_MS)
    target = "3x less" if asked else None
    met = peer.cpu_percent >= LESS_CPU * ours.cpu_percent
    yield row("CPU per call", "% of a core", ours.cpu_percent, peer.cpu_percent, target, met=met)
    yield row("frames over 20 ms late", "%", ours.late_percent(), peer.late_percent())
    yield row("memory of the process", "MiB", ours.memory_mib, peer.memory_mib)


class _Row:
    """Rows that begin alike."""

    def __init__(self, told: str) -> None:
        self._told = told

    def __call__(
        self, metric: str, unit: str, ours: float, peer: float, target: str | None = None, *, met: bool = True
    ) -> Metric:
        return Metric(
            metric=self._told + metric,
            unit=unit,
            ours=round(ours, 2),
            peer=round(peer, 2),
            target=target,
            met=met if target else None,
        )

"""End of speech to first sound, beside pipecat: the same callers on Twilio's wire, speech that costs nothing.

Both sides run in one process each with Silero on telephone sound; callers are spoken by espeak-ng. Ours waits
as long as the open question asks for (a yes is enough), the peer for its VAD's 0.2 s and 0.4 s more. Rounds
are interleaved.

make bench NAME=voice ARGS="--calls 1 8 --turns 4"
"""

from __future__ import annotations

import argparse
import asyncio
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import uvloop
from launcher import environments

from bench.report import Metric, report
from bench.voice.caller import Caller, Times
from tests.harness.ports import free_ports
from voice_gateway.speaking.pyttsx3_worker import Engine

ROOT = Path(__file__).resolve().parents[2]
TICKS = os.sysconf("SC_CLK_TCK")
PAGE_MIB = resource.getpagesize() / 1_048_576
CALLER, ANSWER = "yes please", "I have switched that on for you, and nothing else changes today."
LATE_S = 0.020
CALLS_ASKED, MOST_HALF_MS, MOST_MS, GREETING_MS, BARGE_IN_MS = 8, 400, 500, 200, 300
SOONER, LESS_CPU = 1.6, 3


@dataclass(slots=True, kw_only=True)
class Side:
    """One server."""

    name: str
    command: Sequence[str]
    port: int
    process: subprocess.Popen[bytes] | None = None


@dataclass(slots=True, kw_only=True)
class Result:
    """What so many calls at once gave."""

    times: list[Times] = field(default_factory=list)
    cpu_percent: float = 0.0
    """Of a core, for each call."""
    memory_mib: float = 0.0
    """Of the process, with all calls."""

    def answers_ms(self) -> list[float]:
        return sorted(1_000 * each for one in self.times for each in one.answers)

    def greetings_ms(self) -> list[float]:
        return sorted(1_000 * one.greeting for one in self.times if one.greeting is not None)

    def barge_ins_ms(self) -> list[float]:
        return sorted(1_000 * each for one in self.times for each in one.barge_ins)

    def late_percent(self) -> float:
        gaps = [each for one in self.times for each in one.gaps]
        return 100 * sum(each > LATE_S for each in gaps) / max(1, len(gaps))


def main() -> int:
    """1 when a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, nargs="+", default=[1, 4, 8, 16])
    parser.add_argument("--turns", type=int, default=6)
    parser.add_argument("--interrupts", type=int, default=2)
    told = parser.parse_args()
    peers = environments.ensure_peers(environments.Project(ROOT), environment=os.environ)
    with tempfile.TemporaryDirectory() as name:
        speech, answer = _sounds()
        sound = Path(name) / "answer.ulaw"
        sound.write_bytes(answer)
        ports = free_ports(2)
        ours = Side(
            name="ours", port=ports[0],
            command=(sys.executable, "-m", "bench.voice.ours", str(ports[0]), str(sound)),
        )  # fmt: skip
        peer = Side(
            name="pipecat", port=ports[1],
            command=(str(peers), str(ROOT / "bench/voice/pipecat_side.py"), str(ports[1]), str(sound)),
        )  # fmt: skip
        rows: list[Metric] = []
        with _running(ours), _running(peer), asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            for side in (ours, peer):
                runner.run(_measured(side, speech, calls=1, turns=1, interrupts=0))  # warm
            for calls in told.calls:
                mine, theirs = (
                    runner.run(
                        _measured(side, speech, calls=calls, turns=told.turns, interrupts=told.interrupts)
                    )
                    for side in (ours, peer)
                )
                rows += _rows(calls, mine, theirs)
    return report("voice", rows, notes=[f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"])


async def _measured(side: Side, speech: bytes, *, calls: int, turns: int, interrupts: int) -> Result:
    process = side.process
    assert process is not None
    loop = asyncio.get_running_loop()
    async with aiohttp.ClientSession() as session:
        cpu, began = _cpu_s(process.pid), loop.time()
        url = f"http://127.0.0.1:{side.port}/stream"

        async def one(number: int) -> Times:
            await asyncio.sleep(number * 0.13)
            return await Caller(session, url, f"MZ{number}").call(speech, turns=turns, interrupts=interrupts)

        working = [asyncio.ensure_future(one(number)) for number in range(calls)]
        await asyncio.sleep(2.0)
        memory = _memory_mib(process.pid)
        times = await asyncio.gather(*working)
        passed = loop.time() - began
        return Result(
            times=list(times),
            cpu_percent=100 * (_cpu_s(process.pid) - cpu) / passed / calls,
            memory_mib=memory,
        )


def _rows(calls: int, ours: Result, peer: Result) -> Iterator[Metric]:
    asked = calls == CALLS_ASKED
    mine, theirs = ours.answers_ms(), peer.answers_ms()
    half, half_peer = _part(mine, 0.5), _part(theirs, 0.5)
    greeting, barge_in = _part(ours.greetings_ms(), 0.95), _part(ours.barge_ins_ms(), 0.95)
    row = _Row(f"{calls} call{'s' * (calls > 1)}: ")
    yield row("turns answered", "", len(mine), len(theirs))
    target = "<= 400, 1.6x sooner" if asked else None
    met = half <= MOST_HALF_MS and half_peer >= SOONER * half
    yield row("end of speech to first sound p50", "ms", half, half_peer, target, met=met)
    most = _part(mine, 0.99)
    target = "<= 500" if asked else None
    yield row(
        "end of speech to first sound p99", "ms", most, _part(theirs, 0.99), target, met=most <= MOST_MS
    )
    other = _part(peer.greetings_ms(), 0.95)
    yield row("greeting p95", "ms", greeting, other, "<= 200", met=greeting <= GREETING_MS)
    other = _part(peer.barge_ins_ms(), 0.95)
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


def _part(values: Sequence[float], share: float) -> float:
    if len(values) < 2:
        return values[0] if values else float("inf")
    return statistics.quantiles(values, n=100, method="inclusive")[round(share * 100) - 1]


def _sounds() -> tuple[bytes, bytes]:
    """The caller's words and the answer, without the silence after them."""
    engine = Engine()
    caller, answer = (
        engine.speak(text, language="en", words_per_minute=165, volume=1.0).sound.rstrip(b"\xff")
        for text in (CALLER, ANSWER)
    )
    return caller, answer


@contextmanager
def _running(side: Side) -> Iterator[None]:
    side.process = subprocess.Popen(side.command, cwd=ROOT)
    try:
        asyncio.run(_listening(side))
        yield
    finally:
        side.process.terminate()
        side.process.wait()


async def _listening(side: Side) -> None:
    for _ in range(600):
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", side.port)
        except OSError:
            await asyncio.sleep(0.1)
        else:
            writer.close()
            return
    raise SystemExit(f"{side.name} did not start")


def _cpu_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def _memory_mib(pid: int) -> float:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE_MIB


if __name__ == "__main__":
    sys.exit(main())

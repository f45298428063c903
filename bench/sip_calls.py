"""Calls by SIP over real ports, before a real front door, with speech that costs nothing: the line alone.

make bench NAME=sip_calls ARGS="--calls 8 --rounds 5". The callers run in a process of their own.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import resource
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import aiohttp
import numpy as np
import uvloop
from aiohttp.test_utils import TestServer

from bench.report import Metric, report
from front_door.assistants.assistant import Answer, Reply, TurnDown
from front_door.assistants.scripted_assistant import ScriptedAssistant, answer
from tests.fakes.front_door import front_door
from tests.harness.ports import free_ports
from tests.unit.voice_gateway.calls import GREETING, Scene
from tests.unit.voice_gateway.sip_calls import play_over_sip
from voice_gateway.app import create_app
from voice_gateway.engines import Engines
from voice_gateway.frames import FRAME_MS, SILENCE
from voice_gateway.hearing.activity import EnergyActivity
from voice_gateway.media import Ending
from voice_gateway.scripted.scripted_line import ScriptedLine, reply
from voice_gateway.scripted.scripted_phone import QUIET_FRAMES as STILL_FRAMES
from voice_gateway.scripted.scripted_phone import ScriptedPhone
from voice_gateway.scripted.scripted_recogniser import ScriptedSpeechToText
from voice_gateway.scripted.scripted_voice import ScriptedTextToSpeech
from voice_gateway.scripted.word_tones import WordTones
from voice_gateway.settings import VoiceGatewaySettings
from voice_gateway.transports.sip.wire import UdpNetwork

TOKEN = "bench"
QUIET_FRAMES = 5
"""So many frames of silence in a row are silence."""
GREETING_OVER = 25
QUESTION, INTERRUPTION = "please tell me everything", "no stop it please wait"
ANSWER = "on and on " * 60
Times = dict[str, list[float]]
"""Milliseconds by what was timed."""


def known_tones() -> WordTones:
    """Both processes number the words of the story alike."""
    tones = WordTones()
    tones.sound(f"{QUESTION} {INTERRUPTION} {ANSWER}")
    return tones


class Caller:
    """One telephone that keeps the time."""

    def __init__(self, gateway: int, port: int) -> None:
        here = UdpNetwork("127.0.0.1")
        self._phone = ScriptedPhone(known_tones(), here, ("127.0.0.1", gateway), port=port)
        self._phone.on_frame = self._frame
        self._still = QUIET_FRAMES
        self._changed = asyncio.Event()

    async def call(self) -> dict[str, float]:
        """Greeting, a question, an answer, an interruption, and the end."""
        times: dict[str, float] = {}
        began = _now()
        await self._phone.call()
        running = asyncio.get_running_loop().create_task(self._phone.run())
        await self._until(lambda: self._still == 0)
        times["greeting"] = _now() - began
        await self._until(lambda: self._still >= GREETING_OVER)
        await self._phone.say(QUESTION)
        asked = _now()
        await self._until(lambda: self._still == 0)
        times["answer"] = _now() - asked
        await asyncio.sleep(1.0)
        self._phone.begin(INTERRUPTION)
        began = _now()
        await self._until(lambda: self._still >= QUIET_FRAMES)
        times["silence"] = _now() - began - QUIET_FRAMES * FRAME_MS
        self._phone.leave(Ending.CALLER_LEFT)
        await running
        return times

    def _frame(self, frame: bytes) -> None:
        loud = frame != SILENCE and bool(np.any(np.frombuffer(frame, np.uint8) & 0x7F < 0x60))
        self._still = 0 if loud else self._still + 1
        self._changed.set()

    async def _until(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(60):
            while not condition():
                self._changed.clear()
                await self._changed.wait()


async def callers(gateway: int, ports: Sequence[int], rounds: int) -> Times:
    """Everybody at once, so many times."""
    times: Times = {"greeting": [], "answer": [], "silence": []}
    for _ in range(rounds):
        calls = [_one(number, gateway, port) for number, port in enumerate(ports)]
        for told in await asyncio.gather(*calls):
            for name, value in told.items():
                times[name].append(value)
    return times


async def _one(place: int, gateway: int, port: int) -> dict[str, float]:
    """People do not call in the same millisecond."""
    await asyncio.sleep(0.11 * place)
    return await Caller(gateway, port).call()


async def measured(calls: int, rounds: int) -> tuple[Times, float, float]:
    """Times, the share of frames that left late, and the CPU of one call as a share of a core."""
    (gateway,) = free_ports(1)
    with tempfile.TemporaryDirectory() as folder:
        async with front_door(Path(folder), ScriptedAssistant(_on_and_on), internal_token=TOKEN) as door:
            tones = known_tones()
            engines = Engines(
                recogniser=ScriptedSpeechToText(tones, seconds=0.0),
                voice=ScriptedTextToSpeech(tones, seconds=0.0),
                new_activity=EnergyActivity,
            )
            settings = VoiceGatewaySettings(
                front_door_url=door.url,
                internal_token=TOKEN,
                sip_host="127.0.0.1",
                sip_port=gateway,
                most_calls=2 * calls,
            )
            async with TestServer(create_app(settings, engines)) as server:
                began, clock = resource.getrusage(resource.RUSAGE_SELF), _now()
                times = await _from_elsewhere(gateway, calls, rounds)
                seconds = (_now() - clock) / 1_000
                used = resource.getrusage(resource.RUSAGE_SELF)
                cpu = used.ru_utime + used.ru_stime - began.ru_utime - began.ru_stime
                late = await _counted(str(server.make_url("/metrics")), "voice_frames_late_total")
    return times, late / (seconds * calls * 1_000 / FRAME_MS), cpu / seconds / calls


async def _from_elsewhere(gateway: int, calls: int, rounds: int) -> Times:
    words = [sys.executable, "-m", "bench.sip_calls", "--gateway", str(gateway)]
    words += ["--calls", str(calls), "--rounds", str(rounds)]
    process = await asyncio.create_subprocess_exec(*words, stdout=asyncio.subprocess.PIPE)
    said, _ = await process.communicate()
    told: Times = json.loads(said.splitlines()[-1])
    return told


async def _counted(url: str, name: str) -> float:
    headers = {"Authorization": f"Bearer {TOKEN}"}
    async with aiohttp.ClientSession() as session, session.get(url, headers=headers) as told:
        lines = (await told.text()).splitlines()
    return sum(float(line.split()[-1]) for line in lines if line.startswith(name))


async def _on_and_on(turn: TurnDown) -> Answer:
    return answer(turn, Reply(text=ANSWER))


def _now() -> float:
    return asyncio.get_running_loop().time() * 1_000


def _rows(calls: int, times: Times, late: float, cpu: float) -> list[Metric]:
    def row(metric: str, name: str, percent: int, target: float | None) -> Metric:
        value = float(np.percentile(times[name], percent))
        told = None if target is None else f"<= {target:.0f}"
        met = None if target is None else value <= target
        return Metric(
            metric=f"{calls} calls: {metric} p{percent}", unit="ms", ours=value, target=told, met=met
        )

    return [
        row("INVITE to the first sound", "greeting", 50, None),
        row("INVITE to the first sound", "greeting", 95, 200),
        row("end of speech to the first sound", "answer", 50, None),
        row("end of speech to the first sound", "answer", 99, None),
        row("barge-in to silence", "silence", 50, None),
        row("barge-in to silence", "silence", 95, 300),
        Metric(
            metric=f"{calls} calls: frames over 20 ms late",
            unit="%",
            ours=100 * late,
            target="<= 0.2",
            met=late <= 0.002,
        ),
        Metric(
            metric=f"{calls} calls: CPU a call, gateway and front door", unit="% of a core", ours=100 * cpu
        ),
    ]


def silences(calls: int) -> list[float]:
    """Milliseconds from a caller's first sound to silence at their ear, on a virtual clock: by design."""
    found: list[float] = []
    for place in range(calls):

        async def story(scene: Scene, after: float = 0.4 + 0.037 * place) -> None:
            await scene.heard("do for you?")
            await scene.caller.say(QUESTION)
            await scene.heard("on and")
            await asyncio.sleep(after)
            began = scene.now()
            scene.caller.begin(INTERRUPTION)
            await scene.until(lambda: not scene.caller.is_hearing)
            found.append((scene.now() - began) * 1_000 - STILL_FRAMES * FRAME_MS)

        async def answers(line: ScriptedLine, _turn: object) -> None:
            line.tell(reply(3, ANSWER))

        play_over_sip(story, line=ScriptedLine(answers, GREETING))
    return found


def main() -> int:
    """1 when a target was missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, nargs="+", default=[1, 8])
    parser.add_argument("--rounds", type=int, default=6)
    parser.add_argument("--virtual", type=int, default=40, help="interruptions on a virtual clock")
    parser.add_argument("--gateway", type=int, help=argparse.SUPPRESS)
    told = parser.parse_args()
    if told.gateway:
        ports = free_ports(told.calls[0])
        print(json.dumps(uvloop.run(callers(told.gateway, ports, told.rounds))))
        return 0
    by_design = float(np.percentile(silences(told.virtual), 95))
    rows = [
        Metric(
            metric="virtual clock, 10 ms of network each way: barge-in to silence p95",
            unit="ms",
            ours=by_design,
            target="<= 300",
            met=by_design <= 300,
        )
    ]
    for calls in told.calls:
        rows += _rows(calls, *uvloop.run(measured(calls, told.rounds)))
    return report("sip_calls", rows, notes=["speech is scripted and free; callers in a process of their own"])


if __name__ == "__main__":
    sys.exit(main())

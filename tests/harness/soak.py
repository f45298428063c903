"""Calls that are hung up at any moment, one after the other on a virtual clock: what each leaves behind."""

from __future__ import annotations

import asyncio
import gc
import os
import random
import tracemalloc
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tests.unit.voice_gateway.calls import GREETING, Scene, play
from voice_gateway.call.line import CallersTurn
from voice_gateway.media import Ending
from voice_gateway.scripted.scripted_line import ScriptedLine, reply

SEED = 20260720
MEAN_S, LONGEST_S = 6.0, 40.0
"""When a caller hangs up: exponential, so that most leave early and some sit out the whole ladder of silence."""
WISHES = ("why is my bill higher", "stop", "uh-huh", "say that again", "slower", "yes", "a person please")
KEYS = "0123456789*#"
WARM = 100
"""Calls before memory and descriptors are looked at."""


@dataclass(slots=True, kw_only=True)
class Left:
    """What all calls together left behind."""

    calls: int = 0
    ended_otherwise: int = 0
    lines_open: int = 0
    running: int = 0
    """Calls after which tasks still ran."""
    descriptors: int = 0
    """More open files, sockets and pipes than before."""
    children: int = 0
    memory_kib: float = 0.0
    states: Counter[str] = field(default_factory=Counter)
    """What was going on when the caller hung up."""


def soak(calls: int, *, with_memory: bool = True) -> Left:
    """Play them; `with_memory` counts every allocation, at twice the time."""
    dice, left, before, descriptors = random.Random(SEED), Left(calls=calls), 0, 0
    children = _children()
    if with_memory:
        tracemalloc.start()
    for number in range(calls):
        if number == min(WARM, calls // 2):
            before, descriptors = _memory(with_memory=with_memory), _descriptors()
        try:
            scene, state = _one(dice)
        except AssertionError:
            left.running += 1
            continue
        left.states[state] += 1
        left.ended_otherwise += scene.ending not in {Ending.CALLER_LEFT, Ending.LINE_DROPPED, Ending.GOODBYE}
        left.lines_open += not scene.line.closed
    left.memory_kib = (_memory(with_memory=with_memory) - before) / 1024
    left.descriptors = _descriptors() - descriptors
    left.children = _children() - children
    if with_memory:
        tracemalloc.stop()
    return left


def _one(dice: random.Random) -> tuple[Scene, str]:
    moment = min(LONGEST_S, dice.expovariate(1 / MEAN_S))
    states: list[str] = []

    async def answers(line: ScriptedLine, turn: CallersTurn) -> None:
        if dice.random() < 0.8:
            seq = 3 + 2 * len(line.sent.turns)
            expects = dice.choice((None, "yes_no", "zip", "secret:4"))
            line.tell(
                reply(seq, f"You said {turn.text}. It is $82.14 in all. Shall I go on?", expects=expects)
            )

    async def story(scene: Scene) -> None:
        talking = asyncio.ensure_future(_talk(scene, dice))
        await asyncio.sleep(moment)
        states.append(_state(scene))
        talking.cancel()
        await asyncio.gather(talking, return_exceptions=True)
        if dice.random() < 0.3:
            scene.caller.leave(Ending.LINE_DROPPED)

    scene = play(story, line=ScriptedLine(answers, GREETING), is_free=dice.random() < 0.5)
    return scene, states[0]


async def _talk(scene: Scene, dice: random.Random) -> None:
    while True:
        await asyncio.sleep(dice.uniform(0.2, 4))
        if dice.random() < 0.3:
            scene.caller.press(dice.choice(KEYS))
        elif dice.random() < 0.2:
            scene.caller.make_noise(dice.choice((100, 400, 1_500)))
        else:
            await scene.caller.say(dice.choice(WISHES))


def _state(scene: Scene) -> str:
    """As the caller would tell it."""
    if scene.caller.ending is not None:
        return "after the goodbye"
    hears, speaks, said = scene.caller.is_hearing, scene.caller.is_speaking, bool(scene.line.sent.turns)
    return {
        (True, True): "both speak",
        (True, False): "hears the answer" if said else "is greeted",
        (False, True): "speaks",
        (False, False): "waits" if said else "is silent",
    }[hears, speaks]


def _memory(*, with_memory: bool) -> int:
    gc.collect()
    return tracemalloc.get_traced_memory()[0] if with_memory else 0


def _children() -> int:
    return len(Path(f"/proc/self/task/{os.getpid()}/children").read_text().split())


def _descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))

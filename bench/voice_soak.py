"""Calls that are hung up at any moment, one after the other on a virtual clock: what each leaves behind.

make bench NAME=voice_soak ARGS="--calls 10000"
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import random
import resource
import sys
import tracemalloc

from bench.report import Metric, report
from tests.unit.voice_gateway.calls import GREETING, Scene, play
from voice_gateway.call.line import CallersTurn
from voice_gateway.media import Ending
from voice_gateway.scripted.scripted_line import ScriptedLine, reply

SEED = 20260720
LONGEST_S = 25.0
WISHES = ("why is my bill higher", "stop", "uh-huh", "say that again", "slower", "yes", "a person please")
KEYS = "0123456789*#"
WARM = 100
"""Calls before memory is looked at."""


def main() -> int:
    """1 when a call ended otherwise than by hanging up, left something running, or memory grew."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=2_000)
    calls = parser.parse_args().calls
    dice = random.Random(SEED)
    tracemalloc.start()
    before = 0
    wrong = left_open = left_running = 0
    for number in range(calls):
        if number == min(WARM, calls // 2):
            before = _memory()
        try:
            scene = _one(dice)
        except AssertionError:
            left_running += 1
            continue
        wrong += scene.ending not in {Ending.CALLER_LEFT, Ending.GOODBYE}
        left_open += not scene.line.closed
    grown = (_memory() - before) / 1024
    rows = [
        Metric(metric="calls", unit="", ours=calls),
        Metric(metric="ended otherwise than asked", unit="", ours=wrong, target="0", met=wrong == 0),
        Metric(metric="lines left open", unit="", ours=left_open, target="0", met=left_open == 0),
        Metric(
            metric="calls that left tasks running",
            unit="",
            ours=left_running,
            target="0",
            met=left_running == 0,
        ),
        Metric(metric="memory grown", unit="KiB", ours=round(grown), target="< 256", met=grown < 256),
        Metric(
            metric="largest size", unit="MiB", ours=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        ),
    ]
    return report("voice_soak", rows, notes=[f"seed {SEED}"])


def _one(dice: random.Random) -> Scene:
    moment = dice.uniform(0, LONGEST_S)

    async def answers(line: ScriptedLine, turn: CallersTurn) -> None:
        if dice.random() < 0.8:
            seq = 3 + 2 * len(line.sent.turns)
            expects = dice.choice((None, "yes_no", "zip", "secret:4"))
            line.tell(
                reply(seq, f"You said {turn.text}. It is $82.14 in all. Shall I go on?", expects=expects)
            )

    async def talk(scene: Scene) -> None:
        while True:
            await asyncio.sleep(dice.uniform(0.2, 4))
            if dice.random() < 0.3:
                scene.caller.press(dice.choice(KEYS))
            elif dice.random() < 0.2:
                scene.caller.make_noise(dice.choice((100, 400, 1_500)))
            else:
                await scene.caller.say(dice.choice(WISHES))

    async def story(scene: Scene) -> None:
        talking = asyncio.ensure_future(talk(scene))
        await asyncio.sleep(moment)
        talking.cancel()
        await asyncio.gather(talking, return_exceptions=True)

    return play(story, line=ScriptedLine(answers, GREETING), is_free=dice.random() < 0.5)


def _memory() -> int:
    gc.collect()
    return tracemalloc.get_traced_memory()[0]


if __name__ == "__main__":
    sys.exit(main())

"""Calls whose speech costs nothing: how soon they are answered, stopped and sent on, how evenly they sound.

peers: end of speech to first sound, beside pipecat: the same callers on Twilio's wire. Both sides run in one
process each with Silero on telephone sound; callers are spoken by espeak-ng. Ours waits as long as the open
question asks for (a yes is enough), the peer for its VAD's 0.2 s and 0.4 s more. Rounds are interleaved.
lines: a whole gateway before a front door, interrupted over the browser's, Twilio's and SIP's wire.
saturated: late frames while all recognition workers are busy. overload: three times the admitted calls.

make bench NAME=voice ARGS="--calls 1 8 --turns 4 --parts peers lines"
"""

from __future__ import annotations

import argparse
import os
import sys

import numpy as np
import uvloop

from bench.report import Metric, report
from bench.voice.interrupted import interrupted
from bench.voice.overload import overload
from bench.voice.peers import beside_pipecat
from bench.voice.saturated import saturated
from voice_gateway.frames import RATE, encode
from voice_gateway.speaking.pyttsx3_worker import Engine

CALLER, ANSWER = "yes please", "I have switched that on for you, and nothing else changes today."
TONE_HZ, TONE_S = 300, 3
PARTS = {"lines": interrupted, "saturated": saturated, "overload": overload}


def main() -> int:
    """1 when a target is missed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--parts", nargs="+", choices=["peers", *PARTS], default=["peers", *PARTS])
    parser.add_argument("--calls", type=int, nargs="+", default=[1, 4, 8, 16])
    parser.add_argument("--turns", type=int, default=6)
    parser.add_argument("--interrupts", type=int, default=2)
    told = parser.parse_args()
    speech, answer = _sounds()
    rows: list[Metric] = []
    if "peers" in told.parts:
        rows += beside_pipecat(speech, answer, told.calls, turns=told.turns, interrupts=told.interrupts)
    for name in told.parts:
        if name in PARTS:
            rows += uvloop.run(PARTS[name](speech, _tone()))
    return report("voice", rows, notes=[f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"])


def _sounds() -> tuple[bytes, bytes]:
    """The caller's words and the answer, without the silence after them."""
    engine = Engine()
    caller, answer = (
        engine.speak(text, language="en", words_per_minute=165, volume=1.0).sound.rstrip(b"\xff")
        for text in (CALLER, ANSWER)
    )
    return caller, answer


def _tone() -> bytes:
    """Without a pause, so that silence is silence."""
    wave = np.sin(np.arange(TONE_S * RATE) * (2 * np.pi * TONE_HZ / RATE))
    return encode((8_000 * wave).astype(np.int16))


if __name__ == "__main__":
    sys.exit(main())

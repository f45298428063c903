"""What the recogniser that works as installed understands: synthetic callers, telephone band, noise.

Ours is what it gives at the scores it is used with; the peer is the same decoder taken at its word. The
callers are espeak-ng's voices, not people: good for choosing the scores, not for promising anything.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator

import numpy as np

from bench.report import Metric, report
from conversation.expects import parse_expects
from voice_gateway.frames import decode, encode
from voice_gateway.hearing.awaited_wire import head_of
from voice_gateway.hearing.few_words import DIGITS, FewWords
from voice_gateway.hearing.pocketsphinx_recogniser import least_score
from voice_gateway.hearing.pocketsphinx_worker import Recogniser
from voice_gateway.hearing.recognition import Awaited
from voice_gateway.speaking import pyttsx3_worker
from voice_gateway.workers.wire import Message

SEED = 20260720
CALLERS = (b"en-us", b"en-us+f2", b"en-us+f4", b"en-us+m3", b"en-us+m7", b"en-gb-x-rp")
NUMBERS = 20
FOREIGN = (
    "the weather in chicago is nice today",
    "I was wondering whether you could help me with something",
    "my neighbour told me to call you",
    "it depends on how much it costs",
    "can you hear me",
    "what about the other one",
    "purple elephants dance",
    "my name is john smith",
    "I moved to a new apartment last week",
)


class Caller:
    """Says things in one of several voices, at some speed and loudness, over a line with some noise."""

    def __init__(self) -> None:
        self._random = random.Random(SEED)
        self._noise = np.random.default_rng(SEED)
        self._engine = pyttsx3_worker.Engine()

    def says(self, text: str) -> bytes:
        pyttsx3_worker.VOICES["en"] = self._random.choice(CALLERS)
        spoken = self._engine.speak(
            text,
            language="en",
            words_per_minute=self._random.randint(130, 190),
            volume=self._random.choice((0.3, 0.6, 1.0)),
        )
        samples = np.pad(decode(spoken.sound).astype(np.float64), (2_400, 1_600))
        noisy = samples + self._noise.normal(0, self._random.choice((5, 40, 150)), len(samples))
        return encode(np.clip(noisy, -32_768, 32_767).astype(np.int16))

    def number(self, digits: int) -> str:
        return " ".join(self._random.choice(DIGITS) for _ in range(digits))


def main() -> int:
    """Measure every kind of question; nothing is asked of the figures."""
    caller, recogniser, words = Caller(), Recogniser(), FewWords.load("en")
    rows = [
        row
        for kind in ("yes_no", "free", "zip", "phone")
        for row in _measured(kind, caller, recogniser, words)
    ]
    return report("few_words", rows, notes=[f"seed {SEED}"])


def _measured(kind: str, caller: Caller, recogniser: Recogniser, words: FewWords) -> Iterator[Metric]:
    awaited = Awaited(expects=parse_expects(kind))
    lengths = {"zip": 5, "phone": 10}
    said = (
        [caller.number(lengths[kind]) for _ in range(NUMBERS)]
        if kind in lengths
        else [
            phrase
            for phrase in words.phrases[awaited.expects.kind]
            for _ in range(2 if kind == "yes_no" else 1)
        ]
    )
    heard = [_recognised(caller.says(text), awaited, recogniser) for text in said]
    meant = [words.meaning(text, awaited) for text in said]
    pairs = list(zip(heard, meant, strict=True))
    least = least_score(awaited)
    foreign = [_recognised(caller.says(text), awaited, recogniser) for text in FOREIGN for _ in range(2)]
    yield _share(f"{kind}: understood", [text == want for (text, _), want in pairs], heard, least)
    yield _share(
        f"{kind}: taken for something else",
        [text not in ("", want) for (text, _), want in pairs],
        heard,
        least,
    )
    yield _share(
        f"{kind}: other talk taken for an answer", [bool(text) for text, _ in foreign], foreign, least
    )


def _recognised(sound: bytes, awaited: Awaited, recogniser: Recogniser) -> tuple[str, float]:
    head = recogniser.recognise(Message(head=head_of(awaited), sound=sound)).head
    return str(head["text"]), float(str(head["score"]))


def _share(name: str, is_so: list[bool], heard: list[tuple[str, float]], least: float) -> Metric:
    sure = [one and score >= least for one, (_, score) in zip(is_so, heard, strict=True)]
    return Metric(
        metric=name,
        unit="%",
        ours=round(100 * sum(sure) / len(sure), 1),
        peer=round(100 * sum(is_so) / len(is_so), 1),
    )


if __name__ == "__main__":
    sys.exit(main())

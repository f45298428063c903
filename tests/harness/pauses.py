"""Callers who pause in the middle, and what an endpointing makes of them."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import exp
from pathlib import Path

import yaml

from conversation.expects import parse_expects
from voice_gateway.frames import FRAME_MS, SILENCE, framed
from voice_gateway.hearing.activity import EnergyActivity
from voice_gateway.hearing.endpointing import patience_ms
from voice_gateway.hearing.listening import Ended, Guess, Listening, Patience
from voice_gateway.hearing.recognition import Awaited, Recognition
from voice_gateway.scripted.word_tones import WordTones

SUITE = Path(__file__).resolve().parents[1] / "data" / "pauses.yml"
SEED = 20260720
TIMES = 20
"""Each utterance is drawn so often."""
BETWEEN_CLAUSES_MS, SEARCHING_MS = 430, 700
"""Medians of a log-normal law (Campione and Véronis, 2002, found 430 ms for conversation)."""
SPREAD = 0.45
LONGEST_MS = 2_500
RECOGNITION_MS = 120
"""A recogniser's time; it lies within the pause."""
GIVEN_UP_MS = 4_000

_SEARCHES = re.compile(
    r"(?:\b(?:um|uh|well|so|let me see|is|it's)|\b(?:oh|zero|one|two|three|four|five|six|seven|eight|nine))$"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What became of one utterance."""

    expects: str
    said: str
    cut: bool
    """It was taken to be over before it was."""
    late_ms: int
    """From its last word to its end as it was taken; of those that were not cut."""


def utterances(
    *, held_out: bool, times: int = TIMES
) -> Iterator[tuple[str, tuple[str, ...], list[tuple[str, int]]]]:
    """What was asked, the choices, and parts with the pause after each (the last one's is the end)."""
    dice = random.Random(SEED)
    for told in yaml.safe_load(SUITE.read_text(encoding="utf-8")):
        if bool(told.get("held_out")) is not held_out:
            continue
        parts = [part.strip() for part in told["said"].split("|")]
        for _ in range(times):
            yield (
                told["expects"],
                tuple(told.get("choices", ())),
                [
                    (part, _pause(part, dice) if place + 1 < len(parts) else 0)
                    for place, part in enumerate(parts)
                ],
            )


def heard(
    expects: str, choices: tuple[str, ...], parts: list[tuple[str, int]], patience: Patience = patience_ms
) -> Heard:
    """One utterance through the gateway's own listening, with a recogniser that makes no mistakes."""
    tones = WordTones()
    listening = Listening(EnergyActivity(), patience)
    listening.awaited = Awaited(expects=parse_expects(expects), choices=choices)
    frames = [SILENCE] * 20
    for text, pause_ms in parts:
        frames += [*framed(tones.sound(text)), *[SILENCE] * (pause_ms // FRAME_MS)]
    said = " ".join(text for text, _ in parts)
    ended_at = _ended(listening, tones, [*frames, *[SILENCE] * (GIVEN_UP_MS // FRAME_MS)])
    late = (ended_at - len(frames)) * FRAME_MS
    return Heard(expects=expects, said=said, cut=late < 0, late_ms=max(0, late))


def cut_share(results: list[Heard]) -> float:
    """Share of utterances that were taken to be over too early, 0 to 1."""
    return sum(each.cut for each in results) / len(results)


def mean_wait_ms(results: list[Heard]) -> float:
    """From the last word to the end as it was taken, where nobody was cut."""
    waits = [each.late_ms for each in results if not each.cut]
    return sum(waits) / len(waits)


def _ended(listening: Listening, tones: WordTones, frames: list[bytes]) -> int:
    """The frame at which the utterance was first taken to be over."""
    waiting: list[tuple[int, Guess]] = []
    for place, frame in enumerate(frames):
        events = listening.feed(frame)
        waiting += [
            (place + RECOGNITION_MS // FRAME_MS, event) for event in events if isinstance(event, Guess)
        ]
        while waiting and waiting[0][0] <= place:
            _, guess = waiting.pop(0)
            events += listening.guessed(
                guess.number, Recognition(text=tones.text(guess.sound), confidence=0.9)
            )
        if any(isinstance(event, Ended) for event in events):
            return place
    return len(frames)


def _pause(after: str, dice: random.Random) -> int:
    median = SEARCHING_MS if _SEARCHES.search(after) else BETWEEN_CLAUSES_MS
    return min(LONGEST_MS, round(median * exp(dice.gauss(0, SPREAD))))

"""How the voice changes when it is told to."""

from __future__ import annotations

from dataclasses import replace

from voice_gateway.hearing.interruptions import Command
from voice_gateway.speaking.speech import Manner

SLOWEST, FASTEST = 105, 240
LOUDEST = 2.0


def mannered(manner: Manner, command: Command) -> Manner:
    """The manner after a command; `repeat` leaves it as it is."""
    match command:
        case Command.SLOWER:
            return replace(manner, words_per_minute=max(SLOWEST, round(manner.words_per_minute * 0.8)))
        case Command.FASTER:
            return replace(manner, words_per_minute=min(FASTEST, round(manner.words_per_minute * 1.2)))
        case Command.LOUDER:
            return replace(manner, volume=min(LOUDEST, manner.volume * 1.4))
        case Command.REPEAT:
            return manner

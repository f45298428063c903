"""Telling a listener's "mm-hm" from an interruption, and commands to the voice from words for us."""

from __future__ import annotations

import re
from enum import StrEnum, auto

from voice_gateway.hearing.endpointing import is_answer
from voice_gateway.hearing.recognition import Awaited

NOISE_MS = 700
"""Sound without a word, no longer than this, is a cough or a door."""

_BACK_CHANNEL = re.compile(
    r"^(?:(?:um+|uh+|uh[ -]?huh|mm+|mhm|mm[ -]?hmm?|hm+|ah+|oh|yeah|yes|yep|yup|right|okay|ok|sure|i see"
    r"|got it|alright|all right|good|great|fine|ajá|aja|sí|claro|bueno|bien|vale|entiendo|ya)[\s,.!]*)+$",
    re.IGNORECASE,
)
_COMMANDS = {
    "slower": r"(?:(?:speak|talk|go|a bit|a little|please|more) )*slow(?:er|ly)(?: please)?"
    r"|slow down(?: please)?|(?:hable )?(?:un poco )?más (?:despacio|lento)(?: por favor)?",
    "faster": r"(?:(?:speak|talk|go|a bit|a little|please) )*(?:faster|quicker)(?: please)?"
    r"|(?:hable )?(?:un poco )?más (?:rápido|deprisa)(?: por favor)?",
    "louder": r"(?:(?:speak|talk|a bit|a little|please|can you) )*(?:louder|speak up)(?: please)?"
    r"|(?:hable )?(?:un poco )?más (?:alto|fuerte)(?: por favor)?",
    "repeat": r"(?:(?:can|could) you )?(?:please )?(?:say (?:that|it) again|repeat(?: (?:that|it))?"
    r"|once more)(?: please)?|what did you say|pardon(?: me)?|come again"
    r"|(?:me lo (?:puede )?)?(?:repita|repite|repetir)(?:lo| eso)?(?: por favor)?|otra vez(?: por favor)?",
}
_COMPILED = {
    name: re.compile(rf"^¿?(?:{pattern})[.?!]?$", re.IGNORECASE) for name, pattern in _COMMANDS.items()
}


class Command(StrEnum):
    """What a caller may tell the voice itself."""

    SLOWER = auto()
    FASTER = auto()
    LOUDER = auto()
    REPEAT = auto()


class Verdict(StrEnum):
    """What was said while the assistant spoke."""

    NOISE = auto()
    """Nothing: go on speaking."""
    BACK_CHANNEL = auto()
    """They listen: go on speaking."""
    UNCLEAR = auto()
    """Words, but none that could be made out: stop and ask."""
    INTERRUPTION = auto()
    """Stop and answer."""


def command_in(text: str) -> Command | None:
    """A command to the voice, when the words are nothing else."""
    said = re.sub(r"\s+", " ", text.replace(",", " ")).strip()
    return next((Command(name) for name, pattern in _COMPILED.items() if pattern.match(said)), None)


def judge(text: str, speech_ms: int, awaited: Awaited) -> Verdict:
    """What words over the assistant's own mean. An answer to what was asked always counts."""
    if not text.strip():
        return Verdict.NOISE if speech_ms <= NOISE_MS else Verdict.UNCLEAR
    if is_answer(awaited.expects, text, awaited.choices):
        return Verdict.INTERRUPTION
    return Verdict.BACK_CHANNEL if _BACK_CHANNEL.match(text.strip()) else Verdict.INTERRUPTION

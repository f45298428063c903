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
_POLITE = (
    r"(?:(?:sorry|(?:i'm|i am) sorry|excuse me|please|hey|hi|no|wait|whoa|hold on"
    r"|okay|ok|um|uh|well|and|but) )*"
)
_ASKED = (
    r"(?:(?:(?:can|could|would|will) you|(?:i need|i want|i'd like|i would like) you to|you (?:need|have) to"
    r"|try to|(?:do|would) you mind|please|maybe|perhaps|just|kindly) )*"
)
_ENDING = r"(?: (?:please|for me|now|sorry|thanks|thank you|if you can|then))*"
_SPEAK = r"(?:(?:speak|talk|go|say (?:it|that)|read (?:it|that)|speaking|talking) )?"
_MORE = r"(?:(?:a (?:little|bit|little bit|tad)|more|please) )*"
_A_BIT = r"(?: a (?:little|bit|little bit))?"
_YOU_ARE = r"(?:you're|you are|you were) (?:(?:going|speaking|talking|being) )?"
_TOO = r"(?:(?:way|far|much|a bit) )?too"
_IT = r"(?:that|it|this|yourself|the question|what you said)"
_AGAIN = r"(?:again|once more|one more time|another time)"
_COMMANDS = {
    "slower": rf"{_SPEAK}{_MORE}slow(?:er|ly)(?: down)?|slow (?:it )?down{_A_BIT}"
    rf"|(?<=mind )slowing (?:it )?down{_A_BIT}"
    rf"|(?:{_YOU_ARE}|(?:that's|that is|that was) )?{_TOO} (?:fast|quick|quickly)"
    r"|not (?:so|that|too) (?:fast|quick|quickly)|(?:don't|do not) (?:speak|talk|go) so (?:fast|quickly)"
    r"|(?:hable |hablar )?(?:un poco )?más (?:despacio|lento)|(?:habla|va) (?:muy|demasiado) rápido",
    "faster": rf"{_SPEAK}{_MORE}(?:faster|quicker)|(?:speak|talk|go) {_MORE}quickly"
    rf"|(?:speed|hurry) up{_A_BIT}"
    rf"|{_YOU_ARE}{_TOO} slow(?:ly)?|not (?:so|that) slow(?:ly)?"
    r"|(?:hable |hablar )?(?:un poco )?más (?:rápido|deprisa)",
    "louder": rf"{_SPEAK}{_MORE}(?:louder|loudly)|speak {_MORE}up{_A_BIT}|turn (?:the|your) volume up{_A_BIT}"
    r"|i (?:can't|cannot|can not|can hardly|can barely|couldn't|could not|don't) hear you"
    r"(?: (?:very well|well|at all|properly|clearly|too well))?"
    rf"|{_YOU_ARE}{_TOO} (?:quiet|quietly|soft|softly|low)"
    r"|(?:hable |hablar )?(?:un poco )?más (?:alto|fuerte)|no (?:le|te|lo) (?:oigo|escucho)(?: bien)?",
    "repeat": rf"(?:say|tell me|repeat|go over) {_IT} {_AGAIN}|repeat(?: {_IT})?"
    rf"|(?<=mind )repeating(?: {_IT})?|once more|one more time|pardon(?: me)?|come again"
    r"|what (?:did you say|was (?:that|the question))(?: again)?"
    r"|i (?:didn't|did not) (?:catch|hear) (?:that|you|what you said)|i missed that"
    r"|(?:me lo (?:puede )?)?(?:repita|repite|repetir)(?:lo| eso)?|otra vez",
}
"""What is wished of the voice. Words that could as well answer a question, or tell of the phone, are none."""
_SPANISH = r"(?:(?:perdón|perdone|disculpe|puede|podría|por favor) )*"
_COMPILED = {
    name: re.compile(
        rf"^¿?(?:{_POLITE}{_ASKED}|{_SPANISH})(?:{pattern})(?:{_ENDING}|(?: por favor)?)[.?!]*$",
        re.IGNORECASE,
    )
    for name, pattern in _COMMANDS.items()
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
    said = re.sub(r"[\s,.;¿¡]+", " ", text.replace("’", "'")).strip()
    return next((Command(name) for name, pattern in _COMPILED.items() if pattern.match(said)), None)


def judge(text: str, speech_ms: int, awaited: Awaited) -> Verdict:
    """What words over the assistant's own mean. An answer to what was asked always counts."""
    if not text.strip():
        return Verdict.NOISE if speech_ms <= NOISE_MS else Verdict.UNCLEAR
    if is_answer(awaited.expects, text, awaited.choices):
        return Verdict.INTERRUPTION
    return Verdict.BACK_CHANNEL if _BACK_CHANNEL.match(text.strip()) else Verdict.INTERRUPTION
